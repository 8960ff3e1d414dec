/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/checked.h"
#include "face/find.h"
#include "image/bridge.h"

/* Sums of the blocks that one row of the result is made of, and a row on its way. */
typedef struct {
  guint8 *raw;
  float *pixels, *sums;
} Work;

static gboolean work_init(Work *w, const AeImageInfo *info, const AeGrey *grey, GError **error) {
  w->raw = ae_alloc(ae_image_row_bytes(info), 1, "a row", error);
  w->pixels = w->raw ? ae_alloc(info->width, info->channels * sizeof(float), "a row", error) : NULL;
  w->sums = w->pixels ? ae_alloc(grey->width, sizeof(float), "a row", error) : NULL;
  return w->sums != NULL;
}

static void work_clear(Work *w) {
  ae_free(w->raw);
  ae_free(w->pixels);
  ae_free(w->sums);
}

static inline float grey_of(const float *pixel, guint channels) {
  return channels >= 3 ? 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2] : pixel[0];
}

/* Columns beyond the last whole block are left out. */
static void add_row(Work *w, guint channels, const AeGrey *grey) {
  const float *pixel = w->pixels;
  for (guint32 x = 0; x < grey->width; x++) {
    float sum = 0;
    for (guint32 i = 0; i < grey->step; i++, pixel += channels)
      sum += grey_of(pixel, channels);
    w->sums[x] += sum;
  }
}

static void finish_row(Work *w, const AeGrey *grey, guint8 *out) {
  float scale = 1.0f / ((float)grey->step * (float)grey->step);
  for (guint32 x = 0; x < grey->width; x++) {
    out[x] = ae_bridge_byte(w->sums[x] * scale);
    w->sums[x] = 0;
  }
}

static gboolean read_grey(AeRows *rows, const AeGrey *grey, GError **error) {
  const AeImageInfo *info = &rows->info;
  Work w = {0};
  gboolean good = work_init(&w, info, grey, error);
  for (guint32 y = 0; good && y < grey->height * grey->step; y++) {
    good = ae_rows_read(rows, w.raw, 1, error);
    if (!good)
      break;
    ae_bridge_to_float(info, w.raw, w.pixels, info->width);
    add_row(&w, info->channels, grey);
    if ((y + 1) % grey->step == 0)
      finish_row(&w, grey, grey->pixels + (gsize)(y / grey->step) * grey->width);
  }
  work_clear(&w);
  return good;
}

AeGrey *ae_grey_new(AeRows *rows, guint32 side, GError **error) {
  const AeImageInfo *info = &rows->info;
  guint32 longer = MAX(info->width, info->height), step = MAX(1, longer / side + (longer % side != 0));
  step = MIN(step, MIN(info->width, info->height));
  g_autoptr(AeGrey) grey = g_new0(AeGrey, 1);
  *grey = (AeGrey){info->width / step, info->height / step, step, NULL};
  if (!ae_rows_rewind(rows, error))
    return NULL;
  grey->pixels = ae_alloc(grey->width, grey->height, "the search for faces", error);
  return grey->pixels && read_grey(rows, grey, error) ? g_steal_pointer(&grey) : NULL;
}

void ae_grey_free(AeGrey *grey) {
  if (!grey)
    return;
  ae_free(grey->pixels);
  g_free(grey);
}
