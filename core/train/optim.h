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

/* n weights of one layer's parameter. */
typedef struct {
  gsize n;
  ae_real *weight;
  const ae_real *gradient;
  ae_real *slot[AE_OPTIM_SLOTS]; /* the first `slots` of them */
  double rate;                   /* this step's learning rate */
  guint64 step;                  /* 1 at the first call */
  gboolean decay;                /* a matrix or kernel: weight decay may apply; FALSE for biases and norms */
} AeOptimStep;

typedef struct {
  const char *name, *help;
  const AeOption *options; /* NULL-name row at the end */
  gsize options_size;
  int slots; /* 0..AE_OPTIM_SLOTS */
  void (*step)(const void *options, const AeOptimStep *s);
} AeOptim;

const AeOptim *const *ae_optims(void); /* NULL-ended */
const AeOptim *ae_optim_by_name(const char *name, GError **error);

G_END_DECLS
#endif
