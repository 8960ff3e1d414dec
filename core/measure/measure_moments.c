/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether samples are distributed as the examples are, by their first two moments: how far their mean lies from that of
 * the examples, over the root of the sum of the examples' variances, and how far their covariances differ, over the
 * examples' (Frobenius norms). */
#include <math.h>

#include "measure/measure.h"

enum { MOST_NUMBERS = 4096 };

static double *mean_of(const AeCodes *rows) {
  double *mean = g_new0(double, rows->d);
  for (gsize i = 0; i < rows->n; i++)
    for (int k = 0; k < rows->d; k++)
      mean[k] += (double)ae_codes_row(rows, i)[k] / (double)rows->n;
  return mean;
}

/* One line of the covariance, k with all others. */
static void covariance_line(const AeCodes *rows, const double *mean, int k, double *line) {
  for (int j = 0; j < rows->d; j++)
    line[j] = 0;
  for (gsize i = 0; i < rows->n; i++) {
    const float *row = ae_codes_row(rows, i);
    double own = ((double)row[k] - mean[k]) / (double)rows->n;
    for (int j = 0; j < rows->d; j++)
      line[j] += own * ((double)row[j] - mean[j]);
  }
}

typedef struct {
  double mean, trace;          /* squared distance of the means; sum of the examples' variances */
  double difference, examples; /* squared norms of covariances */
} Moments;

static Moments compare(const AeCodes *wanted, const AeCodes *made) {
  Moments m = {0};
  int d = wanted->d;
  g_autofree double *a = mean_of(wanted), *b = mean_of(made), *x = g_new(double, d), *y = g_new(double, d);
  for (int k = 0; k < d; k++) {
    covariance_line(wanted, a, k, x);
    covariance_line(made, b, k, y);
    m.mean += (a[k] - b[k]) * (a[k] - b[k]);
    m.trace += x[k];
    for (int j = 0; j < d; j++) {
      m.examples += x[j] * x[j];
      m.difference += (x[j] - y[j]) * (x[j] - y[j]);
    }
  }
  return m;
}

static gboolean find(AeMeasureContext *c, Moments *m, GError **error) {
  const AeCodes *wanted = ae_measure_set(c, AE_SET_CLEAN, error),
                *made = wanted ? ae_measure_set(c, AE_SET_SAMPLED, error) : NULL;
  if (made && made->d <= MOST_NUMBERS)
    *m = compare(wanted, made);
  else if (made)
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "examples of more than %d numbers", MOST_NUMBERS);
  return made && made->d <= MOST_NUMBERS;
}

static gboolean sample_mean(AeMeasureContext *c, double *value, GError **error) {
  Moments m = {0};
  gboolean ok = find(c, &m, error);
  *value = sqrt(m.mean / m.trace);
  return ok;
}

static gboolean sample_covariance(AeMeasureContext *c, double *value, GError **error) {
  Moments m = {0};
  gboolean ok = find(c, &m, error);
  *value = sqrt(m.difference / m.examples);
  return ok;
}

const AeMeasure ae_measure_sample_mean = {
    .name = "sample_mean",
    .help = "how far the mean of samples lies from that of the examples, in standard deviations of these",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_MANY,
    .measure = sample_mean};
const AeMeasure ae_measure_sample_covariance = {
    .name = "sample_covariance",
    .help = "difference of the covariances of samples and examples over the latter, Frobenius norms",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_MANY,
    .measure = sample_covariance};
