/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The codes of a model's training pictures and of those held out, with the columns of a table that say what is on them.
 *
 *     AeAttributeData data = {.job = job, .keys = keys};
 *     if (ae_attribute_data_open(&data, &error)) ...
 *     ae_attribute_data_clear(&data); */
#ifndef AE_FIT_ATTRIBUTE_DATA_H
#define AE_FIT_ATTRIBUTE_DATA_H

#include "fit/attribute.h"
#include "latent/codes.h"
#include "measure/examples.h"
#include "stage/coder.h"

G_BEGIN_DECLS

/* Pictures of the data: those of training, or those held out. */
typedef struct {
  AeCodes codes;
  float *numbers; /* codes.n x columns */
} AeAttributePart;

typedef struct {
  const AeAttributeJob *job;
  const AeAttributeKeys *keys;
  AeCoder *encoder;
  GPtrArray *columns;    /* char *: each name once */
  char **names, **which; /* of attributes, and their columns: "Smiling", or "-No_Beard" for the opposite */
  char **balance;
  AeExampleParts *parts;
  AeAttributePart train, held_out;
} AeAttributeData;

/* Of a zeroed struct with a job and keys; to be cleared also after failure. */
gboolean ae_attribute_data_open(AeAttributeData *data, GError **error);
void ae_attribute_data_clear(AeAttributeData *data);

/* Where a column, with or without -, stands among the numbers. */
guint ae_attribute_column(const AeAttributeData *data, const char *which);
/* How much the i-th picture has of it. */
double ae_attribute_amount(const AeAttributeData *data, const AeAttributePart *part, gsize i, const char *which);

G_END_DECLS
#endif
