/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "face/change.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "face/flow.h"
#include "face/quad.h"

/* Of a pixel of the network's grid. Lengths are in its pixels, differences for samples 0..1. */
enum {
  FLOW = 0,  /* 2: where the photo's pixel comes from */
  REST = 2,  /* 3: D(z + a v) less the warped D(z) */
  LIGHT = 5, /* 3: the warped D(z) in the photo's light and skin tone: what the rest is added to instead of the photo */
  GIVE_UP = 8, /* 1: by this share */
  PLANES = 12  /* the last ones are empty: vectors are of four */
};

static const float still = 0.04f, moving = 0.3f;  /* flow up to here is none; from here on it is full */
static const float little = 0.035f, much = 0.12f; /* rest up to here goes beside the photo's detail; instead of it */
static const float smooth = 0.015f,
                   rough = 0.05f;   /* detail up to here is skin and stays; from here on, lips, lids, rims */
static const double feather = 0.10; /* share of the square's side */
static const double light_radius = 6, rest_radius = 2; /* sigma of Gaussian windows */

struct AeFaceChange {
  AeFacePlace place;
  guint size;
  double reach;  /* of the flow, share of the square's side */
  float *planes; /* size x size x PLANES */
};

static float smoothstep(float low, float high, float x) {
  float t = CLAMP((x - low) / (high - low), 0, 1);
  return t * t * (3 - 2 * t);
}

/* ---- on the network's grid ---- */

/* One direction of a Gaussian window, edges repeated; step: floats from one pixel to the next along it. */
static void blur_line(float *line, guint n, gsize step, const float *window, int reach, float *copy) {
  for (guint i = 0; i < n; i++)
    copy[i] = line[i * step];
  for (int i = 0; i < (int)n; i++) {
    float sum = 0;
    for (int k = -reach; k <= reach; k++)
      sum += window[k + reach] * copy[CLAMP(i + k, 0, (int)n - 1)];
    line[(gsize)i * step] = sum;
  }
}

static void blur(float *picture, guint size, guint channels, double sigma) {
  int reach = (int)ceil(2.5 * sigma);
  g_autofree float *window = g_new(float, 2 * reach + 1), *copy = g_new(float, size);
  float sum = 0;
  for (int k = -reach; k <= reach; k++)
    sum += window[k + reach] = (float)exp(-k * k / (2 * sigma * sigma));
  for (int k = 0; k <= 2 * reach; k++)
    window[k] /= sum;
  for (guint c = 0; c < channels; c++)
    for (guint i = 0; i < size; i++) {
      blur_line(picture + (gsize)i * size * channels + c, size, channels, window, reach, copy);
      blur_line(picture + (gsize)i * channels + c, size, (gsize)size * channels, window, reach, copy);
    }
}

/* The part of a small motion that is none is taken away, so that what does not move keeps its pixels. */
static float calm(float *flow, gsize n) {
  float longest = 0;
  for (gsize i = 0; i < n; i++, flow += 2) {
    float length = hypotf(flow[0], flow[1]), share = smoothstep(still, moving, length);
    flow[0] *= share;
    flow[1] *= share;
    longest = MAX(longest, share * length);
  }
  return longest;
}

typedef struct {
  float *flow;            /* 2 */
  float *warped, *photo;  /* 3: D(z) and the photo */
  float *detail;          /* 3 */
  float *give_up, *rough; /* 1 */
} Work;

static gboolean work_init(Work *w, guint size, GError **error) {
  gsize n = (gsize)size * size;
  w->flow = ae_alloc(n, 13 * sizeof(float), "a face", error);
  if (!w->flow)
    return FALSE;
  w->warped = w->flow + 2 * n;
  w->photo = w->warped + 3 * n;
  w->detail = w->photo + 3 * n;
  w->give_up = w->detail + 3 * n;
  w->rough = w->give_up + n;
  return TRUE;
}

/* What the photo has and the decoder does not know. Light and skin tone, that in wide windows, is not among it. */
static void find_detail(guint size, Work *w) {
  gsize n = (gsize)size * size * 3;
  g_autofree float *light = g_new(float, n);
  for (gsize i = 0; i < n; i++)
    light[i] = w->photo[i] - w->warped[i];
  memcpy(w->detail, light, n * sizeof *light);
  blur(light, size, 3, light_radius);
  for (gsize i = 0; i < n; i++)
    w->detail[i] -= light[i];
}

static float mean_size(const float *a, const float *b) {
  return (fabsf(a[0] - b[0]) + fabsf(a[1] - b[1]) + fabsf(a[2] - b[2])) / 3;
}

static void find_shares(const AeFacePictures *p, Work *w) {
  static const float zero[3] = {0};
  gsize n = (gsize)p->size * p->size;
  for (gsize i = 0; i < n; i++) {
    w->give_up[i] = mean_size(p->after + 3 * i, w->warped + 3 * i);
    w->rough[i] = mean_size(w->detail + 3 * i, zero);
  }
  blur(w->give_up, p->size, 1, rest_radius);
  blur(w->rough, p->size, 1, rest_radius);
  for (gsize i = 0; i < n; i++) {
    w->give_up[i] = smoothstep(little, much, w->give_up[i]) * smoothstep(smooth, rough, w->rough[i]);
  }
}

static void fill_planes(AeFaceChange *change, const AeFacePictures *p, const Work *w) {
  float *plane = change->planes;
  for (gsize i = 0; i < (gsize)p->size * p->size; i++, plane += PLANES) {
    memcpy(plane + FLOW, w->flow + 2 * i, 2 * sizeof *plane);
    for (gsize c = 0; c < 3; c++)
      plane[REST + c] = p->after[3 * i + c] - w->warped[3 * i + c];
    for (gsize c = 0; c < 3; c++)
      plane[LIGHT + c] = w->photo[3 * i + c] - w->detail[3 * i + c];
    plane[GIVE_UP] = w->give_up[i];
  }
}

AeFaceChange *ae_face_change_new(const AeFacePlace *place, const AeFacePictures *p, GError **error) {
  g_autoptr(AeFaceChange) change = g_new0(AeFaceChange, 1);
  Work w = {0};
  change->place = *place;
  change->size = p->size;
  change->planes = ae_alloc((gsize)p->size * p->size, PLANES * sizeof(float), "a face", error);
  gboolean good =
      change->planes && work_init(&w, p->size, error) && ae_flow_find(p->before, p->after, p->size, 3, w.flow, error);
  if (good) {
    change->reach = calm(w.flow, (gsize)p->size * p->size) / p->size;
    ae_flow_warp(p->before, p->size, 3, w.flow, 1, w.warped);
    ae_flow_warp(p->photo, p->size, 3, w.flow, 1, w.photo);
    find_detail(p->size, &w);
    find_shares(p, &w);
    fill_planes(change, p, &w);
  }
  ae_free(w.flow);
  return good ? g_steal_pointer(&change) : NULL;
}

void ae_face_change_free(AeFaceChange *change) {
  if (!change)
    return;
  ae_free(change->planes);
  g_free(change);
}

/* ---- on the photo ---- */

AeFaceBox ae_face_change_box(const AeFaceChange *change, guint32 width, guint32 height) {
  return ae_face_place_box(&change->place, 0, width, height);
}

AeFaceBox ae_face_change_reach(const AeFaceChange *change, guint32 width, guint32 height) {
  AeFacePlace wide = change->place;
  wide.side += 8; /* what bicubic looks at */
  return ae_face_place_box(&wide, change->reach, width, height);
}

/* 0 at the square's edge and beyond, 1 from the feather on. */
static float weight_at(AePoint p) {
  double x = MIN(p.x, 1 - p.x) / feather, y = MIN(p.y, 1 - p.y) / feather;
  if (x <= 0 || y <= 0)
    return 0;
  return smoothstep(0, 1, (float)MIN(x, 1)) * smoothstep(0, 1, (float)MIN(y, 1));
}

/* The four pixels around x of n along one axis, and their weights: bicubic (base/cubic.h), edges repeated. */
typedef struct {
  int index[4];
  float weight[4];
} Four;

static inline Four four(double x, int n) {
  double from = x - 0.5;
  int first = (int)from - (from < (int)from); /* floor, without a call */
  float t = (float)(from - first), u = 1 - t;
  Four f = {
      .weight = {-0.5f * t * u * u, 1 + t * t * (1.5f * t - 2.5f), 1 + u * u * (1.5f * u - 2.5f), -0.5f * u * t * t}};
  for (int i = 0; i < 4; i++)
    f.index[i] = CLAMP(first - 1 + i, 0, n - 1);
  return f;
}

/* Of n floats a pixel, of which the first four times quads are wanted; x and y are continuous coordinates. */
static inline void sample(const float *picture, guint32 width, guint32 height, int n, int quads, double x, double y,
                          AeQuad *out) {
  Four column = four(x, (int)width), line = four(y, (int)height);
  memset(out, 0, (gsize)quads * sizeof *out);
  for (int j = 0; j < 4; j++) {
    const float *row = picture + (gsize)line.index[j] * width * (gsize)n;
    for (int i = 0; i < 4; i++) {
      float w = line.weight[j] * column.weight[i];
      const float *p = row + column.index[i] * n;
      for (int q = 0; q < quads; q++)
        out[q] += w * ae_quad_load(p + 4 * q);
    }
  }
}

/* How the photo's pixels lie in the square, and the square's unit vectors in the photo. */
typedef struct {
  AePoint corner, right, down; /* of pixels */
  AePoint u, v;
} Grid;

static AePoint less(AePoint a, AePoint b) { return (AePoint){a.x - b.x, a.y - b.y}; }

static Grid grid_of(const AeFacePlace *place) {
  AePoint corner = ae_face_from_photo(place, 0, 0), origin = ae_face_to_photo(place, 0, 0);
  return (Grid){corner, less(ae_face_from_photo(place, 1, 0), corner), less(ae_face_from_photo(place, 0, 1), corner),
                less(ae_face_to_photo(place, 1, 0), origin), less(ae_face_to_photo(place, 0, 1), origin)};
}

/* The pixel around (x, y) of the photo, whose place in the square is p. */
static void change_pixel(const AeFaceChange *change, const AeFacePart *part, const Grid *g, double x, double y,
                         AePoint p, float weight, float out[3]) {
  AeQuad planes[PLANES / 4], own;
  sample(change->planes, change->size, change->size, PLANES, PLANES / 4, p.x * change->size, p.y * change->size,
         planes);
  float plane[PLANES];
  memcpy(plane, planes, sizeof plane);
  double u = plane[FLOW] / change->size, v = plane[FLOW + 1] / change->size;
  x -= (double)part->box.x0;
  y -= (double)part->box.y0;
  sample(part->pixels, part->width, part->height, 3, 1, x + u * g->u.x + v * g->v.x, y + u * g->u.y + v * g->v.y, &own);
  const float *here = part->pixels + 3 * ((gsize)y * part->width + (gsize)x);
  float give_up = CLAMP(plane[GIVE_UP], 0, 1);
  for (int c = 0; c < 3; c++)
    out[c] = weight * (own[c] - here[c] + plane[REST + c] - give_up * (own[c] - plane[LIGHT + c]));
}

void ae_face_change_row(const AeFaceChange *change, const AeFacePart *part, gint64 y, gint64 x0, gint64 x1,
                        float *out) {
  Grid g = grid_of(&change->place);
  double py = (double)y + 0.5;
  memset(out, 0, (gsize)(x1 - x0) * 3 * sizeof *out);
  for (gint64 x = x0; x < x1; x++, out += 3) {
    double px = (double)x + 0.5;
    AePoint p = {g.corner.x + px * g.right.x + py * g.down.x, g.corner.y + px * g.right.y + py * g.down.y};
    float weight = weight_at(p);
    if (weight > 0)
      change_pixel(change, part, &g, px, py, p, weight, out);
  }
}
