/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Losses. One is a file loss_NAME.c that ends in an exported const AeLoss, and one row in loss.c. loss_l1.c is the
 * exemplar. The tests check every row's gradient by finite differences. */
#ifndef AE_TRAIN_LOSS_H
#define AE_TRAIN_LOSS_H

#include <aefilter/option.h>

#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  gboolean inner;   /* judges a node of the net by itself (the recipe's node=NAME), without a target */
  gboolean paired;  /* that node has an even number of channels */
  gboolean scores;  /* predicts unbounded scores of a target of shares: not least where both are the same */
  double low, high; /* the predictions for which it is defined, and from which the tests draw */
  /* Returns the mean loss over all numbers (ssim: all windows) of prediction against target, and adds weight times its
   * derivative by the prediction to gradient. The three are dense and of one shape; target is NULL where inner is set.
   */
  double (*apply)(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                  AeTensor *gradient);
} AeLoss;

const AeLoss *const *ae_losses(void); /* NULL-ended */
const AeLoss *ae_loss_by_name(const char *name, GError **error);

/* For losses that sum over numbers: "mean" over all of them, or the "sum" over a picture's, averaged over the pictures.
 */
typedef struct {
  int reduce;
} AeLossReduce;

extern const AeOption ae_loss_reduce_rows[];

static inline gsize ae_loss_count(const AeTensor *t) {
  return (gsize)t->shape.n * (gsize)t->shape.c * (gsize)t->shape.h * (gsize)t->shape.w;
}

/* What the sum over all numbers is divided by. */
static inline double ae_loss_divisor(const void *reduce_options, const AeTensor *t) {
  return ((const AeLossReduce *)reduce_options)->reduce ? t->shape.n : (double)ae_loss_count(t);
}

G_END_DECLS
#endif
