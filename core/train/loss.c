/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/loss.h"

#include <string.h>

/* The table. */
#define LOSSES(ROW) \
  ROW(mse)          \
  ROW(l1)           \
  ROW(charbonnier)  \
  ROW(bce)          \
  ROW(ssim)

#define ROW_EXTERN(name) extern const AeLoss ae_loss_##name;
#define ROW_POINTER(name) &ae_loss_##name,
LOSSES(ROW_EXTERN)
static const AeLoss *const table[] = {LOSSES(ROW_POINTER) NULL};

const AeLoss *const *ae_losses(void) { return table; }

const AeLoss *ae_loss_by_name(const char *name, GError **error) {
  const char *names[G_N_ELEMENTS(table)] = {NULL};
  for (guint i = 0; table[i]; i++) {
    if (!strcmp(table[i]->name, name))
      return table[i];
    names[i] = table[i]->name;
  }
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no loss \"%s\"; there are: %s", name, all);
  return NULL;
}
