/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Colour and alpha as pictures of their own, so that each can be resized in its own way, and together again. All are
 * rows of floats (image/bridge.h), colour unpremultiplied. */
#ifndef AE_STAGE_PLANES_H
#define AE_STAGE_PLANES_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* The same pixels as floats. Takes in, also on failure. */
AeRows *ae_rows_as_float(AeRows *in, GError **error);

/* Gives hidden pixels, those whose alpha is 0, the colour of visible ones near them: whatever a program left under the
 * transparency of a cut-out must not colour its edge. A hidden pixel within `reach` rows of a visible one depends on
 * visible pixels alone; their weights are alpha, and half for every pixel of distance in x and in y. Visible pixels and
 * alpha stay. in: float rows with alpha; taken, also on failure. Memory: reach rows. */
AeRows *ae_rows_fill_hidden(AeRows *in, guint reach, GError **error);

/* in's colour and, where it has one, its alpha (else *alpha is NULL). Float rows; in is taken, also on failure. The two
 * may be read in any order: rows that the other one has not asked for yet are kept. */
gboolean ae_rows_split(AeRows *in, AeRows **colour, AeRows **alpha, GError **error);

/* One picture of colour and alpha (or NULL), as info wants it, whose size they have. Alpha is clipped to 0..1. Takes
 * both, also on failure. progress is called with the share that is finished and may be NULL; FALSE cancels. */
AeRows *ae_rows_join(AeRows *colour, AeRows *alpha, const AeImageInfo *info,
                     gboolean (*progress)(double finished, gpointer data), gpointer data, GError **error);

G_END_DECLS
#endif
