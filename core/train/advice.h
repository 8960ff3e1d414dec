/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is unwise in a network though it can be trained. */
#ifndef AE_TRAIN_ADVICE_H
#define AE_TRAIN_ADVICE_H

#include "nn/net.h"

G_BEGIN_DECLS

/* A sentence each, NULL-ended, g_strfreev: transposed convolutions whose kernel is not a multiple of their stride
 * (nn/checkerboard.h), with both cures. */
char **ae_advice(const AeGraph *graph);

G_END_DECLS
#endif
