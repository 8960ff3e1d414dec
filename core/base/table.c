/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/table.h"

#include <aefilter/option.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (G_GUINT64_CONSTANT(1) << 30)

typedef struct {
  AeTable *table;
  GPtrArray *cells;
  GArray *lines;
  char *at;   /* in table->text */
  guint line; /* of at */
  char separator;
} Parser;

static gboolean fail(const Parser *p, AeError code, GError **error, const char *what) {
  g_set_error(error, AE_ERROR, (int)code, "%s: line %u: %s", p->table->path, p->line, what);
  return FALSE;
}

/* Ends the cell at p->at where it lies and moves behind it; quotes are taken out on the way. */
static char *take_quoted(Parser *p) {
  char *start = p->at, *to = start;
  for (p->at++; *p->at && !(*p->at == '"' && p->at[1] != '"'); p->at++) {
    p->at += *p->at == '"';
    p->line += *p->at == '\n';
    *to++ = *p->at;
  }
  if (*p->at != '"')
    return NULL;
  p->at++;
  *to = 0;
  return start;
}

static char *take_plain(Parser *p) {
  const char ends[] = {p->separator, '\r', '\n', 0};
  char *start = p->at;
  p->at += strcspn(start, ends);
  return start;
}

/* One cell; *more: another follows on its line. */
static gboolean take_cell(Parser *p, gboolean *more, GError **error) {
  char *cell = *p->at == '"' ? take_quoted(p) : take_plain(p);
  if (!cell)
    return fail(p, AE_ERROR_FORMAT, error, "a quoted cell has no end");
  char end = *p->at;
  if (end && end != p->separator && end != '\r' && end != '\n')
    return fail(p, AE_ERROR_FORMAT, error, "something stands behind a quoted cell");
  *p->at = 0;
  p->at += end != 0;
  if (end == '\r' && *p->at == '\n')
    p->at++;
  g_ptr_array_add(p->cells, cell);
  *more = end == p->separator;
  return TRUE;
}

static gboolean take_line(Parser *p, GError **error) {
  guint first = p->cells->len, line = p->line;
  gboolean more = TRUE;
  while (more) {
    if (!take_cell(p, &more, error))
      return FALSE;
    if (p->cells->len - first > AE_TABLE_MAX_COLUMNS)
      return fail(p, AE_ERROR_LIMIT, error, "more than 4096 columns");
  }
  guint n = p->cells->len - first, wanted = p->table->n_columns;
  g_autofree char *what = g_strdup_printf("%u cells where the first line has %u", n, wanted);
  if (wanted && n != wanted)
    return fail(p, AE_ERROR_FORMAT, error, what);
  p->table->n_columns = n;
  if (wanted)
    g_array_append_val(p->lines, line);
  p->line++;
  return TRUE;
}

/* A tab in the first line, else a semicolon outside quotes, else a comma. */
static char find_separator(const char *text) {
  gboolean quoted = FALSE;
  gsize n = strcspn(text, "\r\n");
  if (memchr(text, '\t', n))
    return '\t';
  for (gsize i = 0; i < n; i++) {
    quoted ^= text[i] == '"';
    if (text[i] == ';' && !quoted)
      return ';';
  }
  return ',';
}

static guint count_cells(const char *line, char separator) {
  guint n = 1;
  gboolean quoted = FALSE;
  for (; *line && *line != '\r' && *line != '\n'; line++) {
    quoted ^= *line == '"';
    n += *line == separator && !quoted;
  }
  return n;
}

/* Moves p to the names. */
static void skip_comments(Parser *p) {
  char *last = NULL;
  guint line = p->line;
  while (*p->at == '#' || *p->at == '\n' || *p->at == '\r') {
    if (*p->at == '#') {
      last = p->at;
      line = p->line;
    }
    p->at += strcspn(p->at, "\n");
    p->line += *p->at == '\n';
    p->at += *p->at == '\n';
  }
  p->separator = find_separator(*p->at || !last ? p->at : last);
  if (!last)
    return;
  char *names = last + 1 + (last[1] == p->separator);
  names += strspn(names, " ");
  guint wanted = count_cells(p->at, p->separator);
  gboolean behind = !*p->at || count_cells(names, p->separator) == wanted;
  if (!behind && count_cells(last, p->separator) != wanted)
    return;
  p->at = behind ? names : last;
  p->line = line;
}

static gboolean parse(Parser *p, GError **error) {
  AeTable *t = p->table;
  if (!t->n_columns && !*t->text)
    return fail(p, AE_ERROR_FORMAT, error, "the file is empty");
  skip_comments(p);
  while (*p->at) {
    if (*p->at == '\n' || *p->at == '\r') {
      p->line += *p->at++ == '\n';
      continue;
    }
    if (!take_line(p, error))
      return FALSE;
    if (p->lines->len > AE_TABLE_MAX_ROWS)
      return fail(p, AE_ERROR_LIMIT, error, "more than 1000000 rows");
  }
  return TRUE;
}

static gboolean check_size(const char *path, GError **error) {
  GStatBuf st;
  if (g_stat(path, &st) == 0 && st.st_size >= 0 && (guint64)st.st_size > MAX_BYTES) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: a table of more than 1 GiB", path);
    return FALSE;
  }
  return TRUE;
}

static gboolean load(const char *path, char **text, gsize *n, GError **error) {
  g_autoptr(GError) cause = NULL;
  if (!check_size(path, error))
    return FALSE;
  if (g_file_get_contents(path, text, n, &cause))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", path, g_access(path, R_OK) ? g_strerror(errno) : cause->message);
  return FALSE;
}

static gboolean parse_all(AeTable *table, GError **error) {
  Parser p = {table, g_ptr_array_new(), g_array_new(FALSE, FALSE, sizeof(guint)), table->text, 1};
  gboolean ok = parse(&p, error);
  table->n_rows = p.lines->len;
  table->lines = (guint *)(gpointer)g_array_free(p.lines, FALSE);
  table->cells = (char **)g_ptr_array_free(p.cells, FALSE);
  table->names = g_new0(char *, table->n_columns + 1);
  for (guint i = 0; ok && i < table->n_columns; i++)
    table->names[i] = table->cells[i];
  return ok;
}

AeTable *ae_table_parse(const char *name, char *text, gsize n, GError **error) {
  AeTable *table = g_new0(AeTable, 1);
  table->path = g_strdup(name);
  table->text = text;
  if (strlen(text) != n)
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: byte %zu is 0: this is no text", name, strlen(text));
  if (strlen(text) == n && parse_all(table, error))
    return table;
  ae_table_free(table);
  return NULL;
}

AeTable *ae_table_read(const char *path, GError **error) {
  char *text = NULL;
  gsize n = 0;
  return load(path, &text, &n, error) ? ae_table_parse(path, text, n, error) : NULL;
}

void ae_table_free(AeTable *table) {
  if (!table)
    return;
  g_free(table->names);
  g_free(table->cells);
  g_free(table->lines);
  g_free(table->text);
  g_free(table->path);
  g_free(table);
}

int ae_table_find(const AeTable *table, const char *name) {
  for (guint i = 0; i < table->n_columns; i++)
    if (!strcmp(table->names[i], name))
      return (int)i;
  return -1;
}

gboolean ae_table_column(const AeTable *table, const char *name, guint *column, GError **error) {
  int found = ae_table_find(table, name);
  if (found >= 0) {
    *column = (guint)found;
    return TRUE;
  }
  g_autofree char *all = g_strjoinv(", ", table->names), *shown = g_utf8_make_valid(all, -1);
  const char *near = ae_nearest_name(name, (const char *const *)table->names);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no column \"%s\"; %sColumns: %.500s", table->path, name, hint,
              shown);
  return FALSE;
}

const char *ae_table_cell(const AeTable *table, guint row, guint column) {
  return table->cells[(gsize)(row + 1) * table->n_columns + column];
}

double *ae_table_numbers(const AeTable *table, guint column, GError **error) {
  double *numbers = g_new(double, MAX(table->n_rows, 1));
  for (guint i = 0; i < table->n_rows; i++) {
    const char *cell = ae_table_cell(table, i, column);
    char *end;
    numbers[i] = *cell ? g_ascii_strtod(cell, &end) : NAN;
    if (!*cell || (end != cell && !*end && isfinite(numbers[i])))
      continue;
    g_autofree char *shown = g_utf8_make_valid(cell, -1);
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: line %u: %s=%.100s is no number", table->path, table->lines[i],
                table->names[column], shown);
    g_free(numbers);
    return NULL;
  }
  return numbers;
}
