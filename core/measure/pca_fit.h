/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_MEASURE_PCA_FIT_H
#define AE_MEASURE_PCA_FIT_H

#include "latent/pca.h"
#include "measure/examples.h"

G_BEGIN_DECLS

/* The first k directions of the training part, its numbers in the order of the layer flatten. AE_ERROR_USAGE where its
 * examples are made at random, AE_ERROR_LIMIT for more than AE_PCA_MAX numbers. */
AePca *ae_pca_of_parts(const AeExampleParts *parts, AeDataShape shape, int k, GError **error);

/* Interleaved pixels in that order: channel, row, column. */
void ae_pca_flatten(AeDataShape shape, const float *in, float *out);

G_END_DECLS
#endif
