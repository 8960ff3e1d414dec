/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A packed picture: the integers of its code, and what is needed to make a picture of them again. Numbers are
 * little-endian.
 *
 *   0   u8   version, 1
 *   1   u8   bits of an integer, 1..16
 *   2   u8   sample type of the picture: 0 u8, 1 u16, 2 half, 3 float
 *   3   u8   channels of the picture, 1..4; alpha is not kept
 *   4   u32  numbers of the code, d
 *   8   u16  label that the model was told, 65535: none
 *   10  u8   length n of the model's name
 *   11  32   SHA-256 of the model's identity (ae_model_identity, 64 bytes of text) and the ranges of the integers (d
 *            floats low, d floats step): with another model or other ranges the integers mean nothing
 *   43  n    name of the model, UTF-8
 *   ..       d integers of so many bits one behind the other, the highest bit first, filled up with 0
 */
#ifndef AE_STAGE_ARCHIVE_H
#define AE_STAGE_ARCHIVE_H

#include <aefilter/image.h>

#include "latent/quantise.h"
#include "model/model.h"

G_BEGIN_DECLS

enum { AE_ARCHIVE_KEY = 32, AE_ARCHIVE_NO_LABEL = 65535 };

typedef struct {
  int bits;
  AeSample sample;
  guint channels;
  gsize d;
  int label; /* -1: none */
  guint8 key[AE_ARCHIVE_KEY];
  char name[256];
  const guint8 *integers; /* ae_bits_size(d, bits) bytes, in what was parsed */
} AeArchive;

/* The ranges that the model's file holds (aemodel fit), in integers of so many bits; d: numbers of the model's codes.
 * AE_ERROR_MODEL that says how to get them where there are none. */
AeQuantiser *ae_archive_ranges(const AeModel *model, int bits, gsize d, GError **error);
void ae_archive_key(const AeModel *model, const AeQuantiser *quantiser, guint8 key[AE_ARCHIVE_KEY]);

gsize ae_archive_size(const AeArchive *archive); /* bytes */
/* archive but for integers, which are q. A row of bytes; AE_ERROR_LIMIT where it would be too long. */
AeRows *ae_archive_rows(const AeArchive *archive, const guint16 *q, AeMeta *meta, GError **error);
/* bytes stays the caller's and must outlive archive. AE_ERROR_FORMAT. */
gboolean ae_archive_parse(const guint8 *bytes, gsize n, AeArchive *archive, GError **error);

G_END_DECLS
#endif
