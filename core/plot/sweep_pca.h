/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Measures of principal components that stand for an autoencoder. */
#ifndef AE_PLOT_SWEEP_PCA_H
#define AE_PLOT_SWEEP_PCA_H

#include "measure/context.h"

G_BEGIN_DECLS

/* Whether a measure follows from the mean squared error: mse, sse, psnr. */
gboolean ae_sweep_pca_measures(const char *measure);

/* values[i]: the measure on the context's held-out examples, corrupted as there, for codes of lengths[i] components of
 * its clean training examples (the first AE_SWEEP_PCA_EXAMPLES of them); NaN where there are not so many components.
 * lengths: n, ascending. AE_ERROR_USAGE where what goes in and what comes out differ in size. */
enum { AE_SWEEP_PCA_EXAMPLES = 20000 };
gboolean ae_sweep_pca(AeMeasureContext *context, const char *measure, const double *lengths, guint n, double *values,
                      GError **error);

G_END_DECLS
#endif
