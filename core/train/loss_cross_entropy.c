/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Cross entropy of the softmax over the channels (Bridle 1990; Goodfellow, Bengio & Courville 2016, eq. 6.29-6.30): for
 * scores p and a target t that sums to T over the channels of a place,
 *
 *     sum over k of -t_k log softmax(p)_k = T log(sum over j of exp p_j) - sum over k of t_k p_k, nats
 *
 * whose derivative by p_k is T softmax(p)_k - t_k. Both are reckoned from the largest score, so that none overflows.
 * "mean" is over places and pictures, not over the channels: the usual loss of a classifier. */
#include "train/loss.h"

#include <math.h>

static const char *const reduce_choices[] = {"mean", "sum", NULL};

static const AeOption rows[] = {{"reduce", "mean over all places, or the sum over a picture's", AE_OPTION_CHOICE,
                                 G_STRUCT_OFFSET(AeLossReduce, reduce), "mean", .choices = reduce_choices},
                                {NULL}};

/* Of one place; adds scale times the slope to g. */
static double cross_entropy(const ae_real *p, const ae_real *t, int classes, double scale, ae_real *g) {
  double top = (double)p[0], sum = 0, mass = 0, product = 0;
  for (int k = 1; k < classes; k++)
    top = MAX(top, (double)p[k]);
  for (int k = 0; k < classes; k++) {
    sum += exp((double)p[k] - top);
    mass += (double)t[k];
    product += (double)t[k] * ((double)p[k] - top);
  }
  for (int k = 0; k < classes; k++)
    g[k] += (ae_real)(scale * (mass * exp((double)p[k] - top) / sum - (double)t[k]));
  return mass * log(sum) - product;
}

static double cross_entropy_apply(const void *options, const AeTensor *prediction, const AeTensor *target,
                                  double weight, AeTensor *gradient) {
  int classes = prediction->shape.c;
  gsize n = ae_loss_count(prediction);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data;
  double sum = 0;
  double divisor = ((const AeLossReduce *)options)->reduce ? prediction->shape.n : (double)n / classes;
  for (gsize i = 0; i < n; i += (gsize)classes)
    sum += cross_entropy(p + i, t + i, classes, weight / divisor, g + i);
  return sum / divisor;
}

const AeLoss ae_loss_cross_entropy = {
    .name = "cross_entropy",
    .help = "cross entropy of the softmax of scores, one a class",
    .options = rows,
    .options_size = sizeof(AeLossReduce),
    .low = -3,
    .high = 3,
    .scores = TRUE,
    .apply = cross_entropy_apply,
};
