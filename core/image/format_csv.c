/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes as text: a line each, its numbers separated by commas when written, and by commas, semicolons, tabs or spaces
 * when read. Nine digits, so that what is read is what was written. No heading line. */
#include "image/formats.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

enum { MAX_LINE = 1 << 24 };

typedef struct {
  GArray *numbers; /* of the line that comes next */
} Csv;

/* A first line of only what numbers are made of, with one of them at the beginning. */
static gboolean csv_sniff(const guint8 *head, gsize n) {
  for (gsize i = 0; i < n && head[i] != '\n'; i++)
    if (!head[i] || !strchr("0123456789+-.eE,; \t\r\n", head[i]))
      return FALSE;
  return n > 0 && strchr("0123456789+-.", head[0]);
}

static gboolean csv_open(AeReader *reader, GError **error) {
  ((Csv *)reader->state)->numbers = g_array_new(FALSE, FALSE, sizeof(float));
  return TRUE;
}

static void csv_close(AeReader *reader) {
  Csv *self = reader->state;
  if (self->numbers)
    g_array_unref(self->numbers);
}

/* Behind one separator, which may be blanks alone; at the next number or the line's end. */
static const char *skip_separator(const char *text) {
  text += strspn(text, " \t\r");
  if (*text == ',' || *text == ';')
    text++;
  return text + strspn(text, " \t\r");
}

static gboolean parse_line(AeReader *reader, const char *line, GError **error) {
  GArray *numbers = ((Csv *)reader->state)->numbers;
  g_array_set_size(numbers, 0);
  while (*line) {
    char *end;
    float value = (float)g_ascii_strtod(line, &end);
    const char *next = skip_separator(end);
    if (end == line || !isfinite(value) || (*end && next == end))
      return ae_reader_fail(reader, error, "line %u: \"%.20s\" is no number", reader->pictures + 1, line);
    g_array_append_val(numbers, value);
    line = next;
  }
  return TRUE;
}

/* Empty lines at the end of the file are nothing. */
static gboolean at_end(AeReader *reader, gboolean *end, GError **error) {
  for (;;) {
    const guint8 *head;
    gsize got;
    if (!ae_source_peek(reader->source, 1, &head, &got, error))
      return FALSE;
    *end = got == 0;
    if (*end || (*head != '\n' && *head != '\r'))
      return TRUE;
    if (ae_source_byte(reader->source, error) == AE_SOURCE_FAILED)
      return FALSE;
  }
}

/* The last line need not end. */
static char *next_line(AeReader *reader, GError **error) {
  g_autoptr(GString) line = g_string_new(NULL);
  for (;;) {
    int byte = ae_source_byte(reader->source, error);
    if (byte == AE_SOURCE_FAILED)
      return NULL;
    if (byte == AE_SOURCE_END || byte == '\n')
      return g_string_free(g_steal_pointer(&line), FALSE);
    if (line->len == MAX_LINE || !byte) {
      ae_reader_fail(reader, error, "line %u is no line of numbers", reader->pictures + 1);
      return NULL;
    }
    g_string_append_c(line, (char)byte);
  }
}

static gboolean csv_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Csv *self = reader->state;
  gboolean end;
  if (!at_end(reader, &end, error))
    return FALSE;
  *more = !end;
  if (end)
    return TRUE;
  g_autofree char *line = next_line(reader, error);
  if (!line || !parse_line(reader, line, error))
    return FALSE;
  info->width = self->numbers->len;
  info->height = 1;
  info->channels = 1;
  info->sample = AE_SAMPLE_FLOAT;
  return ae_reader_admit(reader, info, 0, error);
}

static gboolean csv_read_row(AeReader *reader, void *out, GError **error) {
  const Csv *self = reader->state;
  memcpy(out, self->numbers->data, self->numbers->len * sizeof(float));
  return TRUE;
}

static gboolean csv_write(AeWriter *writer, AeRows *rows, GError **error) {
  float *row = ae_alloc(rows->info.width, sizeof *row, ae_sink_name(writer->sink), error);
  gboolean good = row && ae_rows_read(rows, row, 1, error);
  g_autoptr(GString) line = g_string_new(NULL);
  for (guint32 i = 0; good && i < rows->info.width; i++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(number, sizeof number, "%.9g", (double)row[i]);
    g_string_append_printf(line, "%s%s", i ? "," : "", number);
  }
  ae_free(row);
  g_string_append_c(line, '\n');
  return good && ae_sink_write(writer->sink, line->str, line->len, error);
}

const AeFormat ae_format_csv = {
    .name = "csv",
    .help = "CSV: codes as text, a line each",
    .extensions = (const char *const[]){"csv", NULL},
    .samples = 1 << AE_SAMPLE_FLOAT,
    .channels = 1 << 1,
    .flags = AE_FORMAT_VECTORS,
    .sniff = csv_sniff,
    .reader_size = sizeof(Csv),
    .open = csv_open,
    .next = csv_next,
    .read_row = csv_read_row,
    .close = csv_close,
    .write = csv_write,
};
