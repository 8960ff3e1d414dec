/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/early_stop.h"

#include <string.h>

gboolean ae_early_stop_init(AeEarlyStop *stop, const AeParams *params, GError **error) {
  stop->params = ae_params_copy(params, error);
  return stop->params != NULL;
}

void ae_early_stop_clear(AeEarlyStop *stop) {
  ae_params_free(stop->params);
  *stop = (AeEarlyStop){NULL};
}

void ae_early_stop_note(AeEarlyStop *stop, const AeParams *weights, guint64 step, double value) {
  if (!stop->params)
    return;
  stop->waited++;
  if (stop->step && !(value > stop->value))
    return;
  memcpy(stop->params->data, weights->data, weights->total * sizeof *weights->data);
  stop->value = value;
  stop->step = step;
  stop->waited = 0;
}
