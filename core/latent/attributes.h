/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The attributes of a model (latent/shift.h), wherever they are kept: in its own file, and in the user's file for that
 * model, NAME.attributes in the user's model folder. So a model that is installed for all can be given attributes of
 * one's own. That file is a safetensors file of the same tensors; its metadata "whole" is the identity of the model
 * (ae_model_identity) whose codes they belong to. Where both have a name, the user's is taken.
 *
 *     g_auto(GStrv) names = ae_attributes_names(ae_model_path(model));
 *     float *v = ae_attributes_read(model, "smile", d, &error); */
#ifndef AE_LATENT_ATTRIBUTES_H
#define AE_LATENT_ATTRIBUTES_H

#include "model/model.h"

G_BEGIN_DECLS

/* The user's file for the model in that file, whether it exists or not; g_free. */
char *ae_attributes_path(const char *model_path);

/* The names that both files hold, sorted, NULL-ended; none where nothing can be read. Weights are not looked at. */
char **ae_attributes_names(const char *model_path);

/* d numbers, ae_free. AE_ERROR_USAGE that suggests the nearest name where there is none of that name, AE_ERROR_MODEL
 * where it is not of d numbers, or is the user's and was made with other weights. */
float *ae_attributes_read(const AeModel *model, const char *name, int d, GError **error);

/* Writes d numbers under a checked name into the model's file, or with own into the user's, whose attributes of other
 * weights it drops. */
gboolean ae_attributes_store(const AeModel *model, gboolean own, const char *name, int d, const float *v,
                             GError **error);

/* Whether the model's file can be written: else attributes are the user's own. */
gboolean ae_attributes_writable(const AeModel *model);

G_END_DECLS
#endif
