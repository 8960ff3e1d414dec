/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What a model file holds for the uses of its codes: priors, attributes, quantisers; and that it can be used. */
#include "fuzz.h"

#include "base/checked.h"
#include "latent/prior.h"
#include "latent/quantise.h"
#include "latent/shift.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static void try_priors(const AeModelFile *file) {
  for (const AePriorKind *const *kind = ae_prior_kinds(); *kind; kind++) {
    GError *error = NULL;
    g_autoptr(AePrior) prior = (*kind)->fitted ? ae_prior_read(*kind, file, &error) : ae_prior_standard(2, &error);
    fuzz_check(prior != NULL, error);
    if (!prior || prior->d > 8)
      continue;
    float z[8];
    double log_p;
    AeRng rng;
    ae_rng_init(&rng, 0, 0);
    ae_prior_sample(prior, &rng, 1, z);
    AeCodes codes = {1, prior->d, (float[8]){0}};
    if (!ae_prior_log_density(prior, &codes, &log_p, NULL))
      abort();
  }
}

static void try_quantisers(const AeModelFile *file) {
  for (int bits = AE_QUANTISE_MIN_BITS; bits <= AE_QUANTISE_MAX_BITS; bits++) {
    GError *error = NULL;
    g_autoptr(AeQuantiser) quantiser = ae_quantiser_read(file, bits, &error);
    fuzz_check(quantiser != NULL, error);
    if (!quantiser || quantiser->d > 8)
      continue;
    guint16 q[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    float z[8];
    ae_dequantise(quantiser, q, z);
    for (int j = 0; j < quantiser->d; j++)
      if (!isfinite(z[j]))
        abort();
  }
}

static void try_attributes(const AeModelFile *file) {
  g_auto(GStrv) names = ae_shift_names(file);
  for (char **name = names; *name; name++) {
    GError *error = NULL;
    float *v = ae_shift_read(file, *name, 2, &error);
    fuzz_check(v != NULL, error);
    ae_free(v);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  FuzzFile bytes = fuzz_file(data, size);
  AeModelFile *file = ae_modelfile_open(bytes.path, &error);
  fuzz_check(file != NULL, error);
  if (file) {
    try_priors(file);
    try_quantisers(file);
    try_attributes(file);
  }
  ae_modelfile_free(file);
  close(bytes.fd);
  return 0;
}
