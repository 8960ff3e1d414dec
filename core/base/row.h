/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Tables of things with a name: stages, layers, losses, ... A table is an array of pointers to rows that ends in NULL,
 * and a row is a struct whose first member is const char *name. */
#ifndef AE_BASE_ROW_H
#define AE_BASE_ROW_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* The row of that name. Else NULL and an AE_ERROR_USAGE that suggests the nearest name and lists all; kind ("loss") and
 * kinds ("Losses") are its words for them. name may be any bytes. */
gconstpointer ae_row_by_name(gconstpointer const *table, const char *kind, const char *kinds, const char *name,
                             GError **error);

G_END_DECLS
#endif
