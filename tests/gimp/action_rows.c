/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of actions for the drivers of GIMP's tests: a line an action, with procedure, chain, 1 where it keeps the
 * size, 2 where it does and needs a selection, and the defaults of its arguments as Script-Fu writes them, separated by
 * tabs. */
#include <stdio.h>

#include "values.h"

static void print_default(const AeValues *values, const AeOption *row) {
  g_autofree char *text = ae_values_text(values, row);
  if (ae_values_is_number(row))
    printf(" %g", ae_values_number(values, row));
  else
    printf(" \"%s\"", text ? text : "");
}

int main(void) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    g_autoptr(AeValues) values = ae_values_new(action);
    if (!values)
      return 1;
    printf("%s\t%s\t%d\t", action->procedure, action->chain, ae_action_same_size(action) + ae_action_is_marked(action));
    for (const AeOption *row = values->rows; row->name; row++)
      print_default(values, row);
    printf("\n");
  }
  return 0;
}
