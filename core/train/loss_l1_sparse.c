/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sparse codes by their size (Goodfellow, Bengio & Courville 2016, section 14.2.1): the sum of |a_j| over the code,
 * averaged over the pictures; the derivative at 0 is 0. */
#include "train/loss.h"

#include <math.h>

static const AeOption rows[] = {{NULL}};

static double l1_sparse_apply(const void *options, const AeTensor *code, const AeTensor *none, double weight,
                              AeTensor *gradient) {
  gsize n = ae_loss_count(code);
  const ae_real *a = code->data;
  ae_real *g = gradient->data, scale = (ae_real)(weight / code->shape.n);
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    sum += fabs((double)a[i]);
    g[i] += scale * (ae_real)((a[i] > 0) - (a[i] < 0));
  }
  return sum / code->shape.n;
}

const AeLoss ae_loss_l1_sparse = {
    .name = "l1_sparse",
    .help = "sum of a code's absolute values, a picture",
    .options = rows,
    .inner = TRUE,
    .low = 0.05,
    .high = 2,
    .apply = l1_sparse_apply,
};
