/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/push_pull.h"

#include "base/checked.h"

enum { LEVELS = 32, SWEEPS = 2 };

/* One picture of the pyramid: of 2x2 cells of the one before, rounded up. */
typedef struct {
  float *values;     /* height * width * channels */
  const float *hole; /* height * width, above 0 where values is not known */
  gsize width, height;
} Level;

typedef struct {
  Level levels[LEVELS];
  int n;
  gsize channels;
  float *room;
} Pyramid;

/* ---- push ---- */

/* The mean of what is known in a cell; FALSE where nothing is. */
static gboolean mean_of_cell(const Level *from, gsize channels, gsize x, gsize y, float *mean) {
  gsize right = MIN(2 * x + 2, from->width), bottom = MIN(2 * y + 2, from->height);
  int known = 0;
  for (gsize c = 0; c < channels; c++)
    mean[c] = 0;
  for (gsize row = 2 * y; row < bottom; row++)
    for (gsize i = row * from->width + 2 * x; i < row * from->width + right; i++) {
      if (from->hole[i] > 0)
        continue;
      known++;
      for (gsize c = 0; c < channels; c++)
        mean[c] += from->values[i * channels + c];
    }
  for (gsize c = 0; c < channels; c++)
    mean[c] /= (float)MAX(known, 1);
  return known > 0;
}

/* Returns how many cells are not known. */
static gsize push(const Level *from, gsize channels, const Level *to, float *hole) {
  gsize missing = 0;
  for (gsize y = 0; y < to->height; y++)
    for (gsize x = 0; x < to->width; x++) {
      gsize i = y * to->width + x;
      hole[i] = mean_of_cell(from, channels, x, y, to->values + i * channels) ? 0 : 1;
      missing += hole[i] > 0;
    }
  return missing;
}

/* ---- pull ---- */

/* The two cells along an axis between which a pixel's centre lies; *near is 3 times as near as *far. */
static void neighbours(gsize at, gsize size, gsize *near, gsize *far) {
  gsize cell = at / 2;
  *near = cell;
  *far = at % 2 ? MIN(cell + 1, size - 1) : cell - (cell > 0);
}

static void interpolate(const Level *from, gsize channels, const Level *to) {
  for (gsize y = 0; y < to->height; y++) {
    gsize near_y, far_y;
    neighbours(y, from->height, &near_y, &far_y);
    const float *near_row = from->values + near_y * from->width * channels;
    const float *far_row = from->values + far_y * from->width * channels;
    for (gsize x = 0; x < to->width; x++) {
      gsize near_x, far_x, i = y * to->width + x;
      if (!(to->hole[i] > 0))
        continue;
      neighbours(x, from->width, &near_x, &far_x);
      near_x *= channels;
      far_x *= channels;
      for (gsize c = 0; c < channels; c++)
        to->values[i * channels + c] = (9 * near_row[near_x + c] + 3 * near_row[far_x + c] + 3 * far_row[near_x + c] +
                                        far_row[far_x + c]) /
                                       16;
    }
  }
}

static void relax_pixel(const Level *l, gsize channels, gsize x, gsize y) {
  gsize row = l->width * channels;
  float *p = l->values + y * row + x * channels;
  int n = (x > 0) + (x + 1 < l->width) + (y > 0) + (y + 1 < l->height);
  for (gsize c = 0; c < channels && n; c++) {
    float sum = 0;
    if (x > 0)
      sum += p[c - channels];
    if (x + 1 < l->width)
      sum += p[c + channels];
    if (y > 0)
      sum += p[c - row];
    if (y + 1 < l->height)
      sum += p[c + row];
    p[c] = sum / (float)n;
  }
}

/* The pixels of a chess board's one colour and then the other's, so that their order does not matter. */
static void relax(const Level *l, gsize channels) {
  for (int pass = 0; pass < 2 * SWEEPS; pass++)
    for (gsize y = 0; y < l->height; y++)
      for (gsize x = (y + (gsize)pass) % 2; x < l->width; x += 2)
        if (l->hole[y * l->width + x] > 0)
          relax_pixel(l, channels, x, y);
}

/* ---- both ---- */

static gsize half(gsize n) { return n / 2 + n % 2; }

/* Room for all levels but the first. */
static gboolean allocate(Pyramid *p, GError **error) {
  gsize total = 0, pixels, numbers;
  for (gsize w = half(p->levels[0].width), h = half(p->levels[0].height);; w = half(w), h = half(h)) {
    if (!ae_mul(w, h, &pixels) || !ae_mul(pixels, p->channels + 1, &numbers) || !ae_add(total, numbers, &total))
      total = G_MAXSIZE;
    if (w * h <= 1)
      break;
  }
  p->room = ae_alloc(total, sizeof(float), "filling holes", error);
  return p->room != NULL;
}

/* Returns how many cells are not known in the last level. */
static gsize build(Pyramid *p) {
  float *room = p->room;
  gsize missing = 1;
  for (p->n = 1; missing && p->n < LEVELS && p->levels[p->n - 1].width * p->levels[p->n - 1].height > 1; p->n++) {
    const Level *from = &p->levels[p->n - 1];
    Level *to = &p->levels[p->n];
    *to = (Level){.values = room, .width = half(from->width), .height = half(from->height)};
    float *hole = room + to->width * to->height * p->channels;
    missing = push(from, p->channels, to, hole);
    to->hole = hole;
    room = hole + to->width * to->height;
  }
  return missing;
}

gboolean ae_push_pull(float *pixels, const float *hole, int width, int height, int channels, GError **error) {
  if (width < 1 || height < 1 || channels < 1) {
    g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "holes in a picture of %d x %d x %d", width, height, channels);
    return FALSE;
  }
  Pyramid p = {.levels = {{pixels, hole, (gsize)width, (gsize)height}}, .channels = (gsize)channels};
  if (!allocate(&p, error))
    return FALSE;
  if (!build(&p))
    for (int k = p.n - 2; k >= 0; k--) {
      interpolate(&p.levels[k + 1], p.channels, &p.levels[k]);
      relax(&p.levels[k], p.channels);
    }
  ae_free(p.room);
  return TRUE;
}
