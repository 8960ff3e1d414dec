/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes as an array of NumPy's, n rows of d floats in C order, or one row:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * Read are float32 and float64 in either byte order; written is float32, little-endian, version 1.0, with a header of
 * 128 bytes that gets its number of rows at the end. */
#include "image/formats.h"

#include <stdio.h>
#include <string.h>

#include "base/checked.h"

enum { MAX_HEADER = 4096, HEADER = 128 };

static const char magic[] = "\x93NUMPY";

typedef struct {
  guint64 rows; /* left */
  guint32 width;
  gboolean wide, swapped; /* float64; the other byte order */
  guint8 *row;
} Npy;

typedef struct {
  guint32 width;
  guint64 rows;
} NpyWriter;

static gboolean npy_sniff(const guint8 *head, gsize n) { return n >= 8 && !memcmp(head, magic, sizeof magic - 1); }

/* The text behind "'key':", or NULL. */
static const char *find_key(const char *header, const char *key) {
  const char *at = strstr(header, key);
  at = at ? strchr(at, ':') : NULL;
  return at ? at + 1 + strspn(at + 1, " ") : NULL;
}

static gboolean parse_type(const char *text, Npy *self) {
  char order, size;
  if (!text || sscanf(text, "'%c%*[f]%c'", &order, &size) != 2 || !strchr("<>=|", order) ||
      (size != '4' && size != '8'))
    return FALSE;
  self->wide = size == '8';
  self->swapped = order == (G_BYTE_ORDER == G_LITTLE_ENDIAN ? '>' : '<');
  return TRUE;
}

/* "(n, d)" or "(d,)" */
static gboolean parse_shape(const char *text, Npy *self) {
  guint64 sizes[2] = {1, 1};
  int n = 0;
  if (!text || *text++ != '(')
    return FALSE;
  while (n < 2 && g_ascii_isdigit(*text)) {
    char *end;
    sizes[n++] = g_ascii_strtoull(text, &end, 10);
    text = end + strspn(end, ", ");
  }
  self->rows = n == 2 ? sizes[0] : 1;
  self->width = (guint32)MIN(sizes[n == 2], G_MAXUINT32);
  return n > 0 && *text == ')' && self->width > 0 && sizes[n == 2] == self->width;
}

static gboolean parse_header(AeReader *reader, const char *header, GError **error) {
  Npy *self = reader->state;
  const char *fortran = find_key(header, "'fortran_order'");
  if (!parse_type(find_key(header, "'descr'"), self))
    return ae_reader_fail(reader, error, "npy: the numbers are no floats of 32 or 64 bits");
  if (!fortran || !g_str_has_prefix(fortran, "False"))
    return ae_reader_fail(reader, error, "npy: the array is not in C order");
  if (!parse_shape(find_key(header, "'shape'"), self))
    return ae_reader_fail(reader, error, "npy: the array is no table of one or two dimensions");
  return TRUE;
}

static gboolean npy_open(AeReader *reader, GError **error) {
  guint8 head[12];
  gsize more;
  if (!ae_source_read_all(reader->source, head, 10, error))
    return FALSE;
  if (head[6] > 1 && !ae_source_read_all(reader->source, head + 10, 2, error))
    return FALSE;
  more = head[8] | (gsize)head[9] << 8;
  if (head[6] > 1)
    more |= (gsize)head[10] << 16 | (gsize)head[11] << 24;
  if (more > MAX_HEADER)
    return ae_reader_fail(reader, error, "npy: a header of %zu bytes", more);
  char header[MAX_HEADER + 1] = "";
  return ae_source_read_all(reader->source, header, more, error) && parse_header(reader, header, error);
}

static void npy_close(AeReader *reader) { ae_free(((Npy *)reader->state)->row); }

static gboolean npy_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Npy *self = reader->state;
  *more = self->rows > 0;
  if (!*more)
    return TRUE;
  self->rows--;
  info->width = self->width;
  info->height = 1;
  info->channels = 1;
  info->sample = AE_SAMPLE_FLOAT;
  if (!ae_reader_admit(reader, info, (guint64)self->width * 8, error))
    return FALSE;
  if (!self->row)
    self->row = ae_alloc(self->width, 8, ae_source_name(reader->source), error);
  return self->row != NULL;
}

static double wide_at(const Npy *self, guint32 i) {
  guint64 bits;
  double number;
  memcpy(&bits, self->row + (gsize)i * 8, 8);
  bits = self->swapped ? GUINT64_SWAP_LE_BE(bits) : bits;
  memcpy(&number, &bits, 8);
  return number;
}

static float narrow_at(const Npy *self, guint32 i) {
  guint32 bits;
  float number;
  memcpy(&bits, self->row + (gsize)i * 4, 4);
  bits = self->swapped ? GUINT32_SWAP_LE_BE(bits) : bits;
  memcpy(&number, &bits, 4);
  return number;
}

static gboolean npy_read_row(AeReader *reader, void *out, GError **error) {
  const Npy *self = reader->state;
  if (!ae_source_read_all(reader->source, self->row, (gsize)self->width * (self->wide ? 8 : 4), error))
    return FALSE;
  for (guint32 i = 0; i < self->width; i++) {
    if (self->wide)
      ((float *)out)[i] = (float)wide_at(self, i);
    else
      ((float *)out)[i] = narrow_at(self, i);
  }
  return TRUE;
}

/* The header is written twice: at first to keep its place. */
static gboolean write_header(AeWriter *writer, GError **error) {
  const NpyWriter *self = writer->state;
  char header[HEADER + 1];
  memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10);
  int n = g_snprintf(header + 10, HEADER - 10,
                     "{'descr': '<f4', 'fortran_order': False, 'shape': (%" G_GUINT64_FORMAT ", %u), }", self->rows,
                     self->width);
  memset(header + 10 + n, ' ', (gsize)(HEADER - 11 - n));
  header[HEADER - 1] = '\n';
  return ae_sink_write(writer->sink, header, HEADER, error);
}

static gboolean npy_create(AeWriter *writer, const AeReader *like, GError **error) {
  return ae_sink_make_seekable(writer->sink, error);
}

static gboolean npy_write(AeWriter *writer, AeRows *rows, GError **error) {
  NpyWriter *self = writer->state;
  guint32 width = rows->info.width;
  if (!writer->pictures) {
    self->width = width;
    if (!write_header(writer, error))
      return FALSE;
  }
  if (width != self->width)
    return ae_writer_fail(writer, error, "npy: a code of %u numbers behind codes of %u", width, self->width);
  guint32 *row = ae_alloc(width, sizeof *row, ae_sink_name(writer->sink), error);
  gboolean good = row && ae_rows_read(rows, row, 1, error);
  for (guint32 i = 0; good && i < width; i++)
    row[i] = GUINT32_TO_LE(row[i]);
  good = good && ae_sink_write(writer->sink, row, (gsize)width * 4, error);
  ae_free(row);
  self->rows++;
  return good;
}

static gboolean npy_finish(AeWriter *writer, GError **error) {
  return !writer->pictures || (ae_sink_seek(writer->sink, 0, error) && write_header(writer, error));
}

const AeFormat ae_format_npy = {
    .name = "npy",
    .help = "NPY: codes as an array of NumPy's, a row each",
    .extensions = (const char *const[]){"npy", NULL},
    .samples = 1 << AE_SAMPLE_FLOAT,
    .channels = 1 << 1,
    .flags = AE_FORMAT_VECTORS,
    .sniff = npy_sniff,
    .reader_size = sizeof(Npy),
    .open = npy_open,
    .next = npy_next,
    .read_row = npy_read_row,
    .close = npy_close,
    .writer_size = sizeof(NpyWriter),
    .create = npy_create,
    .write = npy_write,
    .finish = npy_finish,
};
