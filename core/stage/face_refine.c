/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/face_refine.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

/* What a square may differ in from the first one: along and across its top, in shares of its side; the logarithm of its
 * side; the angle in radians. */
enum { RIGHT, DOWN, SIZE, TURN, AXES };
enum { TRIES = 7, ROUNDS = 4 }; /* a block of the coder holds the tries */

/* The first steps, and how far a square that was found is believed: as the errors of the finder and of this search are
 * to each other on faces whose place is known. Mirrored training makes the model tolerant of moves to the side. */
static const double found_step[AXES] = {0.02, 0.03, 0.05, 0.06}, found_range[AXES] = {0.05, 0.15, 0.4, 0.8};
static const double drawn_step[AXES] = {0.07, 0.07, 0.10, 0.10}, drawn_range[AXES] = {0.2, 0.3, 0.6, 0.8};
static const double shrink = 0.6; /* of the steps, from round to round */

typedef struct {
  double at[AXES], cost;
} Try;

typedef struct {
  const AeFaceRefine *refine;
  const AeFacePart *part;
  AeFacePlace first;
  const double *range;
  guint size, channels;
  gsize numbers; /* of a picture */
  float *seen, *codes, *given, *window;
} Search;

/* ---- costs ---- */

static AeFacePlace place_of(const AeFacePlace *first, const double at[AXES]) {
  AePoint p = ae_face_to_photo(first, 0.5 + at[RIGHT], 0.5 + at[DOWN]);
  return (AeFacePlace){p.x, p.y, first->side * exp(at[SIZE]), first->angle + at[TURN]};
}

float *ae_face_window(guint size, GError **error) {
  float *window = ae_alloc((gsize)size * size, sizeof *window, "faces", error);
  for (guint y = 0; window && y < size; y++)
    for (guint x = 0; x < size; x++) {
      double u = ((x + 0.5) / size - 0.53) / 0.23, v = ((y + 0.5) / size - 0.53) / 0.27;
      window[y * size + x] = (float)exp(-(u * u + v * v) / 2);
    }
  return window;
}

/* The logarithm of the mean difference, and what it costs to be far from the first square. */
static double cost_of(const Search *s, gsize i, const double at[AXES]) {
  const float *a = s->seen + i * s->numbers, *b = s->given + i * s->numbers;
  double sum = 0, cost = 0;
  for (gsize p = 0; p < (gsize)s->size * s->size; p++)
    for (guint c = 0; c < s->channels; c++, a++, b++)
      sum += (double)(s->window[p] * fabsf(*a - *b));
  for (int k = 0; k < AXES; k++)
    cost += at[k] * at[k] / (2 * s->range[k] * s->range[k]);
  return log(sum + 1e-9) + cost;
}

static gboolean judge(const Search *s, Try *tries, gsize n, GError **error) {
  for (gsize i = 0; i < n; i++) {
    AeFacePlace place = place_of(&s->first, tries[i].at);
    ae_face_cut(s->part, &place, s->size, s->channels, s->seen + i * s->numbers);
  }
  if (!ae_coder_run(s->refine->encoder, s->seen, NULL, n, s->codes, error) ||
      !ae_coder_run(s->refine->decoder, s->codes, NULL, n, s->given, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    tries[i].cost = cost_of(s, i, tries[i].at);
  return TRUE;
}

/* ---- search ---- */

/* Where the parabola through three costs, a step apart, is lowest; no further than a step. */
static double lowest(double before, double here, double behind, double step) {
  double bend = before - 2 * here + behind, way = 0.5 * (before - behind);
  if (bend > 0 && fabs(way) < bend)
    return step * way / bend;
  return before < behind ? -step : behind < before ? step : 0;
}

/* Looks at centre and a step back and a step on along three axes, which fit into a block: down and the turn always, and
 * by turns the side and the size. centre becomes where all of them together seem to be lowest. best is of what was
 * judged. */
static gboolean one_round(const Search *s, Try *centre, Try *best, const double steps[AXES], int round,
                          GError **error) {
  const int axes[3] = {DOWN, TURN, round % 2 ? RIGHT : SIZE};
  Try tries[TRIES];
  for (int i = 0; i < TRIES; i++) {
    tries[i] = *centre;
    if (i)
      tries[i].at[axes[(i - 1) / 2]] += (i % 2 ? -1 : 1) * steps[axes[(i - 1) / 2]];
  }
  if (!judge(s, tries, TRIES, error))
    return FALSE;
  for (int i = 0; i < TRIES; i++)
    if (tries[i].cost < best->cost)
      *best = tries[i];
  for (int k = 0; k < 3; k++)
    centre->at[axes[k]] += lowest(tries[1 + 2 * k].cost, tries[0].cost, tries[2 + 2 * k].cost, steps[axes[k]]);
  if (tries[0].cost > best->cost + 0.02) /* it went astray */
    *centre = *best;
  return TRUE;
}

/* The last centre is not judged: the parabolas are narrow by then. */
static gboolean search(const Search *s, AeFacePlace *place, GError **error) {
  const double *first = s->refine->rough ? drawn_step : found_step;
  double steps[AXES];
  Try centre = {{0}, 0}, best = {{0}, G_MAXDOUBLE};
  memcpy(steps, first, sizeof steps);
  for (int round = 0; round < ROUNDS; round++) {
    if (!one_round(s, &centre, &best, steps, round, error))
      return FALSE;
    for (int k = 0; k < AXES; k++)
      steps[k] *= shrink;
  }
  *place = place_of(&s->first, centre.at);
  return TRUE;
}

static gboolean search_init(Search *s, GError **error) {
  s->seen = ae_alloc(TRIES * s->numbers, sizeof *s->seen, "faces", error);
  s->given = s->seen ? ae_alloc(TRIES * s->numbers, sizeof *s->given, "faces", error) : NULL;
  s->codes = s->given ? ae_alloc(TRIES * ae_coder_out(s->refine->encoder), sizeof *s->codes, "codes", error) : NULL;
  s->window = s->codes ? ae_face_window(s->size, error) : NULL;
  return s->window != NULL;
}

gboolean ae_face_refine(const AeFaceRefine *refine, const AeFacePart *part, AeFacePlace *place, GError **error) {
  AeShape shape = ae_coder_picture(refine->encoder);
  Search s = {.refine = refine,
              .part = part,
              .first = *place,
              .range = refine->rough ? drawn_range : found_range,
              .size = (guint)shape.h,
              .channels = (guint)shape.c,
              .numbers = ae_coder_in(refine->encoder)};
  gboolean good = search_init(&s, error);
  if (good)
    good = search(&s, place, error);
  ae_free(s.seen);
  ae_free(s.given);
  ae_free(s.codes);
  ae_free(s.window);
  return good;
}
