/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A line's weights as pictures: what each of its outputs looks at (filters), or what each of its inputs draws (atoms of
 * a decoder). */
#ifndef AE_PLOT_ATOMS_H
#define AE_PLOT_ATOMS_H

#include "plot/probe.h"

G_BEGIN_DECLS

typedef enum { AE_SIDE_AUTO, AE_SIDE_IN, AE_SIDE_OUT } AeAtomSide;

/* The number at (tile, channel, y, x) is
 *   data[tile * tiles + (channel * fold^2 + y % fold * fold + x % fold) * channels + y / fold * rows + x / fold *
 * columns], fold being the factor of a pixel_unshuffle that stands before a convolution, else 1. */
typedef struct {
  const ae_real *data;
  guint n;                         /* pictures */
  guint n_channels, height, width; /* of each */
  gsize tiles, channels, rows, columns;
  guint fold;
} AeAtoms;

/* Of a conv2d, tconv2d or dense line. AUTO: IN, but OUT for a tconv2d, and for a dense line whose input is no picture
 * and whose output becomes one. AE_ERROR_USAGE for a line without such weights. */
gboolean ae_atoms_find(const AeModel *model, const AeNode *node, AeAtomSide side, AeAtoms *atoms, GError **error);

/* Picture i; channel -1: the first three as RGB. ae_image_free. */
AeImage *ae_atoms_image(const AeAtoms *atoms, guint i, int channel, GError **error);

G_END_DECLS
#endif
