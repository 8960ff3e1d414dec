/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IDX files, as MNIST comes in them (LeCun, Cortes & Burges): big-endian; two zero bytes, the type (only 0x08, unsigned
 * bytes), the number of dimensions, a 32-bit size for each, then the bytes. Packed by gzip or not. */
#ifndef AE_IMAGE_IDX_H
#define AE_IMAGE_IDX_H

#include "image/source.h"

G_BEGIN_DECLS

enum { AE_IDX_MAX_RANK = 4 };

typedef struct {
  int rank;
  guint32 dims[AE_IDX_MAX_RANK]; /* 1 behind the rank */
  guint8 *data;                  /* the product of dims */
} AeIdx;

/* Whether a file that begins so may be one. */
gboolean ae_idx_sniff(const guint8 *head, gsize n);

/* Reads up to the data; no size is 0, and their product, *count, is at most G_MAXINT. */
gboolean ae_idx_read_header(AeSource *source, AeIdx *idx, gsize *count, GError **error);

/* A whole file. FALSE with AE_ERROR_IO where it cannot be read, AE_ERROR_FORMAT naming file and byte where it is
 * damaged. */
gboolean ae_idx_read(const char *path, AeIdx *idx, GError **error);
/* Its sizes alone: data stays NULL. */
gboolean ae_idx_read_sizes(const char *path, AeIdx *idx, GError **error);
void ae_idx_clear(AeIdx *idx);

G_END_DECLS
#endif
