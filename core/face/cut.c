/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "face/cut.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/cubic.h"
#include "face/quad.h"
#include "image/bridge.h"

/* ---- parts ---- */

typedef struct {
  guint8 *raw;
  float *pixels; /* of the box's part of it */
} Row;

static gboolean row_init(Row *row, const AeImageInfo *info, gsize width, GError **error) {
  row->raw = ae_alloc(ae_image_row_bytes(info), 1, "a row", error);
  row->pixels = row->raw ? ae_alloc(width, info->channels * sizeof(float), "a row", error) : NULL;
  return row->pixels != NULL;
}

static void row_clear(Row *row) {
  ae_free(row->raw);
  ae_free(row->pixels);
}

/* Adds a row's share to the blocks; those at the right and lower border may be smaller. */
static void add_row(const AeFacePart *part, const AeImageInfo *info, const float *pixels, guint32 row, float *sum) {
  guint32 width = (guint32)(part->box.x1 - part->box.x0), height = (guint32)(part->box.y1 - part->box.y0);
  guint32 step = part->step, rows = MIN(step, height - row / step * step);
  guint green = info->channels >= 3 ? 1 : 0, blue = info->channels >= 3 ? 2 : 0;
  for (guint32 left = 0; left < width; left += step, sum += 3) {
    guint32 columns = MIN(step, width - left);
    float share = 1.0f / (float)(rows * columns);
    for (guint32 i = 0; i < columns; i++, pixels += info->channels) {
      const float rgb[3] = {pixels[0], pixels[green], pixels[blue]};
      for (guint c = 0; c < 3; c++)
        sum[c] += ae_bridge_is_usable(rgb[c]) ? share * rgb[c] : 0;
    }
  }
}

static gboolean read_part(AeRows *rows, const AeFacePart *part, GError **error) {
  const AeImageInfo *info = &rows->info;
  gsize width = (gsize)(part->box.x1 - part->box.x0), left = (gsize)part->box.x0 * info->channels;
  Row row = {0};
  gboolean good = row_init(&row, info, width, error);
  for (gint64 y = 0; good && y < part->box.y1; y++) {
    good = ae_rows_read(rows, row.raw, 1, error);
    if (!good || y < part->box.y0)
      continue;
    guint32 at = (guint32)(y - part->box.y0);
    ae_bridge_to_float(info, row.raw + left * ae_sample_size(info->sample), row.pixels, width);
    add_row(part, info, row.pixels, at, part->pixels + (gsize)(at / part->step) * part->width * 3);
  }
  row_clear(&row);
  return good;
}

static AeFacePart *part_new(AeFaceBox box, guint32 step, GError **error) {
  g_autoptr(AeFacePart) part = g_new0(AeFacePart, 1);
  *part = (AeFacePart){box, step, (guint32)((box.x1 - box.x0 + step - 1) / step),
                       (guint32)((box.y1 - box.y0 + step - 1) / step), NULL};
  part->pixels = ae_alloc((gsize)part->width * part->height + 1, 3 * sizeof(float), "a face", error);
  return part->pixels ? g_steal_pointer(&part) : NULL;
}

AeFacePart *ae_face_part_read(AeRows *rows, AeFaceBox box, guint32 step, GError **error) {
  g_autoptr(AeFacePart) part = ae_rows_rewind(rows, error) ? part_new(box, step, error) : NULL;
  return part && read_part(rows, part, error) ? g_steal_pointer(&part) : NULL;
}

/* At the right and lower border, a block counts as a whole one of what is left. */
AeFacePart *ae_face_part_shrink(const AeFacePart *from, guint32 times, GError **error) {
  AeFacePart *part = part_new(from->box, from->step * times, error);
  for (guint32 y = 0; part && y < from->height; y++) {
    guint32 rows = MIN(times, from->height - y / times * times);
    const float *in = from->pixels + (gsize)y * from->width * 3;
    float *sums = part->pixels + (gsize)(y / times) * part->width * 3;
    for (guint32 x = 0; x < from->width; x++, in += 3) {
      float share = 1.0f / (float)(rows * MIN(times, from->width - x / times * times)), *sum = sums + 3 * (x / times);
      for (guint c = 0; c < 3; c++)
        sum[c] += share * in[c];
    }
  }
  return part;
}

void ae_face_part_free(AeFacePart *part) {
  if (!part)
    return;
  ae_free(part->pixels);
  g_free(part);
}

/* ---- cuts ---- */

guint32 ae_face_part_step(const AeFacePlace *place, guint size) {
  return (guint32)CLAMP(place->side / (2.0 * size), 1, 65536);
}

/* Weights of the pixels around a point along one axis, for every place of the point within its pixel. */
enum { PHASES = 128, MOST_TAPS = 64 };
typedef struct {
  double reach;
  int taps; /* pixels, from the first one behind point - reach on */
  float weights[PHASES + 1][MOST_TAPS];
} Kernel;

static Kernel *kernel_new(double stretch) {
  Kernel *k = g_new(Kernel, 1);
  k->reach = 2 * stretch;
  k->taps = MIN((int)ceil(2 * k->reach), MOST_TAPS);
  for (int phase = 0; phase <= PHASES; phase++) {
    double sum = 0, weights[MOST_TAPS];
    for (int i = 0; i < k->taps; i++)
      sum += weights[i] = ae_cubic((i + 1 - (double)phase / PHASES - k->reach) / stretch);
    for (int i = 0; i < k->taps; i++)
      k->weights[phase][i] = (float)(weights[i] / sum);
  }
  return k;
}

/* The weights at x, a continuous coordinate; *first: the pixel of the first one. */
static inline const float *weights_at(const Kernel *k, double x, int *first) {
  double from = x - 0.5 - k->reach;
  int whole = (int)from - (from < (int)from); /* floor, without a call */
  *first = whole + 1;
  return k->weights[(int)((from - whole) * PHASES + 0.5)];
}

/* The part at a point of it: bicubic along the photo's own axes. The fourth lane means nothing; a part has room for it
 * behind its last pixel. */
static AeQuad sample(const AeFacePart *part, const Kernel *k, double x, double y) {
  int left, top, columns[MOST_TAPS];
  const float *wx = weights_at(k, x, &left), *wy = weights_at(k, y, &top);
  AeQuad all = {0};
  for (int i = 0; i < k->taps; i++)
    columns[i] = 3 * CLAMP(left + i, 0, (int)part->width - 1);
  for (int j = 0; j < k->taps; j++) {
    const float *line = part->pixels + (gsize)CLAMP(top + j, 0, (int)part->height - 1) * part->width * 3;
    AeQuad sum = {0};
    for (int i = 0; i < k->taps; i++)
      sum += wx[i] * ae_quad_load(line + columns[i]);
    all += wy[j] * sum;
  }
  return all;
}

void ae_face_cut(const AeFacePart *part, const AeFacePlace *place, guint size, guint channels, float *out) {
  double step = part->step, stretch = CLAMP(place->side / (size * step), 1, MOST_TAPS / 4);
  g_autofree Kernel *kernel = kernel_new(stretch);
  AePoint corner = ae_face_to_photo(place, 0, 0), right = ae_face_to_photo(place, 1, 0),
          below = ae_face_to_photo(place, 0, 1);
  double rx = (right.x - corner.x) / size, ry = (right.y - corner.y) / size;
  double dx = (below.x - corner.x) / size, dy = (below.y - corner.y) / size;
  for (guint v = 0; v < size; v++)
    for (guint u = 0; u < size; u++, out += channels) {
      double x = corner.x + (u + 0.5) * rx + (v + 0.5) * dx, y = corner.y + (u + 0.5) * ry + (v + 0.5) * dy;
      AeQuad at = sample(part, kernel, (x - (double)part->box.x0) / step, (y - (double)part->box.y0) / step);
      const float rgb[3] = {CLAMP(at[0], 0, 1), CLAMP(at[1], 0, 1), CLAMP(at[2], 0, 1)};
      if (channels == 1)
        *out = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
      else
        memcpy(out, rgb, sizeof rgb);
    }
}
