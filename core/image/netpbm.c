/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/netpbm.h"

#include "base/checked.h"

/* The next byte that is neither blank nor in a comment. */
static int skip_blanks(AeSource *source, GError **error) {
  gboolean comment = FALSE;
  for (;;) {
    int c = ae_source_byte(source, error);
    if (c < 0)
      return c;
    if (c == '#')
      comment = TRUE;
    else if (c == '\n' || c == '\r')
      comment = FALSE;
    else if (!comment && !g_ascii_isspace(c))
      return c;
  }
}

gboolean ae_netpbm_number(AeReader *reader, const char *what, guint32 *value, GError **error) {
  g_autoptr(GError) cause = NULL;
  guint64 sum = 0;
  int c = skip_blanks(reader->source, &cause);
  gboolean any = g_ascii_isdigit(c);
  while (c >= 0 && g_ascii_isdigit(c) && sum <= G_MAXUINT32) {
    sum = sum * 10 + (guint64)(c - '0');
    c = ae_source_byte(reader->source, &cause);
  }
  /* A comment may follow at once; its end is then the one blank. */
  for (gboolean comment = c == '#'; comment && c >= 0 && c != '\n' && c != '\r';)
    c = ae_source_byte(reader->source, &cause);
  if (c == AE_SOURCE_FAILED) {
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
  }
  if (!any || sum > G_MAXUINT32 || (c >= 0 && !g_ascii_isspace(c)))
    return ae_reader_fail(reader, error, "byte %" G_GUINT64_FORMAT ": no good number for the %s",
                          ae_source_tell(reader->source), what);
  *value = (guint32)sum;
  return TRUE;
}

gboolean ae_netpbm_set_maxval(AeReader *reader, AeImageInfo *info, guint32 maxval, GError **error) {
  if (maxval < 1 || maxval > G_MAXUINT16)
    return ae_reader_fail(reader, error, "the maxval %u is not in 1..65535", maxval);
  info->sample = maxval <= G_MAXUINT8 ? AE_SAMPLE_U8 : AE_SAMPLE_U16;
  info->maxval = maxval;
  return TRUE;
}

gboolean ae_netpbm_check_row(AeReader *reader, const void *row, GError **error) {
  const AeImageInfo *info = &reader->info;
  gsize n = (gsize)info->width * info->channels;
  guint largest = 0;
  if (info->maxval == G_MAXUINT8 || info->maxval == G_MAXUINT16)
    return TRUE;
  if (info->sample == AE_SAMPLE_U8)
    for (gsize i = 0; i < n; i++)
      largest = MAX(largest, ((const guint8 *)row)[i]);
  else
    for (gsize i = 0; i < n; i++)
      largest = MAX(largest, ((const guint16 *)row)[i]);
  if (largest > info->maxval)
    return ae_reader_fail(reader, error, "a sample of %u over the maxval %u", largest, info->maxval);
  return TRUE;
}

static void swap_pairs(guint16 *pairs, gsize n) {
  for (gsize i = 0; i < n; i++)
    pairs[i] = GUINT16_FROM_BE(pairs[i]);
}

gboolean ae_netpbm_read_row(AeReader *reader, void *out, GError **error) {
  const AeImageInfo *info = &reader->info;
  if (!ae_source_read_all(reader->source, out, ae_image_row_bytes(info), error))
    return FALSE;
  if (info->sample == AE_SAMPLE_U16)
    swap_pairs(out, (gsize)info->width * info->channels);
  return ae_netpbm_check_row(reader, out, error);
}

static gsize encode_row(void *row, gsize n, const AeImageInfo *info) {
  if (info->sample == AE_SAMPLE_U8)
    return n;
  guint16 *pairs = row;
  if (info->maxval > G_MAXUINT8) {
    swap_pairs(pairs, n);
    return n * sizeof *pairs;
  }
  for (gsize i = 0; i < n; i++)
    ((guint8 *)row)[i] = (guint8)pairs[i];
  return n;
}

gboolean ae_netpbm_write_rows(AeWriter *writer, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  void *row = ae_alloc(1, ae_image_row_bytes(info), ae_sink_name(writer->sink), error);
  gboolean good = row != NULL;
  while (good && rows->next < info->height) {
    good = ae_rows_read(rows, row, 1, error);
    if (good)
      good = ae_sink_write(writer->sink, row, encode_row(row, (gsize)info->width * info->channels, info), error);
  }
  ae_free(row);
  return good;
}
