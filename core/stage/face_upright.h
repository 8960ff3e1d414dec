/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Whether a square that was found holds a face, by an autoencoder that knows faces the right way up only: it gives a
 * face back better than the same face upside down, and of lamps and leaves it knows neither. How good a picture comes
 * back tells less: what is smooth always comes back well. */
#ifndef AE_STAGE_FACE_UPRIGHT_H
#define AE_STAGE_FACE_UPRIGHT_H

#include "stage/coder.h"

G_BEGIN_DECLS

/* n square pictures as the encoder wants them. scores: n logarithms of the error upside down divided by the error as it
 * is, within the face. */
gboolean ae_face_upright(AeCoder *encoder, AeCoder *decoder, const float *pictures, gsize n, double *scores,
                         GError **error);

G_END_DECLS
#endif
