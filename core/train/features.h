/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The error as a trained network sees it: the mean absolute difference of what its layers give for the picture that is
 * made and for the data's (perceptual loss: Johnson et al. 2016, arXiv 1603.08155, section 3.2). What that network was
 * taught to tell, such as glasses, is then not lost for being few pixels. Its strides lie at the same places of each
 * picture, and would be seen in what is made as a faint grid, were not both pictures moved from step to step. */
#ifndef AE_TRAIN_FEATURES_H
#define AE_TRAIN_FEATURES_H

#include <aefilter/model.h>

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct {
  AeGraph *graph;   /* the network up to the last of the nodes */
  AeParams *params; /* never change */
  char **nodes;     /* NULL-ended; the graph's last is one of them */
  double weight;
  guint jitter; /* both pictures are moved right and down, round the edge, by 0 to jitter - 1 pixels each */
} AeFeaturesSpec;

/* Of a model: nodes are names of its layers, parted by blanks. AE_ERROR_USAGE where it has not all of them. Cleared
 * also after failure. */
gboolean ae_features_spec_init(AeFeaturesSpec *spec, const AeModel *model, const char *nodes, double weight,
                               guint jitter, GError **error);
void ae_features_spec_clear(AeFeaturesSpec *spec);

/* One worker's, for pictures of that shape. */
typedef struct AeFeatures AeFeatures;
AeFeatures *ae_features_new(const AeFeaturesSpec *spec, AeShape shape, GError **error);
void ae_features_free(AeFeatures *features); /* accepts NULL */
/* Returns the unweighted loss, and adds share times weight times its derivative by `made` to gradient. The tensors are
 * dense and of the shape; rng tells how far they are moved. */
double ae_features_judge(AeFeatures *features, const AeTensor *data, const AeTensor *made, double share, AeRng *rng,
                         AeTensor *gradient);

G_END_DECLS
#endif
