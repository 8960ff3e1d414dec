/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/spoil.h"

#include <string.h>

#include "base/checked.h"
#include "plot/picture.h"

AeImage *ae_spoil(const AeCorruptChain *chain, const AeImage *clean, AeRng *rng, double *level, GError **error) {
  guint width = clean->info.width, height = clean->info.height, channels = clean->info.channels;
  gsize count = (gsize)width * height * channels;
  float *both = ae_alloc(2 * count, sizeof(float), "a corrupted picture", error);
  if (!both)
    return NULL;
  AePatch patch = {both, (int)height, (int)width, (int)channels, 0, both + count};
  memcpy(both, clean->data, count * sizeof(float));
  ae_corrupt_apply(chain, rng, &patch);
  AeImage *image = ae_picture_new((guint)patch.width, (guint)patch.height, channels, error);
  if (image)
    memcpy(image->data, both, (gsize)patch.width * (gsize)patch.height * channels * sizeof(float));
  *level = patch.level * 255;
  ae_free(both);
  return image;
}
