/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The linear autoencoder with the least squared error, made by principal component analysis: what a trained one is
 * compared with.
 *
 *     const char *words[] = {"codes=32", NULL};
 *     AePcaJob job = {.data = "digits", .words = words, .output = "pca32.safetensors"};
 *     if (!ae_pca_run(&job, &error)) ... */
#ifndef AEFILTER_PCA_H
#define AEFILTER_PCA_H

#include <aefilter/option.h>

G_BEGIN_DECLS

AE_API const AeOption *ae_pca_options(void);

typedef struct {
  const char *data;         /* folder; NULL for kinds that are made */
  const char *const *words; /* "KEY=VALUE" for ae_pca_options() and the kind of data; NULL-ended, or NULL */
  const char *output;       /* the model file */
} AePcaJob;

/* Writes a model for reconstruct (a dense encoder, a dense decoder) whose weights are the PCA of the training part.
 * AE_ERROR_USAGE for wrong words and data whose examples are made at random, AE_ERROR_LIMIT for examples of more than
 * 8192 numbers, and what reading and writing may say. */
AE_API gboolean ae_pca_run(const AePcaJob *job, GError **error);

G_END_DECLS
#endif
