/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "holes.h"

#include <string.h>

#include "buffer.h"

/* Floats as stages have them, with alpha. */
static const Babl *with_alpha(GeglBuffer *buffer) {
  const Babl *format = ae_buffer_format(gegl_buffer_get_format(buffer));
  gboolean grey = babl_format_get_n_components(format) < 3;
  return babl_format_with_space(grey ? "Y'A float" : "R'G'B'A float", babl_format_get_space(format));
}

static GeglBufferIterator *iterate(GeglBuffer *to, const GeglRectangle *region, const Babl *format) {
  return gegl_buffer_iterator_new(to, region, 0, format, GEGL_ACCESS_WRITE, GEGL_ABYSS_NONE, 3);
}

static void read_too(GeglBufferIterator *at, GeglBuffer *from, const GeglRectangle *region, const Babl *format) {
  gegl_buffer_iterator_add(at, from, region, 0, format, GEGL_ACCESS_READ, GEGL_ABYSS_NONE);
}

GeglBuffer *ae_holes_new(GeglBuffer *in, GeglBuffer *selection) {
  const GeglRectangle *all = gegl_buffer_get_extent(in);
  const Babl *format = with_alpha(in);
  gsize n = (gsize)babl_format_get_n_components(format);
  GeglBuffer *holes = gegl_buffer_new(all, format);
  GeglBufferIterator *at = iterate(holes, all, format);
  read_too(at, in, all, format);
  read_too(at, selection, all, babl_format("Y float"));
  while (gegl_buffer_iterator_next(at)) {
    float *to = at->items[0].data;
    const float *from = at->items[1].data, *selected = at->items[2].data;
    memcpy(to, from, (gsize)at->length * n * sizeof *to);
    for (gsize i = 0; i < (gsize)at->length; i++)
      to[i * n + n - 1] = selected[i] > 0 || from[i * n + n - 1] <= 0 ? 0 : 1;
  }
  return holes;
}

void ae_holes_close(GeglBuffer *repaired, GeglBuffer *in, const GeglRectangle *region, GeglBuffer *out) {
  const Babl *format = with_alpha(in);
  gsize n = (gsize)babl_format_get_n_components(format);
  GeglBufferIterator *at = iterate(out, region, format);
  read_too(at, repaired, region, format);
  read_too(at, in, region, format);
  while (gegl_buffer_iterator_next(at)) {
    float *to = at->items[0].data;
    const float *from = at->items[1].data, *before = at->items[2].data;
    memcpy(to, from, (gsize)at->length * n * sizeof *to);
    for (gsize i = 0; i < (gsize)at->length; i++)
      to[i * n + n - 1] = before[i * n + n - 1];
  }
}
