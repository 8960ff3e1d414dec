/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether a code of one number runs along a curve: Spearman's correlation with the labels, which tell how far along
 * each example lies. */
#include <math.h>

#include "latent/ranks.h"
#include "measure/measure.h"

static gboolean label_order(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *codes = ae_measure_latent(c, error);
  const int *labels = codes ? ae_measure_labels(c) : NULL;
  if (!labels)
    return FALSE;
  g_autofree double *code = g_new(double, codes->n), *place = g_new(double, codes->n);
  for (gsize i = 0; i < codes->n; i++) {
    code[i] = (double)codes->data[i];
    place[i] = labels[i];
  }
  gboolean ok = ae_spearman(codes->n, code, place, value, error);
  *value = fabs(*value);
  return ok;
}

const AeMeasure ae_measure_label_order = {
    .name = "label_order",
    .help = "how surely a code of one number grows or falls with the label: Spearman's correlation, without its sign",
    .needs = AE_NEEDS_CODE | AE_NEEDS_LABELS | AE_NEEDS_LINE,
    .measure = label_order};
