/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every pixel's sum over its row, sum of 0.5^|dx| * alpha * (colour, 1), comes from a recursion to the right and one to
 * the left; over the rows above from a third one. Only the rows below have to be waited for. */
#include "stage/planes.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "image/bridge.h"

#define FALL 0.5f    /* of the weights, a pixel */
#define LEAST 1e-30f /* weights under it are none: they are about to vanish */

typedef struct {
  AeRows rows;
  AeRows *in;
  guint reach, kept; /* kept: rows in the rings */
  float *pixels;     /* ring of rows of in */
  float *sums;       /* ring of each row's own sums */
  float *above;      /* sums over all rows above the next one */
  float *total;
  guint32 rows_read;
} HiddenRows;

static gsize row_count(const HiddenRows *h) { return (gsize)h->rows.info.width * h->rows.info.channels; }
static float *pixels_at(const HiddenRows *h, guint32 y) { return h->pixels + y % h->kept * row_count(h); }
static float *sums_at(const HiddenRows *h, guint32 y) { return h->sums + y % h->kept * row_count(h); }

static gboolean visible(float alpha) { return alpha > 0; }

/* Alpha; 0 also where a colour is not finite or so large that sums would not be, since it would never be forgotten. */
static float weight_of(const float *pixel, guint alpha) {
  for (guint c = 0; c < alpha; c++)
    if (!ae_bridge_is_usable(pixel[c]))
      return 0;
  return visible(pixel[alpha]) ? MIN(pixel[alpha], 1) : 0;
}

static void sum_row(const HiddenRows *h, const float *pixels, float *sums) {
  guint channels = h->rows.info.channels, alpha = channels - 1;
  gsize n = row_count(h);
  for (gsize i = 0; i < n; i += channels) {
    float weight = weight_of(pixels + i, alpha);
    for (guint c = 0; c < alpha; c++)
      sums[i + c] = weight > 0 ? weight * pixels[i + c] : 0;
    sums[i + alpha] = weight;
  }
  /* To the right in place; then to the left, where sums holds the pixel's own part and all to the left of it. */
  for (gsize i = channels; i < n; i++)
    sums[i] += FALL * sums[i - channels];
  float left[4] = {0};
  for (gsize i = n; i >= channels; i -= channels)
    for (guint c = 0; c < channels; c++) {
      float own = sums[i - channels + c] - (i > channels ? FALL * sums[i - 2 * channels + c] : 0);
      sums[i - channels + c] += FALL * left[c];
      left[c] = own + FALL * left[c];
    }
}

static gboolean read_until(HiddenRows *h, guint32 row, GError **error) {
  for (; h->rows_read <= row; h->rows_read++) {
    float *pixels = pixels_at(h, h->rows_read);
    if (!ae_rows_read(h->in, pixels, 1, error))
      return FALSE;
    sum_row(h, pixels, sums_at(h, h->rows_read));
  }
  return TRUE;
}

/* Over the row itself, those above and `reach` rows below, from the last one up. */
static void sum_all(const HiddenRows *h, guint32 y, guint32 last) {
  gsize n = row_count(h);
  memcpy(h->total, sums_at(h, last), n * sizeof(float));
  for (guint32 at = last; at-- > y;) {
    const float *sums = sums_at(h, at);
    for (gsize i = 0; i < n; i++)
      h->total[i] = sums[i] + FALL * h->total[i];
  }
  for (gsize i = 0; i < n; i++)
    h->total[i] += FALL * h->above[i];
}

static gboolean has_hidden(const HiddenRows *h, const float *pixels) {
  guint channels = h->rows.info.channels;
  for (gsize i = channels - 1; i < row_count(h); i += channels)
    if (!visible(pixels[i]))
      return TRUE;
  return FALSE;
}

static void fill_row(const HiddenRows *h, float *pixels) {
  guint channels = h->rows.info.channels, alpha = channels - 1;
  for (gsize i = 0; i < row_count(h); i += channels) {
    float weight = h->total[i + alpha];
    if (visible(pixels[i + alpha]) || weight < LEAST)
      continue;
    for (guint c = 0; c < alpha; c++)
      pixels[i + c] = h->total[i + c] / weight;
  }
}

static gboolean hidden_next(HiddenRows *h, guint32 y, float *out, GError **error) {
  guint32 last = MIN(y + h->reach, h->rows.info.height - 1);
  gsize n = row_count(h);
  if (!read_until(h, last, error))
    return FALSE;
  memcpy(out, pixels_at(h, y), n * sizeof(float));
  if (has_hidden(h, out)) {
    sum_all(h, y, last);
    fill_row(h, out);
  }
  const float *sums = sums_at(h, y);
  for (gsize i = 0; i < n; i++)
    h->above[i] = sums[i] + FALL * h->above[i];
  return TRUE;
}

static gboolean hidden_read(AeRows *self, void *out, guint32 n, GError **error) {
  HiddenRows *h = (HiddenRows *)self;
  for (guint32 i = 0; i < n; i++)
    if (!hidden_next(h, self->next + i, (float *)out + i * row_count(h), error))
      return FALSE;
  return TRUE;
}

static void hidden_free(AeRows *self) {
  HiddenRows *h = (HiddenRows *)self;
  ae_rows_free(h->in);
  ae_free(h->pixels);
  ae_free(h->sums);
  ae_free(h->above);
  ae_free(h->total);
  g_free(h);
}

static float *new_rows(const HiddenRows *h, gsize rows, GError **error) {
  return ae_alloc(rows * row_count(h), sizeof(float), "rows in flight", error);
}

AeRows *ae_rows_fill_hidden(AeRows *in, guint reach, GError **error) {
  HiddenRows *h = g_new0(HiddenRows, 1);
  ae_image_info_copy(&h->rows.info, &in->info);
  h->rows.read = hidden_read;
  h->rows.free = hidden_free;
  h->in = in;
  h->reach = reach;
  h->kept = reach + 1;
  h->pixels = new_rows(h, h->kept, error);
  h->sums = h->pixels ? new_rows(h, h->kept, error) : NULL;
  h->above = h->sums ? new_rows(h, 1, error) : NULL;
  h->total = h->above ? new_rows(h, 1, error) : NULL;
  if (h->total)
    return &h->rows;
  ae_rows_free(&h->rows);
  return NULL;
}
