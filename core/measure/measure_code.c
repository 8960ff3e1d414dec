/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How large the numbers of codes are, and how many of them are used. */
#include <math.h>

#include "measure/measure.h"

/* The mean over all numbers of all codes of what is made of one. */
static gboolean mean_of(AeMeasureContext *c, double (*make)(double), double *value, GError **error) {
  const AeCodes *code = ae_measure_set(c, AE_SET_CODE, error);
  gsize count = code ? code->n * (gsize)code->d : 0;
  *value = 0;
  for (gsize i = 0; i < count; i++)
    *value += make((double)code->data[i]) / (double)count;
  return code != NULL;
}

static double large(double z) { return fabs(z) > 1e-2; }
static double same(double z) { return z; }

static gboolean code_mean(AeMeasureContext *c, double *value, GError **error) { return mean_of(c, fabs, value, error); }
static gboolean active(AeMeasureContext *c, double *value, GError **error) { return mean_of(c, large, value, error); }
static gboolean rho(AeMeasureContext *c, double *value, GError **error) { return mean_of(c, same, value, error); }

/* The root of the mean over the numbers of a code of their variances over the examples. */
static gboolean code_std(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *code = ae_measure_set(c, AE_SET_CODE, error);
  double sum = 0;
  for (int k = 0; code && k < code->d; k++) {
    double first = 0, second = 0, n = (double)code->n;
    for (gsize i = 0; i < code->n; i++) {
      double z = (double)ae_codes_row(code, i)[k];
      first += z / n;
      second += z * z / n;
    }
    sum += MAX(second - first * first, 0) / code->d;
  }
  *value = sqrt(sum);
  return code != NULL;
}

const AeMeasure ae_measure_code_mean = {.name = "code_mean",
                                        .help = "mean size of the numbers of a code, without their sign",
                                        .needs = AE_NEEDS_CODE,
                                        .usual = TRUE,
                                        .measure = code_mean};
const AeMeasure ae_measure_code_std = {.name = "code_std",
                                       .help = "standard deviation over the examples of a number of the code",
                                       .needs = AE_NEEDS_CODE,
                                       .usual = TRUE,
                                       .measure = code_std};
const AeMeasure ae_measure_active = {.name = "active",
                                     .help = "share of the numbers of a code that are larger than 0.01",
                                     .needs = AE_NEEDS_CODE,
                                     .usual = TRUE,
                                     .measure = active};
const AeMeasure ae_measure_rho = {.name = "rho",
                                  .help = "mean activation: the mean of the numbers of a code",
                                  .needs = AE_NEEDS_CODE,
                                  .usual = TRUE,
                                  .measure = rho};
