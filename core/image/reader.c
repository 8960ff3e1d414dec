/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "image/formats.h"

#include "base/checked.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { DEFAULT_MAX_PIXELS = 1000000000 };

G_GNUC_PRINTF(4, 0)
static gboolean fail(const AeReader *reader, AeError code, GError **error, const char *format, va_list arguments) {
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  g_set_error(error, AE_ERROR, (int)code, "%s: %s", ae_source_name(reader->source), text);
  return FALSE;
}

gboolean ae_reader_fail(const AeReader *reader, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(reader, AE_ERROR_FORMAT, error, format, arguments);
  va_end(arguments);
  return FALSE;
}

G_GNUC_PRINTF(3, 4)
static gboolean fail_limit(const AeReader *reader, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fail(reader, AE_ERROR_LIMIT, error, format, arguments);
  va_end(arguments);
  return FALSE;
}

gboolean ae_reader_admit(const AeReader *reader, AeImageInfo *info, guint64 extra, GError **error) {
  guint64 pixels = (guint64)info->width * info->height;
  if (pixels == 0 || info->width > G_MAXINT32 || info->height > G_MAXINT32)
    return ae_reader_fail(reader, error, "a picture of %u x %u pixels", info->width, info->height);
  if (pixels > reader->limits.max_pixels)
    return fail_limit(reader, error, "%u x %u pixels are more than the limit of %" G_GUINT64_FORMAT " (--max-pixels)",
                      info->width, info->height, reader->limits.max_pixels);
  guint64 row = (guint64)info->width * info->channels * ae_sample_size(info->sample);
  if (extra > reader->limits.max_memory || row > reader->limits.max_memory)
    return fail_limit(reader, error,
                      "decoding needs %" G_GUINT64_FORMAT " bytes of memory, the limit is %" G_GUINT64_FORMAT
                      " (--max-memory)",
                      MAX(row, extra), reader->limits.max_memory);
  if (info->maxval == 0)
    info->maxval = info->sample == AE_SAMPLE_U8 ? G_MAXUINT8 : info->sample == AE_SAMPLE_U16 ? G_MAXUINT16 : 0;
  return TRUE;
}

static gboolean fail_unknown(const AeReader *reader, const guint8 *head, gsize n, GError **error) {
  if (n == 0)
    return ae_reader_fail(reader, error, "the file is empty");
  const char *foreign = ae_foreign_sniff(head, n);
  g_autoptr(GString) known = g_string_new(NULL);
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    g_string_append_printf(known, "%s%s", known->len > 0 ? ", " : "", (*format)->name);
  return ae_reader_fail(reader, error, "this is %s, not one of the formats that can be read: %s",
                        foreign ? foreign : "something unknown", known->str);
}

static gboolean find_format(AeReader *reader, GError **error) {
  const guint8 *head;
  gsize n;
  if (!ae_source_peek(reader->source, AE_SNIFF_BYTES, &head, &n, error))
    return FALSE;
  const AeFormat *format = ae_format_sniff(head, n);
  if (!format)
    return fail_unknown(reader, head, n, error);
  reader->state = ae_alloc(1, MAX(format->reader_size, 1), ae_source_name(reader->source), error);
  if (!reader->state)
    return FALSE;
  reader->format = format;
  return !format->open || format->open(reader, error);
}

AeReader *ae_reader_open_fd(int fd, const char *name, const AeLimits *limits, GError **error) {
  AeReader *reader = g_new0(AeReader, 1);
  reader->limits.max_pixels = limits && limits->max_pixels ? limits->max_pixels : DEFAULT_MAX_PIXELS;
  reader->limits.max_memory = limits && limits->max_memory ? limits->max_memory : G_MAXUINT64;
  reader->source = ae_source_new(fd, name, error);
  if (!reader->source || !ae_source_unpack(reader->source, error) || !find_format(reader, error)) {
    ae_reader_free(reader);
    return NULL;
  }
  return reader;
}

AeReader *ae_reader_open(const char *path, const AeLimits *limits, GError **error) {
  gboolean standard = !strcmp(path, "-");
  const char *name = standard ? "standard input" : path;
  int fd = standard ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot open: %s", name, g_strerror(errno));
    return NULL;
  }
  return ae_reader_open_fd(fd, name, limits, error);
}

const AeFormat *ae_reader_format(const AeReader *reader) { return reader->format; }

void ae_reader_free(AeReader *reader) {
  if (!reader)
    return;
  if (reader->format && reader->format->close)
    reader->format->close(reader);
  ae_free(reader->state);
  ae_source_free(reader->source);
  ae_image_info_clear(&reader->info);
  g_free(reader);
}

static gboolean read_row(AeReader *reader, void *out, GError **error) {
  g_autoptr(GError) cause = NULL;
  if (reader->format->read_row(reader, out, &cause)) {
    reader->row++;
    return TRUE;
  }
  reader->failed = TRUE;
  g_set_error(error, cause->domain, cause->code, "%s (row %u of %u)", cause->message, reader->row + 1,
              reader->info.height);
  return FALSE;
}

/* The rows that are handed out: they only point to the reader. */
typedef struct {
  AeRows rows;
  AeReader *reader;
} ReaderRows;

static gboolean rows_read(AeRows *rows, void *out, guint32 n, GError **error) {
  AeReader *reader = ((ReaderRows *)rows)->reader;
  gsize bytes = ae_image_row_bytes(&rows->info);
  for (guint32 i = 0; i < n; i++)
    if (!read_row(reader, (guint8 *)out + i * bytes, error))
      return FALSE;
  return TRUE;
}

static void rows_free(AeRows *rows) { g_free(rows); }

static AeRows *rows_new(AeReader *reader) {
  ReaderRows *self = g_new0(ReaderRows, 1);
  ae_image_info_copy(&self->rows.info, &reader->info);
  self->rows.read = rows_read;
  self->rows.free = rows_free;
  self->reader = reader;
  return &self->rows;
}

static gboolean skip_rest(AeReader *reader, GError **error) {
  if (reader->row == reader->info.height)
    return TRUE;
  g_autofree guint8 *row = g_try_malloc(ae_image_row_bytes(&reader->info));
  if (!row) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory for a row", ae_source_name(reader->source));
    return FALSE;
  }
  while (reader->row < reader->info.height)
    if (!read_row(reader, row, error))
      return FALSE;
  return TRUE;
}

/* Between pictures of a concatenated stream: some programs end a picture with a newline. */
static gboolean find_follower(AeReader *reader, gboolean *more, GError **error) {
  const guint8 *head;
  gsize n;
  for (;;) {
    if (!ae_source_peek(reader->source, AE_SNIFF_BYTES, &head, &n, error))
      return FALSE;
    if (n == 0 || !g_ascii_isspace(head[0]))
      break;
    ae_source_byte(reader->source, NULL);
  }
  *more = n > 0 && reader->format->sniff(head, n);
  if (*more || n == 0 || reader->format->flags & AE_FORMAT_TRAILER)
    return TRUE;
  return ae_reader_fail(reader, error, "byte %" G_GUINT64_FORMAT " begins something that is no %s, behind picture %u",
                        ae_source_tell(reader->source), reader->format->name, reader->pictures);
}

static gboolean next(AeReader *reader, gboolean *more, GError **error) {
  *more = !reader->last;
  if (reader->pictures > 0 && !skip_rest(reader, error))
    return FALSE;
  ae_image_info_clear(&reader->info);
  reader->row = 0;
  if (*more && reader->pictures > 0 && reader->format->flags & AE_FORMAT_CONCATENATED &&
      !find_follower(reader, more, error))
    return FALSE;
  if (!*more)
    return TRUE;
  if (!reader->format->next(reader, &reader->info, more, error))
    return FALSE;
  return !*more || ae_reader_admit(reader, &reader->info, 0, error);
}

gboolean ae_reader_next(AeReader *reader, AeRows **rows, GError **error) {
  gboolean more = FALSE;
  *rows = NULL;
  if (reader->failed)
    return ae_reader_fail(reader, error, "cannot go on after an error");
  if (!next(reader, &more, error)) {
    reader->failed = TRUE;
    return FALSE;
  }
  if (!more && reader->pictures == 0) {
    reader->failed = TRUE;
    return ae_reader_fail(reader, error, "the %s holds no picture", reader->format->name);
  }
  if (!more) {
    reader->last = TRUE;
    ae_image_info_clear(&reader->info);
    return TRUE;
  }
  reader->pictures++;
  *rows = rows_new(reader);
  return TRUE;
}
