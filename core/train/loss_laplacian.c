/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The mean absolute error of every band of a Laplacian pyramid, added up (Lap1 of Bojanowski et al. 2018, arXiv
 * 1707.05776, section 3; the pyramid is Burt & Adelson's, 1983). An error of large parts costs in the coarse bands, a
 * lost edge in the fine ones, so that blur, which costs the plain error little, costs here. The pyramid is linear: that
 * of the difference is the difference of the pyramids. */
#include "train/loss.h"

#include <math.h>
#include <string.h>

typedef struct {
  int bands;
  double focus;
} Options;

static const AeOption rows[] = {
    {"bands", "bands of the pyramid, each half as fine as the one before; the rest is the last", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, bands), "4", 1, 10},
    {"focus", "how much more the middle counts than the border: exp(-focus r^2), r = 1 at a side", AE_OPTION_DOUBLE,
     G_STRUCT_OFFSET(Options, focus), "0", 0, 100},
    {NULL}};

/* ---- a linear map along one axis: a number is the sum of so many ---- */

enum { TAPS = 5 };

typedef struct {
  int in, out;
  struct {
    int at[TAPS];
    ae_real weight[TAPS];
  } * row; /* out */
} Map;

static void map_init(Map *map, int in, int out) {
  map->in = in;
  map->out = out;
  map->row = g_malloc0_n((gsize)out, sizeof *map->row);
}

/* Half as many, by the binomial filter. */
static void map_reduce(Map *map, int n) {
  static const ae_real weight[TAPS] = {1 / 16.0f, 4 / 16.0f, 6 / 16.0f, 4 / 16.0f, 1 / 16.0f};
  map_init(map, n, (n + 1) / 2);
  for (int i = 0; i < map->out; i++)
    for (int k = 0; k < TAPS; k++) {
      map->row[i].at[k] = CLAMP(2 * i + k - 2, 0, n - 1);
      map->row[i].weight[k] = weight[k];
    }
}

/* Back to n, by the same filter. */
static void map_expand(Map *map, int n) {
  static const ae_real even[TAPS] = {1 / 8.0f, 6 / 8.0f, 1 / 8.0f}, odd[TAPS] = {0, 1 / 2.0f, 1 / 2.0f};
  map_init(map, (n + 1) / 2, n);
  for (int i = 0; i < n; i++)
    for (int k = 0; k < TAPS; k++) {
      map->row[i].at[k] = CLAMP(i / 2 + k - 1, 0, map->in - 1);
      map->row[i].weight[k] = (i % 2 ? odd : even)[k];
    }
}

/* `count` vectors of map->in to map->out numbers; consecutive numbers of one vector are `step` apart, vectors lie as
 * `count / step` blocks. transposed: the other way, adding. */
static void map_apply(const Map *map, gboolean transposed, gsize count, gsize step, const ae_real *in, ae_real *out) {
  gsize in_block = (gsize)(transposed ? map->out : map->in) * step;
  gsize out_block = (gsize)(transposed ? map->in : map->out) * step;
  memset(out, 0, count / step * out_block * sizeof *out);
  for (gsize block = 0; block < count / step; block++, in += in_block, out += out_block)
    for (int i = 0; i < map->out; i++)
      for (int k = 0; k < TAPS; k++) {
        gsize near = (gsize)i * step, far = (gsize)map->row[i].at[k] * step;
        const ae_real weight = map->row[i].weight[k], *from = in + (transposed ? near : far);
        ae_real *to = out + (transposed ? far : near);
        for (gsize c = 0; weight != 0 && c < step; c++)
          to[c] += weight * from[c];
      }
}

/* ---- the same on pictures ---- */

typedef struct {
  Map across, down;
} Plane;

static void plane_clear(Plane *plane) {
  g_free(plane->across.row);
  g_free(plane->down.row);
}

/* out and room: as many numbers as the larger side of the map. */
static void plane_apply(const Plane *p, gboolean transposed, gsize channels, const ae_real *in, ae_real *room,
                        ae_real *out) {
  gsize height = (gsize)(transposed ? p->down.out : p->down.in);
  gsize row = (gsize)(transposed ? p->across.in : p->across.out) * channels;
  map_apply(&p->across, transposed, height * channels, channels, in, room);
  map_apply(&p->down, transposed, row, row, room, out);
}

/* ---- the pyramid ---- */

typedef struct {
  gsize n;
  ae_real *value, *gradient; /* n */
  ae_real *share;            /* of each number in the mean; n, their sum is 1 */
  Plane reduce, expand;      /* to the next level and back */
} Level;

/* Gaussian along one side. */
static double share_along(double focus, int i, int n) {
  double r = (2.0 * i + 1) / n - 1;
  return exp(-focus * r * r);
}

static void set_shares(Level *level, int width, int height, gsize channels, double focus) {
  ae_real *share = level->share;
  double sum = 0;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      double here = share_along(focus, x, width) * share_along(focus, y, height);
      for (gsize c = 0; c < channels; c++, sum += here)
        *share++ = (ae_real)here;
    }
  for (gsize i = 0; i < level->n; i++)
    level->share[i] = (ae_real)((double)level->share[i] / sum);
}

static void level_init(Level *level, int width, int height, gsize channels, double focus, gboolean last) {
  level->n = (gsize)width * (gsize)height * channels;
  level->share = g_new(ae_real, level->n);
  set_shares(level, width, height, channels, focus);
  level->value = g_new(ae_real, level->n);
  level->gradient = g_new0(ae_real, level->n);
  if (last)
    return;
  map_reduce(&level->reduce.across, width);
  map_reduce(&level->reduce.down, height);
  map_expand(&level->expand.across, width);
  map_expand(&level->expand.down, height);
}

static void level_clear(Level *level) {
  g_free(level->value);
  g_free(level->gradient);
  g_free(level->share);
  plane_clear(&level->reduce);
  plane_clear(&level->expand);
}

static ae_real sign(ae_real x) { return (ae_real)((x > 0) - (x < 0)); }

/* The mean absolute number of a level's band; its derivative, times weight, replaces the band. */
static double judge(const Level *level, ae_real *band, double weight) {
  const ae_real times = (ae_real)weight;
  double sum = 0;
  for (gsize i = 0; i < level->n; i++) {
    sum += fabs((double)(band[i] * level->share[i]));
    band[i] = times * level->share[i] * sign(band[i]);
  }
  return sum;
}

static void add(ae_real *to, const ae_real *from, gsize n, ae_real times) {
  for (gsize i = 0; i < n; i++)
    to[i] += times * from[i];
}

/* level[0].value to level[bands]; the bands' derivatives by the values; room: two of the finest level. */
static double descend(Level *level, int bands, gsize channels, double weight, ae_real *room) {
  ae_real *band = room + level->n;
  double loss = 0;
  for (int j = 0; j < bands; j++) {
    Level *fine = &level[j], *coarse = fine + 1;
    plane_apply(&fine->reduce, FALSE, channels, fine->value, room, coarse->value);
    plane_apply(&fine->expand, FALSE, channels, coarse->value, room, band);
    for (gsize i = 0; i < fine->n; i++)
      band[i] = fine->value[i] - band[i];
    loss += judge(fine, band, weight);
    add(fine->gradient, band, fine->n, 1);
    ae_real *back = fine->value; /* no longer needed, and larger than the coarse level */
    plane_apply(&fine->expand, TRUE, channels, band, room, back);
    add(coarse->gradient, back, coarse->n, -1);
  }
  Level *last = &level[bands];
  loss += judge(last, last->value, weight);
  add(last->gradient, last->value, last->n, 1);
  return loss;
}

static void ascend(Level *level, int bands, gsize channels, ae_real *room) {
  ae_real *back = room + level->n;
  for (int j = bands - 1; j >= 0; j--) {
    plane_apply(&level[j].reduce, TRUE, channels, level[j + 1].gradient, room, back);
    add(level[j].gradient, back, level[j].n, 1);
  }
}

/* One picture; adds to gradient. */
static double apply_picture(Level *level, int bands, gsize channels, const ae_real *prediction, const ae_real *target,
                            double weight, ae_real *room, ae_real *gradient) {
  for (int j = 0; j <= bands; j++)
    memset(level[j].gradient, 0, level[j].n * sizeof(ae_real));
  for (gsize i = 0; i < level->n; i++)
    level->value[i] = prediction[i] - target[i];
  double loss = descend(level, bands, channels, weight, room);
  ascend(level, bands, channels, room);
  add(gradient, level->gradient, level->n, 1);
  return loss;
}

static double laplacian_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                              AeTensor *gradient) {
  const Options *o = options;
  const int bands = o->bands;
  AeShape shape = prediction->shape;
  gsize channels = (gsize)shape.c;
  g_autofree Level *level = g_new0(Level, (gsize)bands + 1);
  for (int j = 0, w = shape.w, h = shape.h; j <= bands; j++, w = (w + 1) / 2, h = (h + 1) / 2)
    level_init(&level[j], w, h, channels, o->focus, j == bands);
  g_autofree ae_real *room = g_new(ae_real, 2 * level->n);
  const ae_real *p = prediction->data, *t = target->data;
  ae_real *g = gradient->data;
  double loss = 0;
  for (int i = 0; i < shape.n; i++, p += level->n, t += level->n, g += level->n)
    loss += apply_picture(level, bands, channels, p, t, weight / shape.n, room, g);
  for (int j = 0; j <= bands; j++)
    level_clear(&level[j]);
  return loss / shape.n;
}

const AeLoss ae_loss_laplacian = {
    .name = "laplacian",
    .help = "mean absolute error of every band of a Laplacian pyramid, added up",
    .options = rows,
    .options_size = sizeof(Options),
    .low = 0,
    .high = 1,
    .apply = laplacian_apply,
};
