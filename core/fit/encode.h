/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes of many pictures. */
#ifndef AE_FIT_ENCODE_H
#define AE_FIT_ENCODE_H

#include "latent/codes.h"
#include "stage/coder.h"

G_BEGIN_DECLS

/* The i-th picture; its label, -1 without; G_MININT with an error. out: ae_coder_in numbers. */
typedef int (*AeFitPicture)(gpointer source, gsize i, float *out, GError **error);

/* codes->data is ae_free's. */
gboolean ae_fit_encode(AeCoder *encoder, AeFitPicture picture, gpointer source, gsize n, AeCodes *codes,
                       GError **error);

/* The files that path means, sorted: those of a folder that have a picture's extension, or those that a text file
 * names, a line each, from its own folder on. NULL-ended, not empty; g_strfreev. */
char **ae_fit_files(const char *path, GError **error);

/* The first picture of a file; ae_image_free. */
AeImage *ae_fit_read(const char *path, GError **error);

/* A picture file as an encoder wants it: the middle of it, as large as has the model's proportions, in the model's
 * size.
 */
gboolean ae_fit_load(const AeCoder *encoder, const char *path, float *out, GError **error);

G_END_DECLS
#endif
