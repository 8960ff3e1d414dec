/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/formats.h"

#include <string.h>

/* In the order in which they are asked about a file's first bytes. */
static const AeFormat *const formats[] = {
    &ae_format_pnm,
    &ae_format_pam,
    &ae_format_pfm,
    &ae_format_png,
    &ae_format_jpeg,
    &ae_format_tiff,
    &ae_format_y4m,
#ifdef AE_HAVE_WEBP
    &ae_format_webp,
#endif
    &ae_format_npy,
    &ae_format_wav,
    &ae_format_aea,
    &ae_format_csv,
    &ae_format_idx,
    NULL,
};

const AeFormat *const *ae_formats(void) { return formats; }
const char *ae_format_name(const AeFormat *format) { return format->name; }
const char *ae_format_help(const AeFormat *format) { return format->help; }
gboolean ae_format_can_write(const AeFormat *format) { return format->write != NULL; }

const AeOption *ae_format_options(const AeFormat *format) {
  static const AeOption none[] = {{NULL}};
  return format->options ? format->options : none;
}

const AeFormat *ae_format_by_name(const char *name) {
  for (const AeFormat *const *format = formats; *format; format++)
    if (!strcmp((*format)->name, name))
      return *format;
  return NULL;
}

const AeFormat *ae_format_by_path(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *dot = strrchr(slash ? slash + 1 : path, '.');
  if (!dot)
    return NULL;
  for (const AeFormat *const *format = formats; *format; format++)
    for (const char *const *extension = (*format)->extensions; *extension; extension++)
      if (!g_ascii_strcasecmp(dot + 1, *extension))
        return *format;
  return NULL;
}

const AeFormat *ae_format_sniff(const guint8 *head, gsize n) {
  for (const AeFormat *const *format = formats; *format; format++)
    if ((*format)->sniff(head, n))
      return *format;
  return NULL;
}

char *ae_formats_that(gboolean (*holds)(const AeFormat *format, const AeImageInfo *info), const AeImageInfo *info) {
  g_autoptr(GString) names = g_string_new(NULL);
  for (const AeFormat *const *format = formats; *format; format++)
    if ((*format)->write && holds(*format, info))
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", (*format)->name);
  return g_string_free(g_steal_pointer(&names), FALSE);
}
