/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/model_prior.h"

const char *const ae_model_prior_names[] = {"normal", "diag", "full", "mixture", NULL};

static const char *const kinds[] = {"standard", "diagonal", "full", "mixture"};

const AePriorKind *ae_model_prior_kind(int choice) { return ae_prior_kind_by_name(kinds[choice], NULL); }

static gboolean is_stored(const AeModelFile *file, const AePriorKind *kind) {
  g_autofree char *name = g_strdup_printf("prior.%s.mean", kind->name);
  return file && ae_modelfile_find(file, name);
}

AePrior *ae_model_prior(const AeModel *model, int choice, int d, GError **error) {
  const AePriorKind *kind = ae_model_prior_kind(choice);
  const AeModelFile *file = ae_model_side(model);
  if (!kind->fitted)
    return ae_prior_standard(d, error);
  if (!is_stored(file, kind)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: the model holds no prior \"%s\"; it is fitted by: aemodel fit %s --data DIR prior=%s",
                ae_model_path(model), ae_model_prior_names[choice], ae_model_path(model), ae_model_prior_names[choice]);
    return NULL;
  }
  g_autoptr(AePrior) prior = ae_prior_read(kind, file, error);
  if (!prior || prior->d == d)
    return g_steal_pointer(&prior);
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the prior \"%s\" is of %d numbers, the codes of %d",
              ae_model_path(model), ae_model_prior_names[choice], prior->d, d);
  return NULL;
}
