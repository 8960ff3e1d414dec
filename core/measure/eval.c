/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Which way a model is measured: by single pictures (train/eval.c) or by the table of measures. */
#include "measure/run.h"
#include "train/eval.h"

static gboolean run_pictures(const AeEvalJob *job, const AeModel *model, GError **error) {
  if (job->data)
    return ae_eval_pictures(job, model, error);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "--data DIR is missing");
  return FALSE;
}

gboolean ae_eval_run(const AeEvalJob *job, GError **error) {
  AeModel *model = ae_model_load(job->model, NULL, error);
  gboolean ok = model && (ae_measure_takes(ae_model_task(model)) ? ae_measure_run(job, model, error)
                                                                 : run_pictures(job, model, error));
  ae_model_unref(model);
  return ok;
}
