/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A conditional autoencoder as a generative classifier: the label under which an example is likeliest, the bound
 * ELBO(x|y) standing for log p(x|y), all labels being equally likely beforehand (Kingma et al. 2014, arXiv 1406.5298).
 * z = mu: no draw blurs the comparison of the labels. */
#include <math.h>

#include "base/checked.h"
#include "latent/divergence.h"
#include "measure/measure.h"
#include "measure/nats.h"

/* Room for one label's pass over all examples. */
typedef struct {
  gsize n, d; /* examples, numbers of a code */
  int *label;
  float *both, *mean, *log_variance, *out; /* both: what the encoder gives, n x 2 d */
} Room;

static gboolean room_new(Room *r, gsize n, gsize d, gsize numbers, GError **error) {
  *r = (Room){.n = n, .d = d, .label = g_new(int, n)};
  r->both = ae_alloc(n, 2 * d * sizeof(float), "codes", error);
  r->mean = r->both ? ae_alloc(n, d * sizeof(float), "codes", error) : NULL;
  r->log_variance = r->mean ? ae_alloc(n, d * sizeof(float), "codes", error) : NULL;
  r->out = r->log_variance ? ae_alloc(n, numbers * sizeof(float), "reconstructions", error) : NULL;
  return r->out != NULL;
}

static void room_clear(Room *r) {
  ae_free(r->out);
  ae_free(r->log_variance);
  ae_free(r->mean);
  ae_free(r->both);
  g_free(r->label);
}

/* cost[i] = -ELBO(x_i | y). */
static gboolean bound(AeMeasureContext *c, Room *r, int y, double *cost, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error), *input = ae_measure_set(c, AE_SET_INPUT, error);
  for (gsize i = 0; i < r->n; i++)
    r->label[i] = y;
  if (!input || !ae_measure_pass(c, AE_WAY_DISTRIBUTION, input->data, r->label, r->n, r->both, error))
    return FALSE;
  ae_measure_split(r->both, r->n * r->d, (gsize)ae_measure_sample_channels(c), r->mean, r->log_variance);
  if (!ae_measure_pass(c, AE_WAY_DECODE, r->mean, r->label, r->n, r->out, error))
    return FALSE;
  for (gsize i = 0; i < r->n; i++)
    cost[i] = ae_nats(ae_codes_row(clean, i), r->out + i * (gsize)clean->d, (gsize)clean->d) +
              ae_kl_gauss_standard((int)r->d, r->mean + i * r->d, r->log_variance + i * r->d);
  return TRUE;
}

static gboolean bayes(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *mean = ae_measure_set(c, AE_SET_MEAN, error);
  const int *labels = ae_measure_labels(c);
  Room r = {0};
  if (!mean || !room_new(&r, mean->n, (gsize)mean->d, ae_data_count(ae_measure_shape(c)), error)) {
    room_clear(&r);
    return FALSE;
  }
  g_autofree double *cost = g_new(double, r.n), *least = g_new(double, r.n);
  g_autofree int *best = g_new0(int, r.n);
  gboolean ok = TRUE;
  for (int y = 0; ok && y < (int)ae_measure_classes(c); y++) {
    ok = bound(c, &r, y, cost, error);
    for (gsize i = 0; ok && i < r.n; i++)
      if (y == 0 || cost[i] < least[i]) {
        least[i] = cost[i];
        best[i] = y;
      }
  }
  *value = 0;
  for (gsize i = 0; i < r.n; i++)
    *value += (double)(best[i] == labels[i]) / (double)r.n;
  room_clear(&r);
  return ok;
}

const AeMeasure ae_measure_bayes = {
    .name = "bayes",
    .help = "share of the examples that are likeliest under their own label, by ELBO(x|y) at z = mu",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_VARIATIONAL | AE_NEEDS_CONDITIONAL | AE_NEEDS_LABELS,
    .measure = bayes};
