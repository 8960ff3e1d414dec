/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/planes.h"

#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"

static void float_info(AeImageInfo *info, const AeImageInfo *from, guint channels) {
  ae_image_info_copy(info, from);
  info->channels = channels;
  info->sample = AE_SAMPLE_FLOAT;
  info->premultiplied = FALSE;
  info->maxval = 0;
  info->x = info->y = info->full_width = info->full_height = 0;
}

static guint colours_of(const AeImageInfo *info) { return info->channels < 3 ? 1 : 3; }

/* ---- other samples as floats ---- */

typedef struct {
  AeRows rows;
  AeRows *in;
  guint8 *raw; /* a row of in */
} FloatRows;

static gboolean float_read(AeRows *self, void *out, guint32 n, GError **error) {
  FloatRows *f = (FloatRows *)self;
  gsize bytes = ae_image_row_bytes(&self->info);
  for (guint32 i = 0; i < n; i++) {
    if (!ae_rows_read(f->in, f->raw, 1, error))
      return FALSE;
    ae_bridge_to_float(&f->in->info, f->raw, (float *)((guint8 *)out + i * bytes), self->info.width);
  }
  return TRUE;
}

static void float_free(AeRows *self) {
  FloatRows *f = (FloatRows *)self;
  ae_rows_free(f->in);
  ae_free(f->raw);
  g_free(f);
}

AeRows *ae_rows_as_float(AeRows *in, GError **error) {
  guint8 *raw = ae_alloc(ae_image_row_bytes(&in->info), 1, "a row", error);
  if (!raw) {
    ae_rows_free(in);
    return NULL;
  }
  FloatRows *f = g_new0(FloatRows, 1);
  float_info(&f->rows.info, &in->info, in->info.channels);
  f->rows.read = float_read;
  f->rows.free = float_free;
  f->in = in;
  f->raw = raw;
  return &f->rows;
}

/* ---- split ---- */

enum { COLOUR, ALPHA };

typedef struct {
  AeRows *in;
  float *row;     /* of in */
  GQueue kept[2]; /* rows that one side has not asked for yet */
  gboolean open[2];
} Split;

typedef struct {
  AeRows rows;
  Split *split;
  int side;
} SplitRows;

static void copy_side(const Split *s, int side, float *out) {
  guint channels = s->in->info.channels, first = side == ALPHA ? channels - 1 : 0;
  guint count = side == ALPHA ? 1 : colours_of(&s->in->info);
  for (gsize i = 0; i < s->in->info.width; i++)
    for (guint c = 0; c < count; c++)
      *out++ = s->row[i * channels + first + c];
}

/* The next row of in: one side has it in out, the other one in its queue. */
static gboolean split_next(SplitRows *r, float *out, GError **error) {
  Split *s = r->split;
  int other = !r->side;
  if (!ae_rows_read(s->in, s->row, 1, error))
    return FALSE;
  copy_side(s, r->side, out);
  if (!s->open[other])
    return TRUE;
  guint channels = other == ALPHA ? 1 : colours_of(&s->in->info);
  float *kept = ae_alloc((gsize)s->in->info.width * channels, sizeof(float), "a row in flight", error);
  if (!kept)
    return FALSE;
  copy_side(s, other, kept);
  g_queue_push_tail(&s->kept[other], kept);
  return TRUE;
}

static gboolean split_read(AeRows *self, void *out, guint32 n, GError **error) {
  SplitRows *r = (SplitRows *)self;
  gsize bytes = ae_image_row_bytes(&self->info);
  for (guint32 i = 0; i < n; i++) {
    float *to = (float *)((guint8 *)out + i * bytes), *kept = g_queue_pop_head(&r->split->kept[r->side]);
    if (!kept && !split_next(r, to, error))
      return FALSE;
    if (kept)
      memcpy(to, kept, bytes);
    ae_free(kept);
  }
  return TRUE;
}

static void split_free(AeRows *self) {
  SplitRows *r = (SplitRows *)self;
  Split *s = r->split;
  g_queue_clear_full(&s->kept[r->side], ae_free);
  s->open[r->side] = FALSE;
  if (!s->open[!r->side]) {
    ae_rows_free(s->in);
    ae_free(s->row);
    g_free(s);
  }
  g_free(r);
}

static AeRows *split_side(Split *s, int side) {
  SplitRows *r = g_new0(SplitRows, 1);
  float_info(&r->rows.info, &s->in->info, side == ALPHA ? 1 : colours_of(&s->in->info));
  r->rows.read = split_read;
  r->rows.free = split_free;
  r->split = s;
  r->side = side;
  s->open[side] = TRUE;
  return &r->rows;
}

gboolean ae_rows_split(AeRows *in, AeRows **colour, AeRows **alpha, GError **error) {
  *colour = *alpha = NULL;
  if (!ae_image_has_alpha(&in->info)) {
    *colour = in;
    return TRUE;
  }
  float *row = ae_alloc((gsize)in->info.width * in->info.channels, sizeof(float), "a row", error);
  if (!row) {
    ae_rows_free(in);
    return FALSE;
  }
  Split *s = g_new0(Split, 1);
  s->in = in;
  s->row = row;
  *colour = split_side(s, COLOUR);
  *alpha = split_side(s, ALPHA);
  return TRUE;
}

/* ---- join ---- */

typedef struct {
  AeRows rows;
  AeRows *colour, *alpha;
  float *parts, *joined; /* rows: colour and then alpha; as info has them */
  gboolean (*progress)(double finished, gpointer data);
  gpointer data;
} JoinRows;

static void join_row(const JoinRows *j) {
  gsize width = j->rows.info.width;
  guint colours = j->colour->info.channels;
  const float *colour = j->parts, *alpha = j->parts + width * colours;
  float *out = j->joined;
  for (gsize i = 0; i < width; i++) {
    for (guint c = 0; c < colours; c++)
      *out++ = *colour++;
    if (j->alpha)
      *out++ = alpha[i] > 0 ? MIN(alpha[i], 1) : 0;
  }
}

static gboolean join_next(JoinRows *j, guint32 row, void *out, GError **error) {
  gsize width = j->rows.info.width;
  if (!ae_rows_read(j->colour, j->parts, 1, error) ||
      (j->alpha && !ae_rows_read(j->alpha, j->parts + width * j->colour->info.channels, 1, error)))
    return FALSE;
  join_row(j);
  ae_bridge_from_float(&j->rows.info, j->joined, out, width);
  if (!j->progress || j->progress((row + 1.0) / j->rows.info.height, j->data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean join_read(AeRows *self, void *out, guint32 n, GError **error) {
  for (guint32 i = 0; i < n; i++)
    if (!join_next((JoinRows *)self, self->next + i, (guint8 *)out + i * ae_image_row_bytes(&self->info), error))
      return FALSE;
  return TRUE;
}

static void join_free(AeRows *self) {
  JoinRows *j = (JoinRows *)self;
  ae_rows_free(j->colour);
  ae_rows_free(j->alpha);
  ae_free(j->parts);
  ae_free(j->joined);
  g_free(j);
}

AeRows *ae_rows_join(AeRows *colour, AeRows *alpha, const AeImageInfo *info,
                     gboolean (*progress)(double finished, gpointer data), gpointer data, GError **error) {
  JoinRows *j = g_new0(JoinRows, 1);
  gsize count = (gsize)info->width * info->channels;
  ae_image_info_copy(&j->rows.info, info);
  j->rows.read = join_read;
  j->rows.free = join_free;
  j->colour = colour;
  j->alpha = alpha;
  j->progress = progress;
  j->data = data;
  j->parts = ae_alloc(count, sizeof(float), "a row", error);
  j->joined = j->parts ? ae_alloc(count, sizeof(float), "a row", error) : NULL;
  if (j->joined)
    return &j->rows;
  ae_rows_free(&j->rows);
  return NULL;
}
