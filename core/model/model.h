/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What stages see of a model beside aefilter/model.h. */
#ifndef AE_MODEL_MODEL_H
#define AE_MODEL_MODEL_H

#include <aefilter/model.h>

#include "model/modelfile.h"
#include "nn/net.h"

G_BEGIN_DECLS

#define AE_MODEL_FORMAT "aefilter-1"
#define AE_MODEL_RANGE "0..1"

AeGraph *ae_model_graph(const AeModel *model);   /* borrowed */
AeParams *ae_model_params(const AeModel *model); /* borrowed; read only */
const AeGraphInfo *ae_model_info(const AeModel *model);

GHashTable *ae_model_metadata(const AeModel *model); /* borrowed; char * -> char *; read only */

/* Writes graph, weights and metadata (char * -> char *) as a model file. metadata needs task and name; format, arch,
 * range, margin and sha256 are set here. half: weights as F16. */
gboolean ae_model_save(const char *path, const AeGraph *graph, const AeParams *params, GHashTable *metadata,
                       gboolean half, GError **error);

/* Of a model that is the encoder or the decoder of another: the other's identity. */
#define AE_MODEL_WHOLE "whole"

/* SHA-256 of network and weights, in lower-case hex; of a part, of the whole's. Tensors beside the network's do not
 * count. g_free. */
char *ae_model_identity(const AeModel *model);

/* Beside the network's weights a model file may hold tensors for the uses of its codes: USE.WHICH.WHAT, USE being one
 * of these. What they hold is checked by who reads them (latent/prior.h, latent/shift.h, latent/quantise.h). */
#define AE_MODEL_SIDE_PREFIXES "prior.", "attribute.", "quantise."

/* Whether a tensor has such a name. */
gboolean ae_model_is_side(const AeBlob *blob);

/* The file that such tensors are read from, or NULL where the model has none; the model's. */
const AeModelFile *ae_model_side(const AeModel *model);

/* Writes the model's file anew, its tensors untouched but for these: those of which the name begins with prefix are
 * left out, and those that add gives to the writer, if it is not NULL, are put in; what it adds must live until this
 * returns. model itself keeps what it had. */
typedef void (*AeModelAdd)(AeModelWriter *writer, gconstpointer data);
gboolean ae_model_set_side(const AeModel *model, const char *prefix, AeModelAdd add, gconstpointer data,
                           GError **error);

G_END_DECLS
#endif
