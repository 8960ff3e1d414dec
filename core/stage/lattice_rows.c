/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The picture that comes out of a lattice: rows are read ahead into a ring, given to the workers block by block, and
 * stored. */
#include <string.h>

#include "base/checked.h"
#include "base/cpus.h"
#include "image/bridge.h"
#include "stage/lattice_internal.h"
#include "stage/lattice_neutral.h"

enum { STEP_STRIDES = 2, LEAST_STEP = 8 }; /* rows of a block, in strides: as fast as more, and less memory */

typedef struct {
  AeRows rows; /* what the caller sees; its info is the result's */
  AeRows *in;
  AeLattice *lattice;
  AeLatticePixels pixels;
  AeLatticeGeometry g;
  AeLatticeWorkers *workers;
  int scale, in_channels, out_channels;

  float *ring;   /* the last ring_rows input rows as floats */
  guint8 *marks; /* of the same rows: what is neutral (stage/lattice_neutral.h); NULL: not looked at */
  int ring_rows, rows_read;
  guint8 *raw;   /* one row of in */
  float *stored; /* one row of the result */

  AeLatticeBlock blocks[2];
  int begun, blocks_needed;   /* blocks begun so far, and in all */
  int ready_first, ready_end; /* result rows that the last finished block holds */
  const AeLatticeBlock *ready;
} LatticeRows;

static float *ring_row(const LatticeRows *l, int row) {
  return l->ring + (gsize)(row % l->ring_rows) * l->g.width * l->in->info.channels;
}

static guint8 *marks_row(const LatticeRows *l, int row) {
  return l->marks + (gsize)(row % l->ring_rows) * (gsize)l->g.width;
}

static gboolean read_until(LatticeRows *l, int row, GError **error) {
  for (; l->rows_read <= row; l->rows_read++) {
    if (!ae_rows_read(l->in, l->raw, 1, error))
      return FALSE;
    ae_bridge_to_float(&l->in->info, l->raw, ring_row(l, l->rows_read), l->g.width);
    if (l->marks)
      ae_neutral_mark(ring_row(l, l->rows_read), l->in->info.channels, (gsize)l->g.width, marks_row(l, l->rows_read));
  }
  return TRUE;
}

/* One row of the network's input: the region's pixels and, beyond them, their mirror image. */
static void load_row(const LatticeRows *l, const float *pixels, float *row) {
  const AeLatticeGeometry *g = &l->g;
  int c = l->in_channels, left = g->x - (g->left - g->margin), width = g->columns * g->column + 2 * g->margin;
  float *inner = row + (gsize)left * c;
  l->pixels.load(l->pixels.data, l->in->info.channels, pixels, inner, g->width);
  for (int x = -left; x < 0; x++)
    memcpy(inner + x * c, inner + ae_mirror(x, g->width) * c, c * sizeof(float));
  for (int x = g->width; x < width - left; x++)
    memcpy(inner + x * c, inner + ae_mirror(x, g->width) * c, c * sizeof(float));
}

static gboolean prepare_block(LatticeRows *l, int number, GError **error) {
  const AeLatticeGeometry *g = &l->g;
  gsize row = ((gsize)g->columns * g->column + 2 * g->margin) * l->in_channels;
  int top = g->top + number * g->step - g->y;
  for (int j = 0; j < g->step; j++) {
    int y = ae_mirror(top + j, g->height);
    if (!read_until(l, y, error))
      return FALSE;
    load_row(l, ring_row(l, y), l->blocks[number % 2].in + j * row);
  }
  return TRUE;
}

/* First result row of a block, counted from the region's first; negative while the margin passes. */
static int block_first(const LatticeRows *l, int number) {
  return (l->g.top + number * l->g.step - l->g.y) * l->scale - ae_lattice_workers_delay(l->workers);
}

/* Finishes the block under way and begins the next one, whose rows were read while the workers were busy. */
static gboolean next_block(LatticeRows *l, GError **error) {
  int under_way = l->begun - 1;
  if (l->begun < l->blocks_needed && !prepare_block(l, l->begun, error))
    return FALSE;
  ae_lattice_workers_wait(l->workers);
  if (l->begun < l->blocks_needed)
    ae_lattice_workers_begin(l->workers, &l->blocks[l->begun++ % 2]);
  if (under_way >= 0) {
    l->ready = &l->blocks[under_way % 2];
    l->ready_first = block_first(l, under_way);
    l->ready_end = l->ready_first + l->g.step * l->scale;
  }
  return TRUE;
}

/* Whether a row of the region is computed: what is only context comes out as it went in. */
static gboolean in_core(const LatticeRows *l, int row) {
  return row >= (l->g.core_y - l->g.y) * l->scale && row < (l->g.core_y1 - l->g.y) * l->scale;
}

static void keep_neutral(const LatticeRows *l, int row, float *pixels) {
  const AeLatticeGeometry *g = &l->g;
  const guint8 *marks[2 * AE_NEUTRAL_REACH + 1];
  int y = row / l->scale, n = 0;
  for (int i = MAX(y - AE_NEUTRAL_REACH, 0); i <= MIN(y + AE_NEUTRAL_REACH, g->height - 1); i++)
    marks[n++] = marks_row(l, i) + (g->core_x - g->x);
  ae_neutral_keep(marks, n, l->scale, l->in->info.channels, (gsize)(g->core_x1 - g->core_x), pixels);
}

static void store_core(LatticeRows *l, int row) {
  const AeLatticeGeometry *g = &l->g;
  gsize width = (gsize)g->columns * g->column * l->scale;
  gsize left = (gsize)(g->core_x - g->left) * l->scale;
  gsize offset = (gsize)(g->core_x - g->x) * l->scale * l->in->info.channels;
  const float *from = l->ready->out + ((row - l->ready_first) * width + left) * l->out_channels;
  const float *original = l->scale == 1 ? ring_row(l, row) + offset : NULL;
  l->pixels.store(l->pixels.data, l->in->info.channels, original, from, l->stored + offset,
                  (gsize)(g->core_x1 - g->core_x) * l->scale);
  if (l->marks)
    keep_neutral(l, row, l->stored + offset);
}

static void store_row(LatticeRows *l, int row, void *out) {
  if (l->scale == 1)
    memcpy(l->stored, ring_row(l, row), (gsize)l->g.width * l->in->info.channels * sizeof(float));
  if (in_core(l, row))
    store_core(l, row);
  ae_bridge_from_float(&l->rows.info, l->stored, out, l->rows.info.width);
}

static gboolean report(LatticeRows *l, int row, GError **error) {
  const AeSettings *s = &l->lattice->settings;
  if (!s->progress || s->progress((row + 1.0) / l->rows.info.height, s->progress_data))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean lattice_read(AeRows *self, void *out, guint32 n, GError **error) {
  LatticeRows *l = (LatticeRows *)self;
  gsize bytes = ae_image_row_bytes(&self->info);
  for (guint32 i = 0; i < n; i++) {
    int row = self->next + i;
    while (in_core(l, row) && row >= l->ready_end) {
      if (!next_block(l, error) || !report(l, row, error))
        return FALSE;
    }
    if (!in_core(l, row) && !read_until(l, row, error))
      return FALSE;
    store_row(l, row, (guint8 *)out + i * bytes);
  }
  return TRUE;
}

static void lattice_free(AeRows *self) {
  LatticeRows *l = (LatticeRows *)self;
  ae_lattice_workers_free(l->workers);
  ae_rows_free(l->in);
  ae_image_info_clear(&self->info);
  for (int i = 0; i < 2; i++) {
    ae_free(l->blocks[i].in);
    ae_free(l->blocks[i].out);
  }
  ae_free(l->ring);
  ae_free(l->marks);
  ae_free(l->raw);
  ae_free(l->stored);
  g_free((gpointer)l->pixels.data);
  g_free(l);
}

static gboolean allocate_blocks(LatticeRows *l, GError **error) {
  const AeLatticeGeometry *g = &l->g;
  gsize in = ((gsize)g->columns * g->column + 2 * g->margin) * g->step * l->in_channels;
  gsize out = (gsize)g->columns * g->column * g->step * l->scale * l->scale * l->out_channels;
  for (int i = 0; i < 2; i++) {
    l->blocks[i].in = ae_alloc(in, sizeof(float), "a block of rows", error);
    l->blocks[i].out = l->blocks[i].in ? ae_alloc(out, sizeof(float), "a block of rows", error) : NULL;
    if (!l->blocks[i].out)
      return FALSE;
  }
  return TRUE;
}

/* Surroundings that the network sees have been read when a row of its result is there. */
static gboolean looks_at_neutral(const LatticeRows *l) {
  return l->in->info.channels >= 3 && l->out_channels == 3 && l->g.margin >= AE_NEUTRAL_REACH;
}

/* The ring holds every row that can still be asked for: mirrored ones at the top and the bottom, and the originals of
 * rows that the network has not given back yet, with their surroundings. */
static gboolean allocate(LatticeRows *l, GError **error) {
  const AeLatticeGeometry *g = &l->g;
  int lag = ae_lattice_workers_delay(l->workers) / l->scale + 1;
  l->ring_rows = MIN(g->height, g->margin + lag + AE_NEUTRAL_REACH + 4 * g->step);
  l->ring = ae_alloc((gsize)l->ring_rows * g->width, l->in->info.channels * sizeof(float), "rows in flight", error);
  gboolean ok = l->ring != NULL;
  if (ok && looks_at_neutral(l))
    ok = (l->marks = ae_alloc((gsize)l->ring_rows, (gsize)g->width, "rows in flight", error)) != NULL;
  l->raw = ok ? ae_alloc(ae_image_row_bytes(&l->in->info), 1, "a row", error) : NULL;
  l->stored =
      l->raw ? ae_alloc((gsize)l->rows.info.width * l->rows.info.channels, sizeof(float), "a row", error) : NULL;
  return l->stored && allocate_blocks(l, error);
}

static gboolean check_size(const AeLattice *lattice, const AeImageInfo *info, GError **error) {
  if ((guint64)info->width * info->height <= G_MAXINT && info->width < G_MAXINT / 64 && info->height < G_MAXINT / 64)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a picture of %ux%u pixels is too large for model %s", info->width,
              info->height, ae_model_name(lattice->model));
  return FALSE;
}

/* Rows in flight, in bytes; an upper bound, since the delay is less than two margins. */
static guint64 rows_bytes(const LatticeRows *l) {
  const AeLatticeGeometry *g = &l->g;
  guint64 width = (guint64)g->columns * g->column + 2 * g->margin;
  guint64 ring = (guint64)(3 * g->margin + AE_NEUTRAL_REACH + 4 * g->step) * g->width * (l->in->info.channels + 1);
  guint64 blocks = 2 * width * g->step * (l->in_channels + l->scale * l->scale * l->out_channels);
  return (ring + blocks) * sizeof(float);
}

static guint threads_wanted(const LatticeRows *l) {
  guint threads = l->lattice->settings.threads;
  return threads ? MIN(threads, 1024) : ae_cpus();
}

/* As many threads as the memory limit allows, at most one a column. */
static gboolean count_threads(LatticeRows *l, guint *threads, GError **error) {
  const AeSettings *s = &l->lattice->settings;
  *threads = MIN(threads_wanted(l), (guint)l->g.columns);
  if (!s->max_memory)
    return TRUE;
  AeLatticeStrip *strip = ae_lattice_take_strip(l->lattice, l->g.strip, l->g.step, error);
  if (!strip)
    return FALSE;
  guint64 each = ae_strip_bytes(strip->strip) + ae_model_params(l->lattice->model)->total * sizeof(ae_real);
  guint64 fixed = rows_bytes(l) + l->g.columns * (guint64)ae_strip_state_bytes(strip->strip);
  ae_lattice_give_strip(l->lattice, strip);
  if (fixed + each > s->max_memory) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT,
                "a picture %d pixels wide needs %" G_GUINT64_FORMAT " MB with model %s; allow more memory", l->g.width,
                (fixed + each) / 1000000 + 1, ae_model_name(l->lattice->model));
    return FALSE;
  }
  *threads = MIN(*threads, (s->max_memory - fixed) / each);
  return TRUE;
}

/* A multiple of the stride. */
static int block_rows(int stride) { return MAX(STEP_STRIDES, (LEAST_STEP + stride - 1) / stride) * stride; }

static gboolean begin(LatticeRows *l, GError **error) {
  const AeGraphInfo *net = ae_model_info(l->lattice->model);
  guint threads;
  if (!check_size(l->lattice, &l->in->info, error))
    return FALSE;
  l->scale = net->scale_num / net->scale_den;
  l->in_channels = net->in.c;
  l->out_channels = net->out.c;
  l->g = ae_lattice_geometry(&l->in->info, net->margin, net->stride, block_rows(net->stride), l->scale == 1,
                             (int)threads_wanted(l));
  ae_image_info_copy(&l->rows.info, &l->in->info);
  l->rows.info.width *= l->scale;
  l->rows.info.height *= l->scale;
  l->rows.info.jpeg_quality = 0; /* its pixels are a JPEG's no more */
  if (!count_threads(l, &threads, error))
    return FALSE;
  l->workers = ae_lattice_workers_new(l->lattice, &l->g, threads, error);
  if (!l->workers || !allocate(l, error))
    return FALSE;
  while (block_first(l, l->blocks_needed) < (l->g.core_y1 - l->g.y) * l->scale)
    l->blocks_needed++;
  return TRUE;
}

AeRows *ae_lattice_apply(AeLattice *lattice, AeRows *in, const AeLatticePixels *pixels, GError **error) {
  LatticeRows *l = g_new0(LatticeRows, 1);
  l->rows.read = lattice_read;
  l->rows.free = lattice_free;
  l->in = in;
  l->lattice = lattice;
  l->pixels = *pixels;
  l->pixels.data = g_memdup2(pixels->data, pixels->data_size);
  if (!begin(l, error)) {
    lattice_free(&l->rows);
    return NULL;
  }
  return &l->rows;
}
