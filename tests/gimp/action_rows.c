/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of actions for the drivers of GIMP's tests: a line an action that is ready, with procedure, chain, kind
 * and the defaults of its arguments as Script-Fu writes them, separated by tabs. */
#include <stdio.h>

#include "values.h"

static void print_default(const AeValues *values, const AeOption *row) {
  g_autofree char *text = ae_values_text(values, row);
  if (ae_values_is_number(row))
    printf(" %g", ae_values_number(values, row));
  else
    printf(" \"%s\"", text ? text : "");
}

static const char *kind_of(const AeAction *action) {
  static const char *const names[] = {
      [AE_ACTION_EFFECT] = "effect", [AE_ACTION_RESIZE] = "resize", [AE_ACTION_MIX] = "mix", [AE_ACTION_MAKE] = "make"};
  return ae_action_is_marked(action) ? "marked" : names[ae_action_kind(action)];
}

int main(void) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    if (!ae_action_is_ready(action))
      continue;
    g_autoptr(AeValues) values = ae_values_new(action);
    if (!values)
      return 1;
    printf("%s\t%s\t%s\t", action->procedure, action->chain, kind_of(action));
    for (const AeOption *row = values->rows; row->name; row++)
      print_default(values, row);
    printf("\n");
  }
  return 0;
}
