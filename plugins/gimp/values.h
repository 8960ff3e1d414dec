/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The values of an action's arguments, between a host's own types and the words of a chain:
 *
 *     g_autoptr(AeValues) values = ae_values_new(action);          // the defaults
 *     const AeOption *row = ae_option_find(values->rows, "sigma");
 *     ae_values_set_number(values, row, 12.5, &error)              // from a PDB argument or a slider
 *     g_auto(GStrv) words = ae_values_words(values);               // {"strength=1", "sigma=12.5", NULL}
 *
 * In the PDB a number that may be "auto" is negative for auto, a choice is its index (2.10) or its name (3.x), an empty
 * text is the default, and an area may be "selection". */
#ifndef AE_GIMP_VALUES_H
#define AE_GIMP_VALUES_H

#include "actions.h"

G_BEGIN_DECLS

typedef struct {
  const AeAction *action;
  const AeOption *rows; /* the action's arguments; ends with a row whose name is NULL */
  gpointer fields;      /* the struct that rows describe */
  AeStageKeys *keys;    /* that rows are of; owned */
  int box[4];           /* x, y, width and height of what is selected; width 0: nothing is (ae_values_place) */
} AeValues;

/* The stage's defaults with the keys that the action's chain sets. NULL on an action whose chain is wrong, which the
 * tests rule out. */
AeValues *ae_values_new(const AeAction *action);
AeValues *ae_values_copy(const AeValues *values);
void ae_values_free(AeValues *values); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeValues, ae_values_free)
void ae_values_reset(AeValues *values); /* back to ae_values_new's */

/* INT, DOUBLE, BOOL and CHOICE. Any negative number is auto where the row allows it. Out of range or not a number:
 * FALSE and a message that names action and argument; values is unchanged. */
gboolean ae_values_set_number(AeValues *values, const AeOption *row, double number, GError **error);
double ae_values_number(const AeValues *values, const AeOption *row); /* AE_AUTO for auto */

/* Any row, as on the command line; "" and NULL are the default. */
gboolean ae_values_set_text(AeValues *values, const AeOption *row, const char *text, GError **error);
char *ae_values_text(const AeValues *values, const AeOption *row); /* NULL: a text without a value; g_free */

/* Of an area's row (AeOption.area), the word for what is selected, wherever that is when the action is run. */
#define AE_SELECTED "selection"
/* What is selected, in the pixels of the picture that the action works on; copies keep it. */
void ae_values_place(AeValues *values, int x, int y, int width, int height);

/* The values to choose from in a list, for STRING rows that have such: choices, or the default, and AE_SELECTED where
 * something is selected. NULL for rows that are typed; g_strfreev. */
char **ae_values_list(const AeValues *values, const AeOption *row);

/* The action's chain with these values. */
AeChain *ae_values_chain(const AeValues *values, GError **error);

/* "key=value" for each row that has a value, but a model's keys only where they are not 0; g_strfreev. To be stored:
 * ae_values_restore takes what fits and leaves the rest at its value, so that words of an older version do no harm. */
char **ae_values_words(const AeValues *values);
void ae_values_restore(AeValues *values, const char *const *words);

/* TRUE for INT, DOUBLE, BOOL and CHOICE, which travel as numbers; FALSE for texts and files. */
gboolean ae_values_is_number(const AeOption *row);

/* The row's name as an argument: dashes for underscores. g_free. */
char *ae_values_argument(const AeOption *row);
/* One line for a PDB browser: "Standard deviation of the noise, 0 to 100 8-bit levels; -1: measured". numbered, for
 * GIMP 2.10: choices are given as 0, 1, 2 with their names, and all in English; else it is translated. g_free. */
char *ae_values_help(const AeOption *row, gboolean numbered);

G_END_DECLS
#endif
