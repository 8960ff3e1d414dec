/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/holes.h"

#include <math.h>
#include <string.h>

/* A shape is drawn until as many pixels are lost as were asked for. */
typedef struct {
  const AeHoles *holes;
  AeRng *rng;
  float *plane;
  int width, height;
  gsize lost;
} Canvas;

/* Where the tip of a brush is, and where it goes, in radians. */
typedef struct {
  double x, y, angle, radius;
} Brush;

static double between(AeRng *rng, double min, double max) { return min + (max - min) * ae_rng_uniform(rng); }

static double draw_radius(const Canvas *c) { return between(c->rng, c->holes->width_min, c->holes->width_max) / 2; }

static gboolean finished(const Canvas *c) { return c->lost >= c->holes->pixels; }

static void lose(Canvas *c, int x, int y) {
  float *p = c->plane + (gsize)y * (gsize)c->width + (gsize)x;
  if (*p > 0 || finished(c))
    return;
  *p = 1;
  c->lost++;
}

/* The pixels whose centres lie under the tip. */
static void stamp(Canvas *c, const Brush *b) {
  double reach = b->radius * b->radius;
  int top = (int)ceil(MAX(b->y - b->radius - 0.5, 0)), bottom = (int)floor(MIN(b->y + b->radius - 0.5, c->height - 1));
  int left = (int)ceil(MAX(b->x - b->radius - 0.5, 0)), right = (int)floor(MIN(b->x + b->radius - 0.5, c->width - 1));
  for (int y = top; y <= bottom; y++)
    for (int x = left; x <= right; x++) {
      double dx = x + 0.5 - b->x, dy = y + 0.5 - b->y;
      if (dx * dx + dy * dy <= reach)
        lose(c, x, y);
    }
}

/* bend: radians a pixel. */
static void pull(Canvas *c, Brush *b, double length, double bend) {
  const double step = 0.5;
  for (double at = 0; at < length && !finished(c); at += step) {
    stamp(c, b);
    b->x += step * cos(b->angle);
    b->y += step * sin(b->angle);
    b->angle += step * bend;
  }
}

static Brush anywhere(const Canvas *c) {
  double x = between(c->rng, 0, c->width), y = between(c->rng, 0, c->height), angle = between(c->rng, 0, 2 * G_PI);
  return (Brush){x, y, angle, draw_radius(c)};
}

/* From any place to both sides, as long as the picture is wide or high, and bent a little. */
static void scratch(Canvas *c) {
  Brush there = anywhere(c), back = there;
  double side = MAX(c->width, c->height), bend = 0.7 * ae_rng_normal(c->rng) / side;
  double length = between(c->rng, 0.1, 0.7) * side;
  back.angle += G_PI;
  pull(c, &there, length, bend);
  pull(c, &back, length, -bend);
}

/* A few short ways, each turned from the one before. */
static void stroke(Canvas *c) {
  Brush b = anywhere(c);
  for (int n = 1 + (int)ae_rng_below(c->rng, 5); n > 0; n--) {
    pull(c, &b, between(c->rng, 1, 3 * c->holes->side_max / 4), 0.03 * ae_rng_normal(c->rng));
    b.angle += ae_rng_normal(c->rng);
  }
}

static void rectangle(Canvas *c) {
  int wide = (int)between(c->rng, 2, c->holes->side_max + 1), high = (int)between(c->rng, 2, c->holes->side_max + 1);
  wide = MIN(wide, c->width);
  high = MIN(high, c->height);
  int left = (int)ae_rng_below(c->rng, (guint32)(c->width - wide + 1));
  int top = (int)ae_rng_below(c->rng, (guint32)(c->height - high + 1));
  for (int y = top; y < top + high; y++)
    for (int x = left; x < left + wide; x++)
      lose(c, x, y);
}

static void specks(Canvas *c) {
  for (int n = 1 + (int)ae_rng_below(c->rng, 12); n > 0; n--) {
    Brush b = anywhere(c);
    pull(c, &b, between(c->rng, 0.5, 2 * b.radius), 0);
  }
}

gsize ae_holes_draw(const AeHoles *holes, AeRng *rng, float *plane, int width, int height) {
  static void (*const shapes[])(Canvas *) = {scratch, stroke, rectangle, specks};
  gsize all = (gsize)width * (gsize)height;
  Canvas c = {holes, rng, plane, width, height, 0};
  memset(plane, 0, all * sizeof *plane);
  for (gsize tries = 0; tries < all && !finished(&c); tries++)
    shapes[holes->kind == AE_HOLES_ALL ? ae_rng_below(rng, G_N_ELEMENTS(shapes)) : (guint)holes->kind - 1](&c);
  return c.lost;
}
