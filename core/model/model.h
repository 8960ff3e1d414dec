/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What stages see of a model beside aefilter/model.h. */
#ifndef AE_MODEL_MODEL_H
#define AE_MODEL_MODEL_H

#include <aefilter/model.h>

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

G_END_DECLS
#endif
