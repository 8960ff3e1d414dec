/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A network drawn as text. */
#ifndef AE_MODEL_DIAGRAM_H
#define AE_MODEL_DIAGRAM_H

#include "nn/net.h"

G_BEGIN_DECLS

/* One line a layer from the input down to the output, indented by how much smaller its pictures are than the input's,
 * so that an encoder steps to the right and a decoder back to the left. Skips run on the right side:
 *
 *   x 4x64x64 input -----------------------.     leaves here
 *     u 16x32x32 pixel_unshuffle           |
 *     ...                                  |
 *   y 3x64x64 add <------------------------'     arrives here
 *
 * shapes: of all nodes, ae_graph_shapes. */
void ae_diagram_append(GString *text, const AeGraph *graph, const AeShape *shapes);

G_END_DECLS
#endif
