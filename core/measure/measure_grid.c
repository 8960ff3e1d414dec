/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A grid over a code of two numbers, at the quantiles of N(0, 1), decoded: whether pictures pass into each other, and
 * what is among them. */
#include "base/checked.h"
#include "latent/quantile.h"
#include "measure/measure.h"
#include "train/metrics.h"

enum { SIDE = 20, PAIRS = 1000 };

/* SIDE x SIDE pictures, ae_free. */
static float *decode_grid(AeMeasureContext *c, GError **error) {
  float codes[SIDE * SIDE][2];
  float *tiles = ae_alloc(SIDE * SIDE, ae_data_count(ae_measure_shape(c)) * sizeof *tiles, "the grid", error);
  for (int i = 0; i < SIDE * SIDE; i++) {
    codes[i][0] = (float)ae_normal_quantile((i % SIDE + 0.5) / SIDE);
    codes[i][1] = (float)ae_normal_quantile((i / SIDE + 0.5) / SIDE);
  }
  if (tiles && !ae_measure_pass(c, AE_WAY_DECODE, codes[0], NULL, SIDE * SIDE, tiles, error))
    g_clear_pointer(&tiles, ae_free);
  return tiles;
}

static double between(const float *tiles, gsize d, guint a, guint b) { return ae_mse(tiles + a * d, tiles + b * d, d); }

static gboolean grid_smooth(AeMeasureContext *c, double *value, GError **error) {
  gsize d = ae_data_count(ae_measure_shape(c));
  float *tiles = decode_grid(c, error);
  double near = 0, far = 0;
  AeRng rng;
  ae_measure_rng(c, AE_DRAW_PAIRS, 0, &rng);
  for (guint y = 0; tiles && y < SIDE; y++)
    for (guint x = 0; x + 1 < SIDE; x++)
      near += between(tiles, d, y * SIDE + x, y * SIDE + x + 1) + between(tiles, d, x * SIDE + y, (x + 1) * SIDE + y);
  for (int i = 0; tiles && i < PAIRS; i++) {
    guint a = ae_rng_below(&rng, SIDE * SIDE), b = (a + 1 + ae_rng_below(&rng, SIDE * SIDE - 1)) % (SIDE * SIDE);
    far += between(tiles, d, a, b);
  }
  *value = near / (2 * SIDE * (SIDE - 1)) / (far / PAIRS);
  ae_free(tiles);
  return tiles != NULL;
}

static gboolean grid_classes(AeMeasureContext *c, double *value, GError **error) {
  int labels[SIDE * SIDE];
  float *tiles = decode_grid(c, error);
  gboolean ok = tiles && ae_measure_classify(c, tiles, SIDE * SIDE, labels, NULL, error);
  g_autoptr(GHashTable) met = g_hash_table_new(NULL, NULL);
  for (int i = 0; ok && i < SIDE * SIDE; i++)
    g_hash_table_add(met, GINT_TO_POINTER(labels[i]));
  *value = g_hash_table_size(met);
  ae_free(tiles);
  return ok;
}

const AeMeasure ae_measure_grid_smooth = {
    .name = "grid_smooth",
    .help = "mse of neighbours on a grid of 20 x 20 codes at the prior's quantiles, over that of pairs at random",
    .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_PLANE,
    .measure = grid_smooth};
const AeMeasure ae_measure_grid_classes = {.name = "grid_classes",
                                           .help = "how many classes the classifier finds on that grid",
                                           .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_PLANE | AE_NEEDS_CLASSIFIER,
                                           .measure = grid_classes};
