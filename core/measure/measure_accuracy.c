/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/measure.h"

static gboolean accuracy(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *scores = ae_measure_set(c, AE_SET_OUTPUT, error);
  const int *labels = ae_measure_labels(c);
  gsize right = 0;
  for (gsize i = 0; scores && i < scores->n; i++)
    right += ae_measure_largest(ae_codes_row(scores, i), (gsize)scores->d, NULL) == labels[i];
  *value = scores ? (double)right / (double)scores->n : 0;
  return scores != NULL;
}

const AeMeasure ae_measure_accuracy = {.name = "accuracy",
                                       .help = "share of the examples whose label has the largest score",
                                       .needs = AE_NEEDS_CLASSIFY | AE_NEEDS_LABELS,
                                       .usual = TRUE,
                                       .measure = accuracy};
