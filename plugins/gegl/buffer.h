/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GeglBuffers as pictures of the core: shared by the GEGL operations and the GIMP plug-in. Pixels travel as floats,
 * perceptual (R'G'B' or Y', with alpha where the buffer has it), in the buffer's own colour space, so that nothing is
 * converted but the encoding. */
#ifndef AE_GEGL_BUFFER_H
#define AE_GEGL_BUFFER_H

#include <aefilter/stage.h>
#include <gegl.h>

G_BEGIN_DECLS

/* The format in which pixels of `format` go through stages: "R'G'B' float", "R'G'B'A float", "Y' float" or "Y'A float"
 * with the space of `format`. */
const Babl *ae_buffer_format(const Babl *format);

gboolean ae_buffer_is_grey(GeglBuffer *buffer);

/* The part `region` of the picture that fills `full` in buffer, as rows in ae_buffer_format of its own format.
 * Rewindable. Takes a reference on buffer. */
AeRows *ae_buffer_rows(GeglBuffer *buffer, const GeglRectangle *full, const GeglRectangle *region);

/* Measures in the whole picture what chain must know before it works on regions (ae_chain_settle); nothing to do where
 * ae_chain_measures says no. */
gboolean ae_buffer_settle(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, GError **error);

/* Runs an opened chain whose stages keep the size: the pixels of `region` in out become the chain's result for the
 * picture that fills `full` in buffer, the same for any region once the chain is settled. region lies inside full; out
 * may not be buffer, and has any format of the same space. */
gboolean ae_buffer_apply(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, const GeglRectangle *region,
                         GeglBuffer *out, GError **error);

/* Runs an opened chain over the whole picture, whatever size comes out: a new buffer at 0, 0 in ae_buffer_format, which
 * the caller unrefs. */
GeglBuffer *ae_buffer_apply_whole(AeChain *chain, GeglBuffer *buffer, const GeglRectangle *full, GError **error);

/* The picture of rows, whose colours are of space (NULL: sRGB), as a new buffer at 0, 0; the caller unrefs it. */
GeglBuffer *ae_buffer_of_rows(AeRows *rows, const Babl *space, GError **error);

G_END_DECLS
#endif
