/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/archive.h"

#include <string.h>

enum { VERSION = 1, HEAD = 43, KEY_AT = 11, RANGES_BITS = 8, MOST = 1 << 28 };

/* ---- ranges ---- */

AeQuantiser *ae_archive_ranges(const AeModel *model, int bits, gsize d, GError **error) {
  const AeModelFile *side = ae_model_side(model);
  if (!side || !ae_modelfile_find(side, "quantise.code8.low")) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: the model holds no ranges of its codes; they are found by: aemodel fit %s --data DIR",
                ae_model_path(model), ae_model_path(model));
    return NULL;
  }
  g_autoptr(AeQuantiser) stored = ae_quantiser_read(side, RANGES_BITS, error);
  if (!stored)
    return NULL;
  if ((gsize)stored->d == d)
    return ae_quantiser_with_bits(stored, bits, error);
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: ranges of %d numbers for codes of %" G_GSIZE_FORMAT,
              ae_model_path(model), stored->d, d);
  return NULL;
}

static void add_floats(GChecksum *sum, const float *numbers, int n) {
  for (int i = 0; i < n; i++) {
    guint32 bits;
    memcpy(&bits, &numbers[i], sizeof bits);
    bits = GUINT32_TO_LE(bits);
    g_checksum_update(sum, (const guchar *)&bits, sizeof bits);
  }
}

void ae_archive_key(const AeModel *model, const AeQuantiser *quantiser, guint8 key[AE_ARCHIVE_KEY]) {
  g_autofree char *identity = ae_model_identity(model);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  gsize n = AE_ARCHIVE_KEY;
  g_checksum_update(sum, (const guchar *)identity, -1);
  add_floats(sum, quantiser->low, quantiser->d);
  add_floats(sum, quantiser->step, quantiser->d);
  g_checksum_get_digest(sum, key, &n);
}

/* ---- bytes ---- */

static void write_head(const AeArchive *a, gsize name, guint8 *bytes) {
  guint label = a->label < 0 ? AE_ARCHIVE_NO_LABEL : (guint)a->label;
  bytes[0] = VERSION;
  bytes[1] = (guint8)a->bits;
  bytes[2] = (guint8)a->sample;
  bytes[3] = (guint8)a->channels;
  for (int i = 0; i < 4; i++)
    bytes[4 + i] = (guint8)(a->d >> 8 * i);
  bytes[8] = (guint8)label;
  bytes[9] = (guint8)(label >> 8);
  bytes[10] = (guint8)name;
  memcpy(bytes + KEY_AT, a->key, AE_ARCHIVE_KEY);
  memcpy(bytes + HEAD, a->name, name);
}

gsize ae_archive_size(const AeArchive *a) { return HEAD + strlen(a->name) + ae_bits_size(a->d, a->bits); }

AeRows *ae_archive_rows(const AeArchive *a, const guint16 *q, AeMeta *meta, GError **error) {
  gsize name = strlen(a->name), size = ae_archive_size(a);
  if (size > MOST) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "an archive of %" G_GSIZE_FORMAT " bytes is too long", size);
    return NULL;
  }
  AeImageInfo info = {.width = (guint32)size,
                      .height = 1,
                      .channels = 1,
                      .sample = AE_SAMPLE_U8,
                      .maxval = 255,
                      .origin = a->sample,
                      .meta = meta};
  AeImage *image = ae_image_new(&info, error);
  if (!image)
    return NULL;
  write_head(a, name, image->data);
  ae_bits_pack(q, a->d, a->bits, image->data + HEAD + name);
  return ae_image_rows(image, TRUE);
}

static gboolean refuse(const char *what, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "this is no packed picture: %s", what);
  return FALSE;
}

/* A name, not a path: it is what the model is looked for by. */
static gboolean check_name(const char *name, gsize n) {
  return n > 0 && strlen(name) == n && g_utf8_validate(name, -1, NULL) && !strchr(name, '/') &&
         !g_str_has_suffix(name, ".safetensors");
}

gboolean ae_archive_parse(const guint8 *bytes, gsize n, AeArchive *a, GError **error) {
  *a = (AeArchive){0};
  if (n < HEAD || n < HEAD + (gsize)bytes[10])
    return refuse("it is too short", error);
  if (bytes[0] != VERSION)
    return refuse("its version is not known", error);
  int label = bytes[8] | bytes[9] << 8;
  a->bits = bytes[1];
  a->sample = (AeSample)bytes[2];
  a->channels = bytes[3];
  a->d = bytes[4] | (gsize)bytes[5] << 8 | (gsize)bytes[6] << 16 | (gsize)bytes[7] << 24;
  a->label = label == AE_ARCHIVE_NO_LABEL ? -1 : label;
  memcpy(a->key, bytes + KEY_AT, AE_ARCHIVE_KEY);
  memcpy(a->name, bytes + HEAD, bytes[10]);
  a->integers = bytes + HEAD + bytes[10];
  if (a->bits < AE_QUANTISE_MIN_BITS || a->bits > AE_QUANTISE_MAX_BITS || bytes[2] > AE_SAMPLE_FLOAT ||
      a->channels < 1 || a->channels > 4 || a->d < 1 || a->d > AE_QUANTISE_MAX_SIZE || !check_name(a->name, bytes[10]))
    return refuse("its header says what cannot be", error);
  if (n != HEAD + bytes[10] + ae_bits_size(a->d, a->bits))
    return refuse("its length is not what its header says", error);
  return TRUE;
}
