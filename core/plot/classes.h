/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A column of a table as classes. */
#ifndef AE_PLOT_CLASSES_H
#define AE_PLOT_CLASSES_H

#include "base/table.h"

G_BEGIN_DECLS

/* The column of that name, an error where there is none; label NULL: "label", or -1 where the table has none. */
gboolean ae_classes_column(const AeTable *table, const char *label, int *column, GError **error);

/* classes: of each row (g_free), -1 where the cell is empty; names: of the classes, owned strings, in the order of
 * numbers where they are numbers, else of letters. AE_ERROR_USAGE where there are more than AE_SCATTER_MAX_CLASSES. */
gboolean ae_classes_read(const AeTable *table, guint column, int **classes, GPtrArray **names, GError **error);

G_END_DECLS
#endif
