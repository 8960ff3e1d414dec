/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A model looked into: its lines, their weights, and what a line gives for a picture. */
#ifndef AE_PLOT_PROBE_H
#define AE_PLOT_PROBE_H

#include <aefilter/image.h>

#include "model/model.h"

G_BEGIN_DECLS

/* The line of that name; AE_ERROR_USAGE with the nearest name where there is none. */
const AeNode *ae_probe_node(const AeModel *model, const char *name, GError **error);
/* The first line with a weight of more than one dimension, or NULL. */
const AeNode *ae_probe_first(const AeModel *model);
/* The line's weight, or NULL. */
const AeParam *ae_probe_weight(const AeModel *model, const AeNode *node);
/* Shapes of all lines at the nominal size (g_free). */
AeShape *ae_probe_shapes(const AeModel *model, GError **error);

typedef enum {
  AE_FIT_CROP,   /* the middle of the picture, size pixels a side at most */
  AE_FIT_SHRINK, /* the whole picture, its longer side size pixels at most */
} AeFit;
extern const char *const ae_fit_names[]; /* of an option's choices */

typedef struct {
  int size; /* of the longer side at most, where the model does not fix it */
  AeFit fit;
  int factor; /* sides are so many times what the model takes, for what is made that much smaller before it; 0: 1 */
} AeFitting;

/* The picture of a file: float, grey or RGB as the model's first input wants it, as large as the model takes it: its
 * only size where that is fixed, else a multiple of its stride. ae_image_free. */
AeImage *ae_probe_picture(const AeModel *model, const char *path, const AeFitting *fitting, GError **error);

/* What the line gives for such a picture; ae_tensor_clear. label: its class, for a model that is told it, or -1; sigma:
 * noise level of a model that is told one, 8-bit units. */
gboolean ae_probe_run(const AeModel *model, const char *node, const AeImage *picture, int label, double sigma,
                      AeTensor *out, GError **error);

/* Channel c of a tensor as a grey picture, or channels 0, 1, 2 as RGB (c = -1); values as they are. */
AeImage *ae_probe_image(const AeTensor *tensor, int c, GError **error);

G_END_DECLS
#endif
