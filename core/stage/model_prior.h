/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The distributions that a model's codes can be drawn from, by the names that users know. */
#ifndef AE_STAGE_MODEL_PRIOR_H
#define AE_STAGE_MODEL_PRIOR_H

#include "latent/prior.h"
#include "model/model.h"

G_BEGIN_DECLS

extern const char *const ae_model_prior_names[]; /* normal, diag, full, mixture; NULL-ended: an option's choices */

/* The table row of choice, an index into the names. */
const AePriorKind *ae_model_prior_kind(int choice);

/* N(0, I), or the prior that was fitted to the model's codes and is stored in its file. AE_ERROR_MODEL that says how to
 * get one where there is none, or where it is not of d numbers. ae_prior_free. */
AePrior *ae_model_prior(const AeModel *model, int choice, int d, GError **error);

G_END_DECLS
#endif
