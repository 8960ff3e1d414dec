/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PAM (P7), Netpbm's format with alpha: https://netpbm.sourceforge.net/doc/pam.html
 * Depth 1 to 4, maxval 1 to 65535. Tuple types other than BLACKANDWHITE, GRAYSCALE and RGB (each also with _ALPHA) are
 * refused by name. Cannot: metadata of any kind. */
#include "image/formats.h"
#include "image/netpbm.h"

#include <string.h>

enum { MAX_LINE = 1024, MAX_LINES = 1000 };

typedef struct {
  guint32 width, height, depth, maxval;
  GString *type;
} PamHeader;

static gboolean pam_sniff(const guint8 *head, gsize n) { return n >= 3 && !memcmp(head, "P7\n", 3); }

static gboolean set_number(AeReader *reader, const char *key, const char *text, guint32 *value, GError **error) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32, &number, NULL))
    return ae_reader_fail(reader, error, "%s \"%s\" is no good number", key, text);
  *value = (guint32)number;
  return TRUE;
}

static gboolean set_field(AeReader *reader, PamHeader *header, const char *key, const char *text, GError **error) {
  const struct {
    const char *key;
    guint32 *value;
  } numbers[] = {
      {"WIDTH", &header->width}, {"HEIGHT", &header->height}, {"DEPTH", &header->depth}, {"MAXVAL", &header->maxval}};
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
    if (!strcmp(key, numbers[i].key))
      return set_number(reader, key, text, numbers[i].value, error);
  if (strcmp(key, "TUPLTYPE"))
    return ae_reader_fail(reader, error, "the header has a line \"%s\"", key);
  /* Several lines are one type with blanks between: that is the standard's rule. */
  g_string_append_printf(header->type, "%s%s", header->type->len > 0 ? " " : "", text);
  return TRUE;
}

static gboolean read_header(AeReader *reader, PamHeader *header, GError **error) {
  for (int i = 0; i < MAX_LINES; i++) {
    g_autofree char *line = ae_source_line(reader->source, MAX_LINE, error);
    if (!line)
      return FALSE;
    g_strstrip(line);
    if (!strcmp(line, "ENDHDR"))
      return TRUE;
    if (!*line || *line == '#')
      continue;
    char *text = line + strcspn(line, " \t");
    if (*text)
      *text++ = 0;
    if (!g_str_is_ascii(line) || !g_str_is_ascii(text))
      return ae_reader_fail(reader, error, "the header holds bytes that are no text");
    if (!set_field(reader, header, line, g_strchug(text), error))
      return FALSE;
  }
  return ae_reader_fail(reader, error, "the header does not end");
}

static gboolean check_type(AeReader *reader, const PamHeader *header, GError **error) {
  static const struct {
    const char *type;
    guint depth;
  } types[] = {{"BLACKANDWHITE", 1},   {"GRAYSCALE", 1}, {"BLACKANDWHITE_ALPHA", 2},
               {"GRAYSCALE_ALPHA", 2}, {"RGB", 3},       {"RGB_ALPHA", 4}};
  if (header->depth < 1 || header->depth > 4)
    return ae_reader_fail(reader, error, "DEPTH %u is not in 1..4", header->depth);
  if (header->type->len == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS(types); i++)
    if (!strcmp(header->type->str, types[i].type) && header->depth == types[i].depth)
      return TRUE;
  return ae_reader_fail(reader, error, "TUPLTYPE %s with DEPTH %u is not supported", header->type->str, header->depth);
}

static gboolean pam_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  g_autoptr(GString) type = g_string_new(NULL);
  PamHeader header = {.type = type};
  g_autofree char *magic = ae_source_line(reader->source, MAX_LINE, error);
  if (!magic || !read_header(reader, &header, error) || !check_type(reader, &header, error))
    return FALSE;
  info->width = header.width;
  info->height = header.height;
  info->channels = header.depth;
  return ae_netpbm_set_maxval(reader, info, header.maxval, error) && ae_reader_admit(reader, info, 0, error);
}

static gboolean pam_write(AeWriter *writer, AeRows *rows, GError **error) {
  static const char *const types[] = {"", "GRAYSCALE", "GRAYSCALE_ALPHA", "RGB", "RGB_ALPHA"};
  static const char *const bilevel_types[] = {"", "BLACKANDWHITE", "BLACKANDWHITE_ALPHA", "RGB", "RGB_ALPHA"};
  const AeImageInfo *info = &rows->info;
  return ae_sink_printf(writer->sink, error, "P7\nWIDTH %u\nHEIGHT %u\nDEPTH %u\nMAXVAL %u\nTUPLTYPE %s\nENDHDR\n",
                        info->width, info->height, info->channels, info->maxval,
                        (info->maxval == 1 ? bilevel_types : types)[info->channels]) &&
         ae_netpbm_write_rows(writer, rows, error);
}

const AeFormat ae_format_pam = {
    .name = "pam",
    .help = "PAM: grey and RGB with or without alpha, 1 to 16 bits, no metadata, several pictures in a row",
    .extensions = (const char *const[]){"pam", NULL},
    .samples = 1 << AE_SAMPLE_U8 | 1 << AE_SAMPLE_U16,
    .channels = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4,
    .flags = AE_FORMAT_CONCATENATED | AE_FORMAT_MAXVAL,
    .sniff = pam_sniff,
    .next = pam_next,
    .read_row = ae_netpbm_read_row,
    .write = pam_write,
};
