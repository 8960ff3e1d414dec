/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* t-SNE (van der Maaten & Hinton 2008, "Visualizing data using t-SNE"): points in the plane, such that codes that are
 * neighbours lie beside each other. For pictures only: distances between groups, sizes of groups and the axes mean
 * nothing.
 *
 * P, how likely codes are neighbours, is taken over the 3 perplexity nearest of each (van der Maaten 2014,
 * "Accelerating t-SNE using tree-based algorithms"); repulsion is summed over all pairs. The start is the codes' first
 * two principal components (Kobak & Berens 2019), so that there is no seed: the same codes give the same picture. 250
 * rounds of early exaggeration by 12, then the rest; the step follows n (Belkina et al. 2019). Time goes with n^2: on
 * one core some 2 s for 2000 codes, 12 s for 5000, at 1000 rounds. */
#ifndef AE_LATENT_TSNE_H
#define AE_LATENT_TSNE_H

#include "latent/codes.h"

G_BEGIN_DECLS

enum { AE_TSNE_MIN = 4, AE_TSNE_MAX = 20000 }; /* codes */

typedef struct {
  double perplexity; /* neighbours that count, 5..50 usually; brought into 1..(n - 1) / 3. 0: 30 */
  int rounds;        /* 0: 1000 */
  /* Called before each round, done in 0..1; FALSE ends it. May be NULL. */
  gboolean (*progress)(double done, gpointer user_data);
  gpointer user_data;
} AeTsneOptions;

/* out: codes->n x 2, their mean is 0. AE_ERROR_USAGE for codes that are none, AE_ERROR_LIMIT for too many or too few,
 * AE_ERROR_CANCELLED. */
gboolean ae_tsne(const AeCodes *codes, const AeTsneOptions *options, float *out, GError **error);

G_END_DECLS
#endif
