/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A text table with named columns: a first line of names, then a row a line; separated by commas, or by tabs or
 * semicolons where the first line holds one. A cell that begins with " goes to the next " that is not doubled (RFC
 * 4180). Empty lines are skipped, and lines before the names that begin with #; the last of these has the names where
 * it has as many behind its # as the line below has cells (as in lfw_attributes.txt). Limits: 1 GiB, 1 million rows,
 * 4096 columns. */
#ifndef AE_BASE_TABLE_H
#define AE_BASE_TABLE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_TABLE_MAX_ROWS = 1000000, AE_TABLE_MAX_COLUMNS = 4096 };

typedef struct {
  char *path;
  guint n_rows, n_columns;
  char **names; /* n_columns, NULL-ended */
  char **cells; /* row after row; point into text */
  guint *lines; /* of each row, from 1, for messages */
  char *text;
} AeTable;

/* AE_ERROR_IO where the file cannot be read, AE_ERROR_FORMAT with the line where a row has more or fewer cells than the
 * first, AE_ERROR_LIMIT. */
AeTable *ae_table_read(const char *path, GError **error);
/* The same from memory: n bytes and a 0 behind them. Takes text, also on failure; name begins messages. */
AeTable *ae_table_parse(const char *name, char *text, gsize n, GError **error);
void ae_table_free(AeTable *table); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeTable, ae_table_free)

int ae_table_find(const AeTable *table, const char *name); /* column, or -1 */
/* The same, but AE_ERROR_USAGE with the nearest name and all where there is none. */
gboolean ae_table_column(const AeTable *table, const char *name, guint *column, GError **error);
const char *ae_table_cell(const AeTable *table, guint row, guint column);

/* The column as numbers (n_rows, g_free); an empty cell is NaN. AE_ERROR_FORMAT for the first that is no finite number.
 */
double *ae_table_numbers(const AeTable *table, guint column, GError **error);

G_END_DECLS
#endif
