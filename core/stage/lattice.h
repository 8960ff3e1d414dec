/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A local network over a picture, row by row, in bounded memory and on all cores.
 *
 * The picture is cut into columns with the network's margin on each side; each column runs from top to bottom through
 * nn/strip.h, which computes nothing twice. Columns begin at absolute multiples of the network's stride and blocks of
 * rows at absolute multiples of the step, and a kernel gives a pixel the same bits wherever it lies in its tensor: so
 * any number of threads and any region gives the same bits. Borders are mirrored (without repeating the border pixel).
 * While the workers compute one block of rows, the calling thread decodes the next and encodes the last.
 *
 * What is neutral (R = G = B) all around stays neutral (stage/lattice_neutral.h).
 *
 * Of a region (AeImageInfo's full_width) only the core is computed, a margin inside its sides; rows and columns outside
 * the core come out as they went in. */
#ifndef AE_STAGE_LATTICE_H
#define AE_STAGE_LATTICE_H

#include <aefilter/stage.h>

#include "model/model.h"

typedef struct AeLattice AeLattice;

/* Takes a reference on model, whose network must be local. Safe to use from several threads. */
AeLattice *ae_lattice_new(AeModel *model, const AeSettings *settings, GError **error);
void ae_lattice_free(AeLattice *lattice);          /* accepts NULL; after all its rows are freed */
guint ae_lattice_margin(const AeLattice *lattice); /* input pixels */
const char *ae_lattice_model_name(const AeLattice *lattice);

/* How a stage turns pixels into the network's input and its output into pixels. Rows are float, interleaved
 * (image/bridge.h). */
typedef struct {
  /* n pixels of `channels` samples -> n pixels of the network's input channels */
  void (*load)(gconstpointer data, guint channels, const float *pixels, float *in, gsize n);
  /* n pixels of the network's output channels -> n pixels of `channels` samples. original: the same pixels before, NULL
   * where the network changes the size. */
  void (*store)(gconstpointer data, guint channels, const float *original, const float *out, float *pixels, gsize n);
  gconstpointer data; /* plain data of data_size bytes, copied */
  gsize data_size;
} AeLatticePixels;

/* Takes in, also on failure. The result has in's type and metadata and the network's scale times its size. */
AeRows *ae_lattice_apply(AeLattice *lattice, AeRows *in, const AeLatticePixels *pixels, GError **error);

#endif
