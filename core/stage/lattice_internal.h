/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Shared by lattice.c (the strips that wait for work), lattice_workers.c (threads) and lattice_rows.c (pixels). */
#ifndef AE_STAGE_LATTICE_INTERNAL_H
#define AE_STAGE_LATTICE_INTERNAL_H

#include "nn/strip.h"
#include "stage/lattice.h"
#include "stage/lattice_geometry.h"

typedef struct {
  AeStrip *strip;
  int width, step;
} AeLatticeStrip;

struct AeLattice {
  AeModel *model;
  AeSettings settings;
  GMutex mutex;    /* of idle */
  GPtrArray *idle; /* AeLatticeStrip *, kept for the next picture of the same size */
};

/* An idle strip of that size or a new one; given back, it waits for the next picture. */
AeLatticeStrip *ae_lattice_take_strip(AeLattice *lattice, int width, int step, GError **error);
void ae_lattice_give_strip(AeLattice *lattice, AeLatticeStrip *strip);

/* One block of rows: the network's input over all columns with their outer margins, and its output over all cores. */
typedef struct {
  float *in;  /* step rows of (columns * column + 2 * margin) * in_channels */
  float *out; /* step * scale rows of columns * column * scale * out_channels */
} AeLatticeBlock;

typedef struct AeLatticeWorkers AeLatticeWorkers;

/* n threads for the columns of one picture. */
AeLatticeWorkers *ae_lattice_workers_new(AeLattice *lattice, const AeLatticeGeometry *geometry, guint threads,
                                         GError **error);
void ae_lattice_workers_free(AeLatticeWorkers *workers); /* waits for them; accepts NULL */
/* Begins a block and returns at once; wait ends when all its columns are done. One block at a time, in order from the
 * top. */
void ae_lattice_workers_begin(AeLatticeWorkers *workers, const AeLatticeBlock *block);
void ae_lattice_workers_wait(AeLatticeWorkers *workers);
int ae_lattice_workers_delay(const AeLatticeWorkers *workers); /* output rows */

#endif
