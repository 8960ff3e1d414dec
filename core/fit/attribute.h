/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the two ways to an attribute share: pictures with and pictures without (attribute.c), and columns of a table on
 * the data that the model was trained with (attribute_table.c). */
#ifndef AE_FIT_ATTRIBUTE_H
#define AE_FIT_ATTRIBUTE_H

#include <aefilter/fit.h>

#include "model/model.h"

G_BEGIN_DECLS

typedef struct {
  char *orthogonal, *kind, *balance;
  double low, high;
  int label, least;
  gboolean own, align;
} AeAttributeKeys;

extern const AeOption ae_attribute_rows[];

/* Nothing of the model's attributes of these names, with commas between, is left in v (d); names NULL: nothing happens.
 * AE_ERROR_USAGE where nothing at all is left. */
gboolean ae_attribute_project(const AeModel *model, const char *names, int d, float *v, GError **error);

double ae_attribute_length(const float *v, int d);

/* Stores v in the model's file, or in the user's where the keys or the file's rights say so. */
gboolean ae_attribute_keep(const AeAttributeKeys *keys, const AeModel *model, const char *name, int d, const float *v,
                           GError **error);

/* The job by columns of a table. */
gboolean ae_attribute_table(const AeAttributeJob *job, const AeAttributeKeys *keys, GError **error);

G_END_DECLS
#endif
