/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The keys of the stages that use an autoencoder. */
#ifndef AE_STAGE_CODER_OPTIONS_H
#define AE_STAGE_CODER_OPTIONS_H

#include "stage/coder.h"

G_BEGIN_DECLS

typedef struct {
  char *model;
  int label; /* AE_AUTO: none is given */
} AeCoderOptions;

extern const AeOption ae_coder_rows[];

/* AE_ERROR_USAGE where the model wants a label and none is given, or one that it has not, or takes none. A half that
 * takes none of a model that does is not asked. */
AeCoder *ae_coder_open(const AeCoderOptions *options, AeCoderHalf half, const AeSettings *settings, GError **error);

G_END_DECLS
#endif
