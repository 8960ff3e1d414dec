/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/push_pull.h"

#include <string.h>

#include "base/checked.h"

/* FINE: levels below the picture of cells of 16 pixels, which are made anew for each window. */
enum { FINE = 4, LEVELS = 33, SWEEPS = 2 };

/* One picture of the pyramid: of 2x2 cells of the one before, rounded up. */
typedef struct {
  float *values; /* interleaved */
  float *hole;   /* not 0 where values is not known */
  gsize width, height, stride;
} Level;

struct AePushPull {
  gsize width, height, channels;
  gsize fed;                  /* rows */
  Level bands[FINE];          /* of the 16 rows under way: the picture and what it becomes, one cell high at last */
  Level cells[LEVELS - FINE]; /* of the whole picture, from cells of 16 pixels on */
  int n_cells;
  float *room;
};

static gsize half(gsize n) { return n / 2 + n % 2; }

/* ---- push ---- */

/* The mean of what is known in a cell; FALSE where nothing is. */
static gboolean mean_of_cell(const Level *from, gsize channels, gsize x, gsize y, float *mean) {
  gsize right = MIN(2 * x + 2, from->width), bottom = MIN(2 * y + 2, from->height);
  int known = 0;
  for (gsize c = 0; c < channels; c++)
    mean[c] = 0;
  for (gsize row = 2 * y; row < bottom; row++)
    for (gsize i = row * from->stride + 2 * x; i < row * from->stride + right; i++) {
      if (from->hole[i] != 0)
        continue;
      known++;
      for (gsize c = 0; c < channels; c++)
        mean[c] += from->values[i * channels + c];
    }
  for (gsize c = 0; c < channels; c++)
    mean[c] /= (float)MAX(known, 1);
  return known > 0;
}

/* Into to, from its row first on. */
static void push(const Level *from, gsize channels, const Level *to, gsize first) {
  for (gsize y = 0; y < half(from->height); y++)
    for (gsize x = 0; x < to->width; x++) {
      gsize i = (first + y) * to->stride + x;
      to->hole[i] = mean_of_cell(from, channels, x, y, to->values + i * channels) ? 0 : 1;
    }
}

/* ---- pull ---- */

/* The two cells along an axis between which a pixel's centre lies; near is 3 times as near as far. */
static void neighbours(gsize at, gsize size, gsize *near, gsize *far) {
  gsize cell = at / 2;
  *near = cell;
  *far = at % 2 ? MIN(cell + 1, size - 1) : cell - (cell > 0);
}

static void interpolate(const Level *from, gsize channels, const Level *to) {
  for (gsize y = 0; y < to->height; y++) {
    gsize near_y, far_y;
    neighbours(y, from->height, &near_y, &far_y);
    const float *near_row = from->values + near_y * from->stride * channels;
    const float *far_row = from->values + far_y * from->stride * channels;
    float *to_row = to->values + y * to->stride * channels;
    for (gsize x = 0; x < to->width; x++) {
      gsize near_x, far_x;
      if (to->hole[y * to->stride + x] == 0)
        continue;
      neighbours(x, from->width, &near_x, &far_x);
      near_x *= channels;
      far_x *= channels;
      for (gsize c = 0; c < channels; c++) {
        float sides = near_row[far_x + c] + far_row[near_x + c];
        to_row[x * channels + c] = (9 * near_row[near_x + c] + 3 * sides + far_row[far_x + c]) / 16;
      }
    }
  }
}

static void relax_pixel(const Level *l, gsize channels, gsize x, gsize y) {
  gsize row = l->stride * channels;
  float *p = l->values + y * row + x * channels;
  int n = (x > 0) + (x + 1 < l->width) + (y > 0) + (y + 1 < l->height);
  for (gsize c = 0; c < channels && n; c++, p++) {
    float sum = 0;
    if (x > 0)
      sum += *(p - channels);
    if (x + 1 < l->width)
      sum += *(p + channels);
    if (y > 0)
      sum += *(p - row);
    if (y + 1 < l->height)
      sum += *(p + row);
    *p = sum / (float)n;
  }
}

/* The pixels of a chess board's one colour and then the other's, so that their order does not matter. */
static void relax(const Level *l, gsize channels) {
  for (int pass = 0; pass < 2 * SWEEPS; pass++)
    for (gsize y = 0; y < l->height; y++)
      for (gsize x = (y + (gsize)pass) % 2; x < l->width; x += 2)
        if (l->hole[y * l->stride + x] != 0)
          relax_pixel(l, channels, x, y);
}

static void pull(const Level *from, gsize channels, const Level *to) {
  interpolate(from, channels, to);
  relax(to, channels);
}

/* ---- the whole picture, in cells ---- */

static gsize cells_of(gsize n) { return n / AE_PUSH_PULL_CELL + (n % AE_PUSH_PULL_CELL > 0); }

/* Gives a level its part of the room; returns what is left of it. */
static float *place(Level *level, gsize width, gsize height, gsize channels, float *room) {
  *level = (Level){room, room + width * height * channels, width, height, width};
  return level->hole + width * height;
}

/* Numbers that place needs for n levels; FALSE: too many. */
static gboolean count(gsize width, gsize height, gsize channels, int n, gsize *total) {
  gsize pixels, numbers;
  *total = 0;
  for (int k = 0; k < n; k++, width = half(width), height = half(height))
    if (!ae_mul(width, height, &pixels) || !ae_mul(pixels, channels + 1, &numbers) || !ae_add(*total, numbers, total))
      return FALSE;
  return TRUE;
}

static int levels_of(gsize width, gsize height) {
  int n = 1;
  for (; width > 1 || height > 1; n++) {
    width = half(width);
    height = half(height);
  }
  return n;
}

AePushPull *ae_push_pull_new(guint32 width, guint32 height, guint channels, GError **error) {
  AePushPull *p = g_new0(AePushPull, 1);
  gsize cells_x = cells_of(width), cells_y = cells_of(height), bands, cells, total;
  *p = (AePushPull){.width = width, .height = height, .channels = channels, .n_cells = levels_of(cells_x, cells_y)};
  if (!count(width, AE_PUSH_PULL_CELL, channels, FINE, &bands) ||
      !count(cells_x, cells_y, channels, p->n_cells, &cells) || !ae_add(bands, cells, &total))
    total = G_MAXSIZE;
  p->room = ae_alloc(total, sizeof(float), "filling holes", error);
  if (!p->room) {
    g_free(p);
    return NULL;
  }
  float *room = p->room;
  gsize wide = width, high = AE_PUSH_PULL_CELL;
  for (int k = 0; k < FINE; k++, wide = half(wide), high = half(high))
    room = place(&p->bands[k], wide, high, channels, room);
  for (int k = 0; k < p->n_cells; k++, cells_x = half(cells_x), cells_y = half(cells_y))
    room = place(&p->cells[k], cells_x, cells_y, channels, room);
  return p;
}

void ae_push_pull_free(AePushPull *p) {
  if (!p)
    return;
  ae_free(p->room);
  g_free(p);
}

/* The rows of the band become one row of cells. */
static void finish_band(AePushPull *p) {
  gsize rows = (p->fed - 1) % AE_PUSH_PULL_CELL + 1;
  for (int k = 0; k < FINE; k++, rows = half(rows)) {
    p->bands[k].height = rows;
    if (k + 1 < FINE)
      push(&p->bands[k], p->channels, &p->bands[k + 1], 0);
    else
      push(&p->bands[k], p->channels, &p->cells[0], (p->fed - 1) / AE_PUSH_PULL_CELL);
  }
}

void ae_push_pull_feed(AePushPull *p, const float *pixels, const float *hole) {
  if (p->fed == p->height)
    return;
  gsize row = p->fed++ % AE_PUSH_PULL_CELL;
  memcpy(p->bands[0].values + row * p->width * p->channels, pixels, p->width * p->channels * sizeof *pixels);
  memcpy(p->bands[0].hole + row * p->width, hole, p->width * sizeof *hole);
  if (row + 1 == AE_PUSH_PULL_CELL || p->fed == p->height)
    finish_band(p);
}

gboolean ae_push_pull_finish(AePushPull *p) {
  for (int k = 0; k + 1 < p->n_cells; k++)
    push(&p->cells[k], p->channels, &p->cells[k + 1], 0);
  if (p->cells[p->n_cells - 1].hole[0] != 0)
    return FALSE;
  for (int k = p->n_cells - 2; k >= 0; k--)
    pull(&p->cells[k + 1], p->channels, &p->cells[k]);
  return TRUE;
}

/* ---- a window ---- */

static void copy_cells(const AePushPull *p, const AePushPullWindow *w, Level *to) {
  const Level *from = &p->cells[0];
  gsize x = w->x / AE_PUSH_PULL_CELL, y = w->y / AE_PUSH_PULL_CELL;
  for (gsize row = 0; row < to->height; row++)
    memcpy(to->values + row * to->stride * p->channels, from->values + ((y + row) * from->stride + x) * p->channels,
           to->width * p->channels * sizeof(float));
}

gboolean ae_push_pull_fill(const AePushPull *p, const AePushPullWindow *w, GError **error) {
  Level levels[FINE + 1] = {{w->pixels, (float *)w->hole, w->width, w->height, w->stride}};
  gsize wide = half(w->width), high = half(w->height), total;
  if (!count(wide, high, p->channels, FINE, &total))
    total = G_MAXSIZE;
  float *room = ae_alloc(total, sizeof(float), "filling holes", error);
  if (!room)
    return FALSE;
  float *next = room;
  for (int k = 1; k <= FINE; k++, wide = half(wide), high = half(high))
    next = place(&levels[k], wide, high, p->channels, next);
  for (int k = 0; k + 1 < FINE; k++)
    push(&levels[k], p->channels, &levels[k + 1], 0);
  copy_cells(p, w, &levels[FINE]);
  for (int k = FINE - 1; k >= 0; k--)
    pull(&levels[k + 1], p->channels, &levels[k]);
  ae_free(room);
  return TRUE;
}

guint64 ae_push_pull_bytes(guint32 width, guint32 height, guint channels) {
  /* 1 + 1/4 + 1/16 ... = 4/3 of the cells and of the band. */
  guint64 numbers = (guint64)cells_of(width) * cells_of(height) + (guint64)width * AE_PUSH_PULL_CELL;
  return numbers * (channels + 1) * sizeof(float) * 4 / 3;
}

/* ---- all at once ---- */

gboolean ae_push_pull(float *pixels, const float *hole, int width, int height, int channels, GError **error) {
  if (width < 1 || height < 1 || channels < 1) {
    g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "holes in a picture of %d x %d x %d", width, height, channels);
    return FALSE;
  }
  gsize row = (gsize)width;
  AePushPull *p = ae_push_pull_new((guint32)width, (guint32)height, (guint)channels, error);
  if (!p)
    return FALSE;
  for (gsize y = 0; y < (gsize)height; y++)
    ae_push_pull_feed(p, pixels + y * row * (gsize)channels, hole + y * row);
  AePushPullWindow all = {pixels, hole, row, 0, 0, (guint32)width, (guint32)height};
  gboolean done = !ae_push_pull_finish(p) || ae_push_pull_fill(p, &all, error);
  ae_push_pull_free(p);
  return done;
}
