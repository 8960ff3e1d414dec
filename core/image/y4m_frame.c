/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/y4m_frame.h"

#include "base/checked.h"

#include <string.h>

static gsize chroma_bytes(const AeY4mHeader *header) {
  return ae_y4m_chroma_width(header) * ae_y4m_chroma_height(header);
}

gsize ae_y4m_frame_bytes(const AeY4mHeader *header) {
  return (gsize)header->width * header->height + (header->chroma->mono ? 0 : 2 * chroma_bytes(header));
}

void ae_y4m_frame_clear(AeY4mFrame *frame) {
  g_clear_pointer(&frame->bytes, g_bytes_unref);
  for (int c = 0; c < 2; c++) {
    ae_free(frame->tall[c]);
    ae_free(frame->narrow[c]);
    ae_free(frame->wide[c]);
  }
  *frame = (AeY4mFrame){0};
}

static gboolean make_row(float **row, gsize n, const char *name, GError **error) {
  if (!*row)
    *row = ae_alloc(n + 2 * AE_CHROMA_MARGIN, sizeof **row, name, error);
  return *row != NULL;
}

static gboolean make_rows(AeY4mFrame *frame, const char *name, GError **error) {
  const AeY4mHeader *header = frame->header;
  for (int c = 0; c < 2 && !header->chroma->mono; c++)
    if (!make_row(&frame->narrow[c], ae_y4m_chroma_width(header), name, error) ||
        !make_row(&frame->wide[c], header->width, name, error))
      return FALSE;
  return TRUE;
}

/* Takes bytes. */
static gboolean use(AeY4mFrame *frame, const AeY4mHeader *header, GBytes *bytes, const char *name, GError **error) {
  g_clear_pointer(&frame->bytes, g_bytes_unref);
  frame->header = header;
  frame->bytes = bytes;
  frame->planes = (guint8 *)g_bytes_get_data(bytes, NULL);
  frame->luma = frame->planes;
  frame->chroma[0] = frame->luma + (gsize)header->width * header->height;
  frame->chroma[1] = frame->chroma[0] + chroma_bytes(header);
  return make_rows(frame, name, error);
}

gboolean ae_y4m_frame_make(AeY4mFrame *frame, const AeY4mHeader *header, const char *name, GError **error) {
  gsize n = ae_y4m_frame_bytes(header);
  guint8 *planes = ae_alloc(n + 1, 1, name, error);
  if (!planes)
    return FALSE;
  planes[n] = ae_y4m_header_kind(header);
  return use(frame, header, g_bytes_new_with_free_func(planes, n + 1, ae_free, planes), name, error);
}

gboolean ae_y4m_frame_take(AeY4mFrame *frame, const AeY4mHeader *header, GBytes *bytes, const char *name,
                           GError **error) {
  gsize n = ae_y4m_frame_bytes(header), size;
  const guint8 *planes = g_bytes_get_data(bytes, &size);
  return size == n + 1 && planes[n] == ae_y4m_header_kind(header) &&
         use(frame, header, g_bytes_ref(bytes), name, error);
}

/* ---- planes to pixels ---- */

/* One row of a chroma plane at full resolution: between the rows first, then along the row. */
static void widen_row(AeY4mFrame *frame, int c, guint32 y) {
  const AeY4mHeader *header = frame->header;
  AeChromaTaps taps = ae_chroma_widen_taps(header->chroma->down, y);
  gint64 last = (gint64)ae_y4m_chroma_height(header) - 1;
  gsize width = ae_y4m_chroma_width(header);
  float *narrow = frame->narrow[c] + AE_CHROMA_MARGIN;
  memset(narrow, 0, width * sizeof *narrow);
  for (guint t = 0; t < taps.taps; t++) {
    const guint8 *row = frame->chroma[c] + (gsize)CLAMP(taps.first + t, 0, last) * width;
    for (gsize x = 0; x < width; x++)
      narrow[x] += taps.weights[t] * (float)row[x];
  }
  ae_chroma_widen(header->chroma->across, narrow, frame->wide[c] + AE_CHROMA_MARGIN, header->width);
}

void ae_y4m_frame_row(AeY4mFrame *frame, guint32 y, guint8 *pixels) {
  const AeY4mHeader *header = frame->header;
  const guint8 *luma = frame->luma + (gsize)y * header->width;
  if (header->chroma->mono) {
    ae_luma_to_grey(header->full_range, luma, pixels, header->width);
    return;
  }
  for (int c = 0; c < 2; c++)
    widen_row(frame, c, y);
  ae_yuv_to_rgb(header->full_range, luma, frame->wide[0] + AE_CHROMA_MARGIN, frame->wide[1] + AE_CHROMA_MARGIN, pixels,
                header->width);
}

/* ---- pixels to planes ---- */

gboolean ae_y4m_frame_begin(AeY4mFrame *frame, const char *name, GError **error) {
  const AeY4mHeader *header = frame->header;
  gsize width = ae_y4m_chroma_width(header);
  for (int c = 0; c < 2 && !header->chroma->mono; c++)
    if (!frame->tall[c] && !(frame->tall[c] = ae_alloc((gsize)header->height + 1, width * sizeof(float), name, error)))
      return FALSE;
  return TRUE;
}

void ae_y4m_frame_set_row(AeY4mFrame *frame, guint32 y, const guint8 *pixels) {
  const AeY4mHeader *header = frame->header;
  guint8 *luma = frame->luma + (gsize)y * header->width;
  if (header->chroma->mono) {
    ae_grey_to_luma(header->full_range, pixels, luma, header->width);
    return;
  }
  ae_rgb_to_yuv(header->full_range, pixels, luma, frame->wide[0] + AE_CHROMA_MARGIN, frame->wide[1] + AE_CHROMA_MARGIN,
                header->width);
  for (int c = 0; c < 2; c++)
    ae_chroma_narrow(header->chroma->across, frame->wide[c] + AE_CHROMA_MARGIN,
                     frame->tall[c] + y * ae_y4m_chroma_width(header), header->width);
}

/* The rows of one plane, narrowed along already, are narrowed between. */
static void narrow_plane(AeY4mFrame *frame, int c) {
  const AeY4mHeader *header = frame->header;
  gsize width = ae_y4m_chroma_width(header), count = ae_y4m_chroma_height(header), height = header->height;
  gboolean virtual_end = header->chroma->down == AE_CHROMA_CENTRE && height % 2 && height > 1;
  float *tall = frame->tall[c], *sum = frame->narrow[c];
  gint64 last = virtual_end ? (gint64)height : (gint64)height - 1;
  for (gsize x = 0; virtual_end && x < width; x++)
    tall[height * width + x] = ae_chroma_beyond(tall[(height - 1) * width + x], tall[(height - 2) * width + x]);
  for (gsize k = 0; k < count; k++) {
    AeChromaTaps taps = ae_chroma_narrow_taps(header->chroma->down, (guint32)k);
    memset(sum, 0, width * sizeof *sum);
    for (guint t = 0; t < taps.taps; t++) {
      const float *row = tall + (gsize)CLAMP(taps.first + t, 0, last) * width;
      for (gsize x = 0; x < width; x++)
        sum[x] += taps.weights[t] * row[x];
    }
    for (gsize x = 0; x < width; x++)
      frame->chroma[c][k * width + x] = ae_yuv_code(sum[x]);
  }
}

void ae_y4m_frame_finish(AeY4mFrame *frame) {
  for (int c = 0; c < 2 && !frame->header->chroma->mono; c++)
    narrow_plane(frame, c);
}
