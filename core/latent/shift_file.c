/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/option.h>
#include <string.h>

#include "base/checked.h"
#include "latent/shift.h"

static const char prefix[] = "attribute.", suffix[] = ".shift";
enum { LONGEST = 64 };

gboolean ae_shift_name_check(const char *name, GError **error) {
  gsize length = strspn(name, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-");
  if (g_ascii_isalpha(*name) && !name[length] && length <= LONGEST)
    return TRUE;
  g_autofree char *shown = g_utf8_make_valid(name, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "attribute \"%s\": a name is a letter and then letters, digits, _ and -, %d at most", shown, LONGEST);
  return FALSE;
}

void ae_shift_write(const char *name, int d, const float *v, AeModelWriter *writer) {
  g_autofree char *tensor = g_strconcat(prefix, name, suffix, NULL);
  ae_modelwriter_add_floats(writer, tensor, FALSE, 1, &d, v);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char **ae_shift_names(const AeModelFile *file) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < file->n; i++) {
    const char *tensor = file->blobs[i].name;
    if (!g_str_has_prefix(tensor, prefix) || !g_str_has_suffix(tensor, suffix) ||
        strlen(tensor) < sizeof prefix + sizeof suffix - 1)
      continue;
    g_autofree char *name = g_strndup(tensor + sizeof prefix - 1, strlen(tensor) - (sizeof prefix + sizeof suffix - 2));
    if (ae_shift_name_check(name, NULL))
      g_ptr_array_add(names, g_steal_pointer(&name));
  }
  g_ptr_array_sort(names, by_name);
  g_ptr_array_add(names, NULL);
  return (char **)g_ptr_array_steal(names, NULL);
}

void ae_shift_refuse(const char *path, const char *const *names, const char *name, GError **error) {
  g_autofree char *list = g_strjoinv(", ", (char **)names), *shown = g_utf8_make_valid(name, -1);
  const char *nearest = ae_nearest_name(name, names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no attribute \"%s\"%s%s%s; attributes: %s", path, shown,
              nearest ? "; did you mean \"" : "", nearest ? nearest : "", nearest ? "\"?" : "", *names ? list : "none");
}

float *ae_shift_read(const AeModelFile *file, const char *name, int d, GError **error) {
  g_autofree char *tensor = g_strconcat(prefix, name, suffix, NULL);
  const AeBlob *blob = ae_shift_name_check(name, NULL) ? ae_modelfile_find(file, tensor) : NULL;
  if (!blob) {
    g_auto(GStrv) names = ae_shift_names(file);
    ae_shift_refuse(file->path, (const char *const *)names, name, error);
    return NULL;
  }
  if (blob->rank != 1 || blob->dims[0] != d) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: attribute \"%s\" has not the %d numbers of a code", file->path,
                name, d);
    return NULL;
  }
  float *v = ae_alloc((gsize)d, sizeof *v, "attribute", error);
  if (v && !ae_blob_floats(file, blob, v, error)) {
    ae_free(v);
    return NULL;
  }
  return v;
}
