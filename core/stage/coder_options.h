/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The keys of the stages that use an autoencoder. */
#ifndef AE_STAGE_CODER_OPTIONS_H
#define AE_STAGE_CODER_OPTIONS_H

#include "stage/coder.h"

G_BEGIN_DECLS

enum { AE_CODER_MAX_LABEL = 65535 };

typedef struct {
  char *model;
  int label; /* AE_AUTO: none is given */
} AeCoderOptions;

/* The rows of that field of a stage's options, first in its table. */
#define AE_CODER_ROWS(Options, field)                                                                                  \
  {"model", "name or file of an autoencoder", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, field.model)},                \
      {"label", "the picture's class, for models that must be told it", AE_OPTION_INT,                                 \
       G_STRUCT_OFFSET(Options, field.label), "auto", 0, AE_CODER_MAX_LABEL, TRUE}

/* AE_ERROR_USAGE where the model wants a label and none is given, or one that it has not, or takes none. A half that
 * takes none of a model that does is not asked. */
AeCoder *ae_coder_open(const AeCoderOptions *options, AeCoderHalf half, const AeSettings *settings, GError **error);

G_END_DECLS
#endif
