/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/pca_fit.h"

#include "base/checked.h"

void ae_pca_flatten(AeDataShape s, const float *in, float *out) {
  gsize pixels = (gsize)s.width * (gsize)s.height, channels = (gsize)s.channels;
  for (gsize i = 0; i < pixels; i++)
    for (gsize c = 0; c < channels; c++)
      out[c * pixels + i] = in[i * channels + c];
}

AePca *ae_pca_of_parts(const AeExampleParts *parts, AeDataShape shape, int k, GError **error) {
  gsize d = ae_data_count(shape);
  guint n = ae_example_parts_train(parts);
  if (n == G_MAXUINT) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                        "pca: the examples are made at random, there is no end of them");
    return NULL;
  }
  g_autoptr(AePcaFit) fit = ae_pca_fit_new((int)MIN(d, AE_PCA_MAX + 1), error);
  float *example = fit ? ae_alloc(2, d * sizeof *example, "an example", error) : NULL;
  for (guint i = 0; example && i < n; i++) {
    ae_example_train(parts, i, 0, example);
    ae_pca_flatten(shape, example, example + d);
    ae_pca_fit_add(fit, example + d, 1);
  }
  AePca *pca = example ? ae_pca_fit_finish(fit, k, error) : NULL;
  ae_free(example);
  return pca;
}
