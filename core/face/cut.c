/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "face/cut.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "base/cubic.h"
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
static void add_row(const AeFacePart *part, const AeImageInfo *info, const float *pixels, guint32 row, float *sums) {
  guint32 width = (guint32)(part->box.x1 - part->box.x0), height = (guint32)(part->box.y1 - part->box.y0);
  guint32 step = part->step, rows = MIN(step, height - row / step * step);
  guint green = info->channels >= 3 ? 1 : 0, blue = info->channels >= 3 ? 2 : 0;
  for (guint32 x = 0; x < width; x++, pixels += info->channels) {
    float share = 1.0f / (float)(rows * MIN(step, width - x / step * step)), *sum = sums + 3 * (x / step);
    const float rgb[3] = {pixels[0], pixels[green], pixels[blue]};
    for (guint c = 0; c < 3; c++)
      sum[c] += ae_bridge_is_usable(rgb[c]) ? share * rgb[c] : 0;
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
  part->pixels = ae_alloc((gsize)part->width * part->height, 3 * sizeof(float), "a face", error);
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

/* The pixels within reach of centre along one axis, and their weights; returns how many. */
static int taps(double centre, double stretch, guint32 n, int *index, float *weight, int most) {
  int first = (int)ceil(centre - 0.5 - 2 * stretch), last = (int)floor(centre - 0.5 + 2 * stretch), count = 0;
  float sum = 0;
  for (int i = first; i <= last && count < most; i++, count++) {
    index[count] = CLAMP(i, 0, (int)n - 1);
    sum += weight[count] = (float)ae_cubic((i + 0.5 - centre) / stretch);
  }
  for (int i = 0; i < count; i++)
    weight[i] /= sum;
  return count;
}

enum { MOST_TAPS = 64 };

/* The part at a point of it: bicubic along the photo's own axes. */
static void sample(const AeFacePart *part, double x, double y, double stretch, float rgb[3]) {
  int columns[MOST_TAPS], lines[MOST_TAPS];
  float wx[MOST_TAPS], wy[MOST_TAPS];
  int nx = taps(x, stretch, part->width, columns, wx, MOST_TAPS);
  int ny = taps(y, stretch, part->height, lines, wy, MOST_TAPS);
  memset(rgb, 0, 3 * sizeof *rgb);
  for (int j = 0; j < ny; j++) {
    const float *line = part->pixels + (gsize)lines[j] * part->width * 3;
    float sum[3] = {0};
    for (int i = 0; i < nx; i++)
      for (int c = 0; c < 3; c++)
        sum[c] += wx[i] * line[3 * columns[i] + c];
    for (int c = 0; c < 3; c++)
      rgb[c] += wy[j] * sum[c];
  }
}

void ae_face_cut(const AeFacePart *part, const AeFacePlace *place, guint size, guint channels, float *out) {
  double step = part->step, stretch = CLAMP(place->side / (size * step), 1, MOST_TAPS / 4 - 1);
  for (guint v = 0; v < size; v++)
    for (guint u = 0; u < size; u++, out += channels) {
      AePoint p = ae_face_to_photo(place, (u + 0.5) / size, (v + 0.5) / size);
      float rgb[3];
      sample(part, (p.x - (double)part->box.x0) / step, (p.y - (double)part->box.y0) / step, stretch, rgb);
      for (guint c = 0; c < 3; c++)
        rgb[c] = CLAMP(rgb[c], 0, 1);
      if (channels == 1)
        *out = 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
      else
        memcpy(out, rgb, sizeof rgb);
    }
}
