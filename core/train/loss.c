/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/loss.h"

#include "base/row.h"

/* The table. */
#define LOSSES(ROW) \
  ROW(mse)          \
  ROW(l1)           \
  ROW(laplacian)    \
  ROW(charbonnier)  \
  ROW(bce)          \
  ROW(ssim)         \
  ROW(kl_gauss)     \
  ROW(kl_bernoulli) \
  ROW(l1_sparse)    \
  ROW(cross_entropy)

#define ROW_EXTERN(name) extern const AeLoss ae_loss_##name;
#define ROW_POINTER(name) &ae_loss_##name,
LOSSES(ROW_EXTERN)
static const AeLoss *const table[] = {LOSSES(ROW_POINTER) NULL};

const AeLoss *const *ae_losses(void) { return table; }

const AeLoss *ae_loss_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)table, "loss", "Losses", name, error);
}

static const char *const reduce_choices[] = {"mean", "sum", NULL};

const AeOption ae_loss_reduce_rows[] = {{"reduce", "mean over all numbers, or the sum over a picture's",
                                         AE_OPTION_CHOICE, G_STRUCT_OFFSET(AeLossReduce, reduce), "mean",
                                         .choices = reduce_choices},
                                        {NULL}};
