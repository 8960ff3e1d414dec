/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Priors: distributions of codes to sample from and to score with. All kinds are mixtures of k Gaussians over d
 * numbers,
 *
 *     p(z) = sum_c share_c N(z; mean_c, L_c L_c^T)
 *
 * k = 1 for all but "mixture". N(0, I) is what a variational autoencoder's codes are drawn towards; the others are
 * fitted to the codes that an encoder really gives.
 *
 *     const AePriorKind *kind = ae_prior_kind_by_name("mixture", &error);
 *     AePrior *prior = ae_prior_fit(kind, &codes, 10, seed, &error);
 *     ae_prior_sample(prior, &rng, 25, z);
 *
 * In a model file a fitted prior is three F32 tensors, PyTorch's MixtureSameFamily of MultivariateNormal(mean,
 * scale_tril=factor):
 *
 *     prior.KIND.share   (k)        positive, or 0; their sum is 1
 *     prior.KIND.mean    (k, d)
 *     prior.KIND.factor  (k, d, d)  L_c: lower triangular, diagonal positive
 *
 * A fitted prior's numbers are rounded to float, so that what is read is what was written, to the last bit. */
#ifndef AE_LATENT_PRIOR_H
#define AE_LATENT_PRIOR_H

#include "base/rng.h"
#include "latent/codes.h"
#include "model/modelfile.h"

G_BEGIN_DECLS

enum { AE_PRIOR_MAX_SIZE = 1024, AE_PRIOR_MAX_COMPONENTS = 256 };

typedef struct {
  const char *name;
  const char *help;
  gboolean fitted;   /* has tensors; FALSE: N(0, I), the same for all models */
  gboolean diagonal; /* numbers of a code are independent */
  gboolean several;  /* components are asked for */
  double floor;      /* added to each variance, as a share of the codes' mean variance */
} AePriorKind;

const AePriorKind *const *ae_prior_kinds(void); /* NULL-ended: standard, diagonal, full, mixture */
const AePriorKind *ae_prior_kind_by_name(const char *name, GError **error);

typedef struct {
  const AePriorKind *kind;
  int d, k;
  double *share, *mean, *factor; /* k, k x d, k x d x d */
  float *stored;                 /* the same numbers: share, mean, factor */
} AePrior;

/* N(0, I). AE_ERROR_LIMIT where d is not in 1..AE_PRIOR_MAX_SIZE. */
AePrior *ae_prior_standard(int d, GError **error);

/* Fitted to codes by maximum likelihood: in one step, or for a mixture of components (1..AE_PRIOR_MAX_COMPONENTS, at
 * most codes->n; ignored for other kinds) by expectation and maximisation (Dempster, Laird & Rubin 1977) from a start
 * by k-means++ (Arthur & Vassilvitskii 2007). The kind's floor is added to all variances, so that no Gaussian can
 * shrink onto a single code, or onto a plane that all codes lie in. The seed matters to mixtures only. AE_ERROR_USAGE
 * for codes that are none, AE_ERROR_LIMIT for sizes. */
AePrior *ae_prior_fit(const AePriorKind *kind, const AeCodes *codes, int components, guint64 seed, GError **error);
void ae_prior_free(AePrior *prior); /* accepts NULL */

/* log p(z) in nats of each row; out is codes->n, codes->d = prior->d. */
gboolean ae_prior_log_density(const AePrior *prior, const AeCodes *codes, double *out, GError **error);

/* n codes, n x d. The first codes of a longer run are those of a shorter one. */
void ae_prior_sample(const AePrior *prior, AeRng *rng, gsize n, float *z);

/* Adds a fitted prior's tensors; prior must live until the file is written. */
void ae_prior_write(const AePrior *prior, AeModelWriter *writer);
/* The prior of that kind (fitted) that the file holds, or NULL: AE_ERROR_MODEL where it holds none, or a damaged one.
 */
AePrior *ae_prior_read(const AePriorKind *kind, const AeModelFile *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AePrior, ae_prior_free)

G_END_DECLS
#endif
