/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Places buffers with known lifetimes in one block, so that those which never live together may share memory. */
#ifndef AE_NN_ARENA_H
#define AE_NN_ARENA_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize size;      /* in any unit; 0: needs no place */
  int first, last; /* steps at which it is in use, both included */
  gsize offset;    /* result */
} AeBuffer;

/* Sets the offsets, multiples of align, largest buffer first, each at the lowest free place. Returns the size of the
 * block, or G_MAXSIZE where it cannot be addressed. */
gsize ae_arena_place(AeBuffer *buffers, int n, gsize align);

G_END_DECLS

#endif
