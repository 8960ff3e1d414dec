/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/optim.h"

#include "base/row.h"

/* The table. */
#define OPTIMS(ROW) \
  ROW(sgd)          \
  ROW(adam)         \
  ROW(adamw)        \
  ROW(muon)         \
  ROW(rmsprop)

#define ROW_EXTERN(name) extern const AeOptim ae_optim_##name;
#define ROW_POINTER(name) &ae_optim_##name,
OPTIMS(ROW_EXTERN)
static const AeOptim *const table[] = {OPTIMS(ROW_POINTER) NULL};

const AeOptim *const *ae_optims(void) { return table; }

const AeOptim *ae_optim_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)table, "optimiser", "Optimisers", name, error);
}
