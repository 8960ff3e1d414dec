/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <math.h>

#include "base/checked.h"
#include "latent/mixture.h"
#include "latent/prior.h"

enum { SHARE, MEAN, FACTOR, TENSORS };

typedef struct {
  char name[64];
  int rank, dims[3];
  gsize at; /* in AePrior.stored */
} Tensor;

static void describe(const AePriorKind *kind, int d, int k, Tensor *t) {
  static const char *const suffix[TENSORS] = {"share", "mean", "factor"};
  t[SHARE] = (Tensor){.rank = 1, .dims = {k}, .at = 0};
  t[MEAN] = (Tensor){.rank = 2, .dims = {k, d}, .at = (gsize)k};
  t[FACTOR] = (Tensor){.rank = 3, .dims = {k, d, d}, .at = (gsize)k + (gsize)k * d};
  for (int i = 0; i < TENSORS; i++)
    g_snprintf(t[i].name, sizeof t[i].name, "prior.%s.%s", kind->name, suffix[i]);
}

void ae_prior_write(const AePrior *prior, AeModelWriter *writer) {
  Tensor t[TENSORS];
  describe(prior->kind, prior->d, prior->k, t);
  for (int i = 0; i < TENSORS; i++)
    ae_modelwriter_add_floats(writer, t[i].name, FALSE, t[i].rank, t[i].dims, prior->stored + t[i].at);
}

static gboolean damaged(const AePriorKind *kind, const AeModelFile *file, const char *what, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: prior \"%s\": %s", file->path, kind->name, what);
  return FALSE;
}

static gboolean check_factor(const AePrior *prior, const double *l) {
  for (gsize i = 0, d = (gsize)prior->d; i < d; i++) {
    if (!(l[i * d + i] > 0))
      return FALSE;
    for (gsize j = i + 1; j < d; j++)
      if (l[i * d + j] != 0)
        return FALSE;
  }
  return TRUE;
}

static gboolean check_values(const AePrior *prior, const AeModelFile *file, GError **error) {
  double sum = 0;
  for (int c = 0; c < prior->k; c++) {
    sum += prior->share[c];
    if (!(prior->share[c] >= 0))
      return damaged(prior->kind, file, "a negative share", error);
    if (!check_factor(prior, prior->factor + (gsize)c * prior->d * prior->d))
      return damaged(prior->kind, file, "a factor is not lower triangular with a positive diagonal", error);
  }
  return fabs(sum - 1) < 1e-4 || damaged(prior->kind, file, "the shares do not sum to 1", error);
}

/* Before anything is allocated: sizes that the file's own tensors have, all three. */
static gboolean find_size(const AePriorKind *kind, const AeModelFile *file, int *d, int *k, GError **error) {
  Tensor t[TENSORS];
  describe(kind, 1, 1, t);
  const AeBlob *mean = ae_modelfile_find(file, t[MEAN].name);
  if (!mean)
    return damaged(kind, file, "the model holds none; it is fitted to codes", error);
  gint64 most = kind->several ? AE_PRIOR_MAX_COMPONENTS : 1;
  if (mean->rank != 2 || mean->dims[0] < 1 || mean->dims[0] > most || mean->dims[1] < 1 ||
      mean->dims[1] > AE_PRIOR_MAX_SIZE)
    return damaged(kind, file, "its size is not possible", error);
  *k = (int)mean->dims[0];
  *d = (int)mean->dims[1];
  describe(kind, *d, *k, t);
  for (int i = 0; i < TENSORS; i++) {
    const AeBlob *blob = ae_modelfile_find(file, t[i].name);
    gboolean fits = blob && blob->rank == t[i].rank;
    for (int j = 0; fits && j < t[i].rank; j++)
      fits = blob->dims[j] == t[i].dims[j];
    if (!fits)
      return damaged(kind, file, "its tensors do not fit together", error);
  }
  return TRUE;
}

static gboolean read_tensors(AePrior *prior, const AeModelFile *file, GError **error) {
  Tensor t[TENSORS];
  describe(prior->kind, prior->d, prior->k, t);
  for (int i = 0; i < TENSORS; i++)
    if (!ae_blob_floats(file, ae_modelfile_find(file, t[i].name), prior->stored + t[i].at, error))
      return FALSE;
  ae_mixture_load(prior);
  return check_values(prior, file, error);
}

AePrior *ae_prior_read(const AePriorKind *kind, const AeModelFile *file, GError **error) {
  int d, k;
  if (!find_size(kind, file, &d, &k, error))
    return NULL;
  AePrior *prior = ae_mixture_new(kind, d, k, error);
  if (prior && !read_tensors(prior, file, error))
    g_clear_pointer(&prior, ae_prior_free);
  return prior;
}
