/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Optimisers. One is a file optim_NAME.c that ends in an exported const AeOptim, and one row in optim.c. optim_sgd.c is
 * the exemplar. What it remembers of earlier steps lives in slots: blocks of as many numbers as there are weights, zero
 * at first, which the checkpoint carries. */
#ifndef AE_TRAIN_OPTIM_H
#define AE_TRAIN_OPTIM_H

#include <aefilter/option.h>

#include "tensor/tensor.h"

G_BEGIN_DECLS

enum { AE_OPTIM_SLOTS = 2 };

/* n weights of one layer's parameter, all of them where the optimiser takes parameters whole. */
typedef struct {
  gsize n;
  gsize rows; /* of the whole parameter as a matrix, its first dimension; 0: a bias or a norm, which does not decay */
  ae_real *weight;
  const ae_real *gradient;
  ae_real *slot[AE_OPTIM_SLOTS]; /* the first `slots` of them */
  double rate;                   /* this step's learning rate */
  guint64 step;                  /* 1 at the first call */
} AeOptimStep;

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  int slots;      /* 0..AE_OPTIM_SLOTS */
  gboolean whole; /* a step sees a whole parameter; else runs of its weights */
  void (*step)(const void *options, const AeOptimStep *s);
} AeOptim;

const AeOptim *const *ae_optims(void); /* NULL-ended */
const AeOptim *ae_optim_by_name(const char *name, GError **error);

G_END_DECLS
#endif
