/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IDX files, as MNIST comes in them (LeCun, Cortes & Burges): big-endian; two zero bytes, the type (only 0x08, unsigned
 * bytes), the number of dimensions, a 32-bit size for each, then the bytes. A file that begins as gzip does is
 * unpacked. */
#ifndef AE_TRAIN_IDX_H
#define AE_TRAIN_IDX_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_IDX_MAX_RANK = 4 };

typedef struct {
  int rank;
  guint32 dims[AE_IDX_MAX_RANK]; /* 1 behind the rank */
  guint8 *data;                  /* the product of dims */
} AeIdx;

/* FALSE with AE_ERROR_IO where the file cannot be read, AE_ERROR_FORMAT naming file and byte where it is damaged. */
gboolean ae_idx_read(const char *path, AeIdx *idx, GError **error);
void ae_idx_clear(AeIdx *idx);

G_END_DECLS
#endif
