/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Measures weights on examples that are never trained on: always the same ones with the same corruption. */
#ifndef AE_TRAIN_VALIDATE_H
#define AE_TRAIN_VALIDATE_H

#include "nn/net.h"
#include "train/fleet.h"
#include "train/loader.h"

G_BEGIN_DECLS

typedef struct AeValidator AeValidator;

/* spec: the training's, but with the validation's chain; pictures: how many. graph and params are borrowed. */
AeValidator *ae_validator_new(const AeLoaderSpec *spec, int pictures, AeGraph *graph, AeParams *params, GError **error);
void ae_validator_free(AeValidator *validator); /* accepts NULL */
/* Mean over the pictures, with params as they are now: of the PSNR in dB (capped at 100) of the output, clipped to
 * 0..1; where the target is the label, the share of those whose greatest output is at its place; where it is numbers,
 * of those that are on the same side of 1/2. The processes of a
 * fleet do a share of the pictures each; FALSE where it is lost. */
gboolean ae_validator_run(AeValidator *validator, AeFleet *fleet, double *mean, GError **error);

G_END_DECLS
#endif
