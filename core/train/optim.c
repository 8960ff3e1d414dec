/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/optim.h"

#include <string.h>

/* The table. */
#define OPTIMS(ROW) \
  ROW(sgd)          \
  ROW(adam)         \
  ROW(adamw)        \
  ROW(rmsprop)

#define ROW_EXTERN(name) extern const AeOptim ae_optim_##name;
#define ROW_POINTER(name) &ae_optim_##name,
OPTIMS(ROW_EXTERN)
static const AeOptim *const table[] = {OPTIMS(ROW_POINTER) NULL};

const AeOptim *const *ae_optims(void) { return table; }

const AeOptim *ae_optim_by_name(const char *name, GError **error) {
  const char *names[G_N_ELEMENTS(table)] = {NULL};
  for (guint i = 0; table[i]; i++) {
    if (!strcmp(table[i]->name, name))
      return table[i];
    names[i] = table[i]->name;
  }
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no optimiser \"%s\"; there are: %s", name, all);
  return NULL;
}
