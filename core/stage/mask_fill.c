/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/mask_fill.h"

#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"

enum {
  CELL = AE_PUSH_PULL_CELL,
  REACH = AE_PUSH_PULL_REACH,
  STRIP = 6 * CELL,                /* rows that are filled at a time */
  HELD = STRIP + 2 * REACH + CELL, /* rows in memory at most */
};

struct AeMaskFill {
  AeRows *in;
  const AeSurvey *survey;
  const AeMask *mask;
  AeBox part, seen; /* seen: what filling the part looks at, within in */
  guint colours;
  guint8 *raw;             /* a row of in */
  float *row, *weight;     /* the same as floats, and its weights */
  GQueue kept;             /* rows of in that nobody has asked for yet */
  float *pixels, *weights; /* rows held_from .. held_to - 1 of seen */
  guint32 held_from, held_to, filled_to;
};

typedef struct {
  AeRows rows;
  AeMaskFill *fill;
} FillRows;

static guint32 cell_below(guint32 n) { return n / CELL * CELL; }
static guint32 cell_above(guint32 n) { return (guint32)MIN(((guint64)n + CELL - 1) / CELL * CELL, G_MAXUINT32); }
static guint colours_of(const AeImageInfo *info) { return info->channels >= 3 ? 3 : 1; }

/* ---- the survey ---- */

/* colours: room for a row without alpha; what is 0 in weights is known. */
static void take_colours(const float *row, guint channels, float *colours, gsize n) {
  guint wanted = channels >= 3 ? 3 : 1;
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < wanted; c++)
      colours[i * wanted + c] = row[i * channels + c];
}

static void widen_box(AeBox *box, const float *weights, guint32 width, guint32 y) {
  for (guint32 x = 0; x < width; x++)
    if (weights[x] > 0) {
      box->x0 = MIN(box->x0, x);
      box->x1 = MAX(box->x1, x + 1);
      box->y0 = MIN(box->y0, y);
      box->y1 = y + 1;
    }
}

static gboolean look(AeSurvey *s, AeRows *whole, const AeMask *mask, void *raw, float *row, GError **error) {
  const AeImageInfo *info = &whole->info;
  float *weights = row + (gsize)info->width * info->channels;
  s->box = (AeBox){G_MAXUINT32, G_MAXUINT32, 0, 0};
  for (guint32 y = 0; y < info->height; y++) {
    if (!ae_rows_read(whole, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(info, raw, row, info->width);
    ae_mask_weigh(mask, info, y, row, weights);
    take_colours(row, info->channels, row, info->width); /* in place: nothing is overwritten before it is read */
    ae_push_pull_feed(s->fill, row, weights);
    widen_box(&s->box, weights, info->width, y);
  }
  if (ae_push_pull_finish(s->fill) || ae_box_is_empty(s->box))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT,
              "all of the picture is to be repaired, and nothing is left to do it from");
  return FALSE;
}

AeSurvey *ae_survey_new(AeRows *whole, const AeMask *mask, GError **error) {
  const AeImageInfo *info = &whole->info;
  AeSurvey *s = g_new0(AeSurvey, 1);
  s->width = info->width;
  s->height = info->height;
  s->fill = ae_push_pull_new(info->width, info->height, colours_of(info), error);
  void *raw = s->fill ? ae_alloc(ae_image_row_bytes(info), 1, "a row", error) : NULL;
  float *row = raw ? ae_alloc(info->width, (info->channels + 1) * sizeof(float), "a row", error) : NULL;
  gboolean good = row && look(s, whole, mask, raw, row, error);
  ae_free(row);
  ae_free(raw);
  if (!good)
    g_clear_pointer(&s, ae_survey_free);
  return s;
}

void ae_survey_free(AeSurvey *survey) {
  if (!survey)
    return;
  ae_push_pull_free(survey->fill);
  g_free(survey);
}

guint64 ae_survey_bytes(const AeImageInfo *info) {
  guint64 width = info->width, each = (colours_of(info) + 1) * sizeof(float);
  return ae_push_pull_bytes(info->width, info->height, colours_of(info)) + width * HELD * each * 4 / 3;
}

/* ---- filling ---- */

/* One direction: REACH around from..to, from one cell's border to another's, within start..end. */
static void around(guint32 from, guint32 to, guint32 start, guint32 end, guint32 *seen_from, guint32 *seen_to) {
  guint32 below = cell_below(from);
  *seen_from = MAX(below > REACH ? below - REACH : 0, start);
  *seen_to = (guint32)MIN((guint64)cell_above(to) + REACH, end);
}

static gboolean allocate(AeMaskFill *f, GError **error) {
  gsize width = f->in->info.width, seen = f->seen.x1 - f->seen.x0;
  f->raw = ae_alloc(ae_image_row_bytes(&f->in->info), 1, "a row", error);
  f->row = f->raw ? ae_alloc(width, (f->in->info.channels + 1) * sizeof(float), "a row", error) : NULL;
  f->pixels = f->row ? ae_alloc(seen * HELD, (f->colours + 1) * sizeof(float), "filling holes", error) : NULL;
  if (!f->pixels)
    return FALSE;
  f->weight = f->row + width * f->in->info.channels;
  f->weights = f->pixels + seen * HELD * f->colours;
  return TRUE;
}

AeMaskFill *ae_mask_fill_new(AeRows *in, const AeSurvey *survey, const AeMask *mask, AeBox part, GError **error) {
  const AeImageInfo *info = &in->info;
  AeMaskFill *f = g_new0(AeMaskFill, 1);
  *f = (AeMaskFill){.in = in, .survey = survey, .mask = mask, .part = part, .colours = colours_of(info)};
  around(part.x0, part.x1, info->x, info->x + info->width, &f->seen.x0, &f->seen.x1);
  around(part.y0, part.y1, info->y, info->y + info->height, &f->seen.y0, &f->seen.y1);
  f->held_from = f->held_to = f->seen.y0;
  f->filled_to = cell_below(part.y0);
  g_queue_init(&f->kept);
  if (allocate(f, error))
    return f;
  ae_mask_fill_free(f);
  return NULL;
}

void ae_mask_fill_free(AeMaskFill *f) {
  if (!f)
    return;
  g_queue_clear_full(&f->kept, ae_free);
  ae_rows_free(f->in);
  ae_free(f->pixels);
  ae_free(f->row);
  ae_free(f->raw);
  g_free(f);
}

/* What filling needs of the row in raw. */
static void hold(AeMaskFill *f, guint32 y) {
  const AeImageInfo *info = &f->in->info;
  gsize width = f->seen.x1 - f->seen.x0, left = f->seen.x0 - info->x, at = (y - f->held_from) * width;
  ae_bridge_to_float(info, f->raw, f->row, info->width);
  ae_mask_weigh(f->mask, info, y, f->row, f->weight);
  take_colours(f->row + left * info->channels, info->channels, f->pixels + at * f->colours, width);
  memcpy(f->weights + at, f->weight + left, width * sizeof(float));
  f->held_to = y + 1;
}

static gboolean read_row(AeMaskFill *f, GError **error) {
  guint32 y = f->in->info.y + f->in->next;
  if (!ae_rows_read(f->in, f->raw, 1, error))
    return FALSE;
  if (y >= f->seen.y0 && y < f->seen.y1)
    hold(f, y);
  return TRUE;
}

/* Reads a row that is not asked for yet. */
static gboolean read_ahead(AeMaskFill *f, GError **error) {
  gsize bytes = ae_image_row_bytes(&f->in->info);
  guint8 *copy = ae_alloc(bytes, 1, "a row in flight", error);
  if (!copy || !read_row(f, error)) {
    ae_free(copy);
    return FALSE;
  }
  memcpy(copy, f->raw, bytes);
  g_queue_push_tail(&f->kept, copy);
  return TRUE;
}

gboolean ae_mask_fill_original(AeMaskFill *f, void *row, GError **error) {
  guint8 *kept = g_queue_pop_head(&f->kept);
  if (!kept && !read_row(f, error))
    return FALSE;
  memcpy(row, kept ? kept : f->raw, ae_image_row_bytes(&f->in->info));
  ae_free(kept);
  return TRUE;
}

static void forget_above(AeMaskFill *f, guint32 y) {
  gsize width = f->seen.x1 - f->seen.x0, gone, left;
  if (y <= f->held_from)
    return;
  gone = (y - f->held_from) * width;
  left = (f->held_to - y) * width;
  memmove(f->pixels, f->pixels + gone * f->colours, left * f->colours * sizeof(float));
  memmove(f->weights, f->weights + gone, left * sizeof(float));
  f->held_from = y;
}

static gboolean any_hole(const AeMaskFill *f) {
  gsize n = (gsize)(f->held_to - f->held_from) * (f->seen.x1 - f->seen.x0), i = 0;
  while (i < n && f->weights[i] == 0)
    i++;
  return i < n;
}

/* The whole cells of what is held; a region's may be cut at its sides. */
static gboolean fill_held(AeMaskFill *f, GError **error) {
  gsize width = f->seen.x1 - f->seen.x0;
  guint32 x0 = cell_above(f->seen.x0), x1 = f->seen.x1 < f->survey->width ? cell_below(f->seen.x1) : f->seen.x1;
  guint32 y0 = cell_above(f->held_from), y1 = f->held_to < f->survey->height ? cell_below(f->held_to) : f->held_to;
  if (x0 >= x1 || y0 >= y1 || !any_hole(f))
    return TRUE;
  gsize at = (gsize)(y0 - f->held_from) * width + (x0 - f->seen.x0);
  AePushPullWindow window = {f->pixels + at * f->colours, f->weights + at, width, x0, y0, x1 - x0, y1 - y0};
  return ae_push_pull_fill(f->survey->fill, &window, error);
}

static gboolean next_strip(AeMaskFill *f, GError **error) {
  guint32 from, to;
  around(f->filled_to, f->filled_to + STRIP, f->seen.y0, f->seen.y1, &from, &to);
  forget_above(f, from);
  while (f->held_to < to)
    if (!read_ahead(f, error))
      return FALSE;
  if (!fill_held(f, error))
    return FALSE;
  f->filled_to += STRIP;
  return TRUE;
}

static void give_row(const AeMaskFill *f, guint32 y, float *out) {
  gsize at = (gsize)(y - f->held_from) * (f->seen.x1 - f->seen.x0) + (f->part.x0 - f->seen.x0);
  const float *pixel = f->pixels + at * f->colours, *weight = f->weights + at;
  for (guint32 x = f->part.x0; x < f->part.x1; x++, pixel += f->colours) {
    for (guint c = 0; c < f->colours; c++)
      *out++ = pixel[c];
    *out++ = *weight++;
  }
}

static gboolean fill_read(AeRows *self, void *out, guint32 n, GError **error) {
  AeMaskFill *f = ((FillRows *)self)->fill;
  gsize bytes = ae_image_row_bytes(&self->info);
  for (guint32 i = 0; i < n; i++) {
    guint32 y = self->info.y + self->next + i;
    while (y >= f->filled_to)
      if (!next_strip(f, error))
        return FALSE;
    give_row(f, y, (float *)((guint8 *)out + i * bytes));
  }
  return TRUE;
}

static void fill_free(AeRows *self) { g_free(self); }

AeRows *ae_mask_fill_rows(AeMaskFill *f) {
  FillRows *r = g_new0(FillRows, 1);
  r->rows.info = (AeImageInfo){.width = f->part.x1 - f->part.x0,
                               .height = f->part.y1 - f->part.y0,
                               .channels = f->colours + 1,
                               .sample = AE_SAMPLE_FLOAT,
                               .x = f->part.x0,
                               .y = f->part.y0,
                               .full_width = f->survey->width,
                               .full_height = f->survey->height};
  r->rows.read = fill_read;
  r->rows.free = fill_free;
  r->fill = f;
  return &r->rows;
}
