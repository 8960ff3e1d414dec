/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "face/flow.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/cubic.h"

enum {
  COARSEST = 16, /* pixels of the smallest level's side, at least */
  LEVELS = 8,
  WARPS = 4,  /* linearisations a level */
  SWEEPS = 24 /* of each linear system */
};

static const float smoothness = 0.02f; /* alpha^2 of Horn & Schunck, for differences of pictures 0..1 */
static const float tolerance = 0.02f;  /* differences beyond it weigh linearly, not squared */
static const float relaxation = 1.7f;

/* ---- pictures of one level ---- */

static void halve(const float *in, guint size, guint channels, float *out) {
  guint half = size / 2;
  for (guint y = 0; y < half; y++)
    for (guint x = 0; x < half; x++)
      for (guint c = 0; c < channels; c++) {
        const float *p = in + ((gsize)2 * y * size + 2 * x) * channels + c;
        *out++ = (p[0] + p[channels] + p[size * channels] + p[(size + 1) * channels]) / 4;
      }
}

/* Twice as large and twice as long. */
static void double_flow(const float *in, guint half, float *out) {
  for (guint y = 0; y < 2 * half; y++)
    for (guint x = 0; x < 2 * half; x++)
      for (guint c = 0; c < 2; c++) {
        guint near_x = x / 2, near_y = y / 2;
        guint far_x = (guint)CLAMP((int)near_x + (x & 1 ? 1 : -1), 0, (int)half - 1);
        guint far_y = (guint)CLAMP((int)near_y + (y & 1 ? 1 : -1), 0, (int)half - 1);
        float a = in[2 * (near_y * half + near_x) + c], b = in[2 * (near_y * half + far_x) + c];
        float d = in[2 * (far_y * half + near_x) + c], e = in[2 * (far_y * half + far_x) + c];
        *out++ = 2 * (0.5625f * a + 0.1875f * (b + d) + 0.0625f * e);
      }
}

/* The four pixels around x of n, and their weights. */
static void four(double x, guint n, int index[4], float weight[4]) {
  double first = floor(x);
  for (int i = 0; i < 4; i++) {
    index[i] = (int)CLAMP(first - 1 + i, 0, (double)n - 1);
    weight[i] = (float)ae_cubic(x - (first - 1 + i));
  }
}

void ae_flow_warp(const float *from, guint size, guint channels, const float *flow, float share, float *out) {
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++, flow += 2, out += channels) {
      int columns[4], rows[4];
      float wx[4], wy[4];
      four(x + share * flow[0], size, columns, wx);
      four(y + share * flow[1], size, rows, wy);
      memset(out, 0, channels * sizeof *out);
      for (int j = 0; j < 4; j++)
        for (int i = 0; i < 4; i++) {
          const float *p = from + ((gsize)rows[j] * size + (guint)columns[i]) * channels;
          for (guint c = 0; c < channels; c++)
            out[c] += wy[j] * wx[i] * p[c];
        }
    }
}

/* ---- one linear system ---- */

/* What a pixel wants of its increment (du, dv): a11 du + a12 dv = b1, a12 du + a22 dv = b2. */
typedef struct {
  float a11, a12, a22, b1, b2;
} Wish;

typedef struct {
  guint size, channels;
  const float *from, *to;
  float *flow;      /* 2 a pixel, of this level */
  float *increment; /* 2 */
  float *warped;    /* channels */
  Wish *wishes;
} Level;

static float slope(const Level *l, guint back, guint ahead, guint c) {
  guint n = l->channels;
  return (l->warped[ahead * n + c] - l->warped[back * n + c] + l->to[ahead * n + c] - l->to[back * n + c]) / 4;
}

static Wish wish_of(const Level *l, guint x, guint y) {
  guint n = l->size, at = y * n + x;
  guint left = x > 0 ? at - 1 : at, right = x + 1 < n ? at + 1 : at;
  guint up = y > 0 ? at - n : at, down = y + 1 < n ? at + n : at;
  Wish w = {0};
  float error = 0;
  for (guint c = 0; c < l->channels; c++) {
    float gx = slope(l, left, right, c);
    float gy = slope(l, up, down, c);
    float d = l->to[at * l->channels + c] - l->warped[at * l->channels + c];
    w.a11 += gx * gx;
    w.a12 += gx * gy;
    w.a22 += gy * gy;
    w.b1 += gx * d;
    w.b2 += gy * d;
    error += d * d;
  }
  float weight = tolerance / sqrtf(error + tolerance * tolerance);
  return (Wish){w.a11 * weight, w.a12 * weight, w.a22 * weight, w.b1 * weight, w.b2 * weight};
}

/* Sum of (flow + increment) of the neighbours, less so many times the pixel's own flow. */
static guint pull(const Level *l, guint x, guint y, float sum[2]) {
  guint n = l->size, at = y * n + x, count = 0;
  const guint neighbours[4] = {x > 0 ? at - 1 : at, x + 1 < n ? at + 1 : at, y > 0 ? at - n : at,
                               y + 1 < n ? at + n : at};
  sum[0] = sum[1] = 0;
  for (int i = 0; i < 4; i++) {
    if (neighbours[i] == at)
      continue;
    for (int k = 0; k < 2; k++)
      sum[k] += l->flow[2 * neighbours[i] + k] + l->increment[2 * neighbours[i] + k] - l->flow[2 * at + k];
    count++;
  }
  return count;
}

/* Gauss-Seidel with over-relaxation. */
static void sweep(const Level *l) {
  for (guint y = 0; y < l->size; y++)
    for (guint x = 0; x < l->size; x++) {
      const Wish *w = &l->wishes[y * l->size + x];
      float sum[2], *d = l->increment + 2 * (y * l->size + x);
      float stay = smoothness * (float)pull(l, x, y, sum);
      d[0] += relaxation * ((w->b1 - w->a12 * d[1] + smoothness * sum[0]) / (w->a11 + stay) - d[0]);
      d[1] += relaxation * ((w->b2 - w->a12 * d[0] + smoothness * sum[1]) / (w->a22 + stay) - d[1]);
    }
}

static void improve(const Level *l) {
  gsize n = (gsize)l->size * l->size;
  ae_flow_warp(l->from, l->size, l->channels, l->flow, 1, l->warped);
  memset(l->increment, 0, 2 * n * sizeof *l->increment);
  for (guint y = 0; y < l->size; y++)
    for (guint x = 0; x < l->size; x++)
      l->wishes[y * l->size + x] = wish_of(l, x, y);
  for (int i = 0; i < SWEEPS; i++)
    sweep(l);
  for (gsize i = 0; i < 2 * n; i++)
    l->flow[i] += l->increment[i];
}

/* ---- all levels ---- */

typedef struct {
  float *from[LEVELS], *to[LEVELS], *flow[LEVELS], *increment, *warped;
  Wish *wishes;
  int n;
} Pyramid;

static void pyramid_clear(Pyramid *p) {
  for (int i = 0; i < LEVELS; i++) {
    ae_free(p->from[i]);
    ae_free(p->to[i]);
    ae_free(p->flow[i]);
  }
  ae_free(p->increment);
  ae_free(p->warped);
  ae_free(p->wishes);
}

static float *plane(guint size, guint channels, GError **error) {
  return ae_alloc((gsize)size * size, channels * sizeof(float), "optical flow", error);
}

static gboolean pyramid_init(Pyramid *p, guint size, guint channels, GError **error) {
  p->increment = plane(size, 2, error);
  p->warped = p->increment ? plane(size, channels, error) : NULL;
  p->wishes = p->warped ? ae_alloc((gsize)size * size, sizeof(Wish), "optical flow", error) : NULL;
  gboolean good = p->wishes != NULL;
  for (; good && p->n < LEVELS; size /= 2) {
    p->from[p->n] = plane(size, channels, error);
    p->to[p->n] = p->from[p->n] ? plane(size, channels, error) : NULL;
    p->flow[p->n] = p->to[p->n] ? plane(size, 2, error) : NULL;
    good = p->flow[p->n++] != NULL;
    if (size % 2 || size / 2 < COARSEST)
      break;
  }
  return good;
}

static void solve(Pyramid *p, guint size, guint channels, float *flow) {
  for (int i = 1; i < p->n; i++) {
    halve(p->from[i - 1], size >> (i - 1), channels, p->from[i]);
    halve(p->to[i - 1], size >> (i - 1), channels, p->to[i]);
  }
  for (int i = p->n - 1; i >= 0; i--) {
    Level level = {size >> i, channels, p->from[i], p->to[i], p->flow[i], p->increment, p->warped, p->wishes};
    if (i < p->n - 1)
      double_flow(p->flow[i + 1], size >> (i + 1), p->flow[i]);
    for (int k = 0; k < WARPS; k++)
      improve(&level);
  }
  memcpy(flow, p->flow[0], (gsize)size * size * 2 * sizeof *flow);
}

gboolean ae_flow_find(const float *from, const float *to, guint size, guint channels, float *flow, GError **error) {
  Pyramid p = {0};
  gboolean good = pyramid_init(&p, size, channels, error);
  if (good) {
    gsize bytes = (gsize)size * size * channels * sizeof(float);
    memcpy(p.from[0], from, bytes);
    memcpy(p.to[0], to, bytes);
    solve(&p, size, channels, flow);
  }
  pyramid_clear(&p);
  return good;
}
