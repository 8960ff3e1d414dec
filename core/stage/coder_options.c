/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/coder_options.h"

static gboolean check_label(const AeModel *model, int label, GError **error) {
  guint classes = ae_coder_model_classes(model);
  const char *name = ae_model_name(model);
  if (classes ? label >= 0 && (guint)label < classes : label < 0)
    return TRUE;
  if (!classes)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s takes no label; leave out label=%d", name, label);
  else if (label < 0)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s must be told a label; give label=0..%u", name, classes - 1);
  else
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s has no label %d; its labels are 0..%u", name, label,
                classes - 1);
  return FALSE;
}

AeCoder *ae_coder_open(const AeCoderOptions *options, AeCoderHalf half, const AeSettings *settings, GError **error) {
  AeCoder *coder = ae_coder_new(options->model, half, settings->threads, error);
  if (coder && !check_label(ae_coder_model(coder), options->label, error))
    g_clear_pointer(&coder, ae_coder_free);
  return coder;
}
