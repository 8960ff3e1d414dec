/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/validate.h"

#include <math.h>

#include "base/checked.h"

struct AeValidator {
  AeLoaderSpec spec;
  int pictures;
  AeNet *net;
  float *target, *scratch;
};

AeValidator *ae_validator_new(const AeLoaderSpec *spec, int pictures, AeGraph *graph, AeParams *params,
                              GError **error) {
  gsize count = ae_data_count(spec->shape);
  AeNetOptions options = {.training = FALSE};
  AeValidator *v = g_new0(AeValidator, 1);
  v->spec = *spec;
  v->pictures = pictures;
  v->target = ae_alloc(count, sizeof(float), "a validation picture", error);
  v->scratch = v->target ? ae_alloc(3 * count, sizeof(float), "a validation picture", error) : NULL;
  v->net = v->scratch ? ae_net_new(graph, params, 1, spec->shape.height / spec->factor,
                                   spec->shape.width / spec->factor, &options, error)
                      : NULL;
  if (v->net)
    return v;
  ae_validator_free(v);
  return NULL;
}

void ae_validator_free(AeValidator *v) {
  if (!v)
    return;
  ae_net_free(v->net);
  ae_free(v->target);
  ae_free(v->scratch);
  g_free(v);
}

static double psnr(const float *target, const ae_real *out, gsize n) {
  double sum = 0;
  for (gsize i = 0; i < n; i++) {
    double d = CLAMP((double)out[i], 0, 1) - (double)target[i];
    sum += d * d;
  }
  return MIN(-10 * log10(MAX(sum / (double)n, 1e-10)), 100);
}

static gboolean is_right(const ae_real *out, int classes, int label) {
  int best = 0;
  for (int k = 1; k < classes; k++)
    if (out[k] > out[best])
      best = k;
  return best == label;
}

static double share_of_sides(const ae_real *out, const float *wanted, int n) {
  int same = 0;
  for (int k = 0; k < n; k++)
    same += (out[k] >= 0.5) == (wanted[k] >= 0.5);
  return (double)same / n;
}

static double judge(const AeLoaderSpec *spec, const ae_real *out, int label) {
  if (ae_data_columns(spec->kind, spec->data))
    return share_of_sides(out, spec->kind->numbers(spec->data, label), spec->target_classes);
  return is_right(out, spec->target_classes, label);
}

static double measure(AeValidator *v, int i) {
  const AeLoaderSpec *spec = &v->spec;
  AeRng rng;
  ae_rng_init(&rng, 0, (guint64)i);
  int label = spec->kind->validation(spec->data, (guint)i, v->target);
  float *input = ae_net_input(v->net, 0)->data;
  if (spec->kind->input)
    spec->kind->input(spec->data, (guint)i, TRUE, input);
  else
    ae_loader_corrupt(spec, &rng, FALSE, v->target, v->scratch, input);
  if (spec->classes)
    ae_loader_label(spec->classes, label, ae_net_input(v->net, 1)->data);
  ae_net_forward(v->net);
  const ae_real *out = ae_net_output(v->net)->data;
  return spec->target_classes ? judge(spec, out, label) : psnr(v->target, out, ae_data_count(spec->shape));
}

gboolean ae_validator_run(AeValidator *v, AeFleet *fleet, double *mean, GError **error) {
  double sum = 0;
  ae_net_weights_changed(v->net);
  for (int i = ae_fleet_index(fleet); i < v->pictures; i += ae_fleet_count(fleet))
    sum += measure(v, i);
  if (!ae_fleet_sum(fleet, &sum, 1, error))
    return FALSE;
  *mean = sum / v->pictures;
  return TRUE;
}
