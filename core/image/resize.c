/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/resize.h"

#include <math.h>

#include "base/checked.h"
#include "base/cubic.h"

/* ---- one axis ---- */

int ae_resize_mirror(int i, int n) {
  i %= 2 * n;
  if (i < 0)
    i += 2 * n;
  return i < n ? i : 2 * n - 1 - i;
}

static void set_taps(AeResizeAxis *axis, int o, double stretch) {
  double at = (o + 0.5) * axis->from / axis->to - 0.5, sum = 0;
  int first = (int)floor(at - 2 * stretch) + 1;
  int *index = axis->index + (gsize)o * axis->taps;
  float *weight = axis->weight + (gsize)o * axis->taps;
  for (int k = 0; k < axis->taps; k++)
    sum += ae_cubic((at - first - k) / stretch);
  for (int k = 0; k < axis->taps; k++) {
    index[k] = ae_resize_mirror(first + k, axis->from);
    weight[k] = (float)(ae_cubic((at - first - k) / stretch) / sum);
  }
}

gboolean ae_resize_axis_init(AeResizeAxis *axis, int from, int to, GError **error) {
  double stretch = MAX((double)from / to, 1);
  *axis = (AeResizeAxis){.from = from, .to = to, .taps = (int)ceil(4 * stretch)};
  gsize count;
  if (!ae_mul((gsize)to, (gsize)axis->taps, &count)) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a side of %d pixels cannot be resized to %d", from, to);
    return FALSE;
  }
  axis->index = ae_alloc(count, sizeof *axis->index, "a resize", error);
  axis->weight = axis->index ? ae_alloc(count, sizeof *axis->weight, "a resize", error) : NULL;
  for (int o = 0; axis->weight && o < to; o++)
    set_taps(axis, o, stretch);
  return axis->weight != NULL;
}

void ae_resize_axis_clear(AeResizeAxis *axis) {
  ae_free(axis->index);
  ae_free(axis->weight);
  *axis = (AeResizeAxis){0};
}

void ae_resize_row(const AeResizeAxis *axis, const float *in, float *out, guint channels) {
  for (int o = 0; o < axis->to; o++, out += channels) {
    const int *index = axis->index + (gsize)o * axis->taps;
    const float *weight = axis->weight + (gsize)o * axis->taps;
    for (guint c = 0; c < channels; c++) {
      float sum = 0;
      for (int k = 0; k < axis->taps; k++)
        sum += weight[k] * in[(gsize)index[k] * channels + c];
      out[c] = sum;
    }
  }
}

/* ---- rows ---- */

typedef struct {
  AeRows rows;
  AeRows *in;
  AeResizeAxis x, y;
  float *raw;  /* a row of in */
  float *ring; /* the last `kept` rows of in at the result's width */
  int kept, rows_read;
} ResizeRows;

static gsize row_count(const ResizeRows *r) { return (gsize)r->rows.info.width * r->rows.info.channels; }

static float *ring_row(const ResizeRows *r, int row) { return r->ring + (gsize)(row % r->kept) * row_count(r); }

/* First and last input row of a result row. */
static void span_of(const AeResizeAxis *axis, int o, int *first, int *last) {
  const int *index = axis->index + (gsize)o * axis->taps;
  *first = *last = index[0];
  for (int k = 1; k < axis->taps; k++) {
    *first = MIN(*first, index[k]);
    *last = MAX(*last, index[k]);
  }
}

/* Rows that must be kept so that none is asked for again after it was overwritten: mirrored borders look back. */
static int rows_to_keep(const AeResizeAxis *axis) {
  int kept = 1, earliest = axis->from - 1;
  for (int o = axis->to - 1; o >= 0; o--) {
    int first, last;
    span_of(axis, o, &first, &last);
    earliest = MIN(earliest, first);
    kept = MAX(kept, last - earliest + 1);
  }
  return kept;
}

static gboolean read_until(ResizeRows *r, int row, GError **error) {
  for (; r->rows_read <= row; r->rows_read++) {
    if (!ae_rows_read(r->in, r->raw, 1, error))
      return FALSE;
    ae_resize_row(&r->x, r->raw, ring_row(r, r->rows_read), r->rows.info.channels);
  }
  return TRUE;
}

static void sum_rows(const ResizeRows *r, int o, float *out) {
  gsize n = row_count(r);
  for (gsize i = 0; i < n; i++)
    out[i] = 0;
  for (int k = 0; k < r->y.taps; k++) {
    const float *row = ring_row(r, r->y.index[(gsize)o * r->y.taps + k]);
    float weight = r->y.weight[(gsize)o * r->y.taps + k];
    for (gsize i = 0; i < n; i++)
      out[i] += weight * row[i];
  }
}

static gboolean resize_read(AeRows *self, void *out, guint32 n, GError **error) {
  ResizeRows *r = (ResizeRows *)self;
  for (guint32 i = 0; i < n; i++) {
    int first, last, o = (int)(self->next + i);
    span_of(&r->y, o, &first, &last);
    if (!read_until(r, last, error))
      return FALSE;
    sum_rows(r, o, (float *)out + i * row_count(r));
  }
  return TRUE;
}

static gboolean resize_rewind(AeRows *self, GError **error) {
  ResizeRows *r = (ResizeRows *)self;
  r->rows_read = 0;
  return ae_rows_rewind(r->in, error);
}

static void resize_free(AeRows *self) {
  ResizeRows *r = (ResizeRows *)self;
  ae_rows_free(r->in);
  ae_image_info_clear(&self->info);
  ae_resize_axis_clear(&r->x);
  ae_resize_axis_clear(&r->y);
  ae_free(r->raw);
  ae_free(r->ring);
  g_free(r);
}

static gboolean begin(ResizeRows *r, GError **error) {
  const AeImageInfo *in = &r->in->info, *out = &r->rows.info;
  gsize bytes;
  if (in->sample != AE_SAMPLE_FLOAT || MAX(MAX(in->width, in->height), MAX(out->width, out->height)) > G_MAXINT / 64 ||
      !ae_mul(row_count(r), sizeof(float), &bytes)) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a picture of %ux%u pixels cannot be resized to %ux%u", in->width,
                in->height, out->width, out->height);
    return FALSE;
  }
  if (!ae_resize_axis_init(&r->x, in->width, out->width, error) ||
      !ae_resize_axis_init(&r->y, in->height, out->height, error))
    return FALSE;
  r->kept = rows_to_keep(&r->y);
  r->raw = ae_alloc(in->width, in->channels * sizeof(float), "a row", error);
  r->ring = r->raw ? ae_alloc(bytes, r->kept, "rows in flight", error) : NULL;
  return r->ring != NULL;
}

AeRows *ae_rows_resize(AeRows *rows, guint32 width, guint32 height, GError **error) {
  if (rows->info.width == width && rows->info.height == height)
    return rows;
  ResizeRows *r = g_new0(ResizeRows, 1);
  ae_image_info_copy(&r->rows.info, &rows->info);
  r->rows.info.width = width;
  r->rows.info.height = height;
  r->rows.read = resize_read;
  r->rows.rewind = rows->rewind ? resize_rewind : NULL;
  r->rows.free = resize_free;
  r->in = rows;
  if (begin(r, error))
    return &r->rows;
  ae_rows_free(&r->rows);
  return NULL;
}

AeImage *ae_image_resize(AeImage *image, guint32 width, guint32 height, GError **error) {
  AeRows *rows = ae_rows_resize(ae_image_rows(image, FALSE), width, height, error);
  AeImage *resized = rows ? ae_image_from_rows(rows, error) : NULL;
  ae_rows_free(rows);
  return resized;
}
