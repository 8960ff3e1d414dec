/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A table as text; what is read has all its cells, and lines in order. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "base/table.h"

/* Cells lie one behind the other in the text: together they are no longer than it. */
static void check_cells(const AeTable *table, size_t size) {
  size_t letters = 0;
  for (guint row = 0; row < table->n_rows; row++) {
    if (table->lines[row] < (row ? table->lines[row - 1] : 1))
      abort();
    for (guint column = 0; column < table->n_columns; column++)
      letters += strlen(ae_table_cell(table, row, column));
  }
  if (letters > size)
    abort();
}

static void check_numbers(const AeTable *table) {
  for (guint column = 0; column < table->n_columns; column++) {
    GError *error = NULL;
    g_autofree double *numbers = ae_table_numbers(table, column, &error);
    fuzz_check(numbers != NULL, error);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  char *text = g_strndup((const char *)data, size);
  g_autoptr(AeTable) table = ae_table_parse("table", text, strlen(text), &error);
  fuzz_check(table != NULL, error);
  if (table) {
    check_cells(table, size);
    check_numbers(table);
  }
  return 0;
}
