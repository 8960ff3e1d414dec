/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "work.h"

#include <string.h>

#include "buffer.h"
#include "holes.h"
#include "texts.h"

struct AeWork {
  AeChain *chain;
  AeWorkProgress progress;
  gpointer data;
  double from, to;                    /* the share of the calls to come */
  double told;                        /* what the host heard last */
  GeglBuffer *settled;                /* the picture that the chain has measured */
  GeglBuffer *holes, *in, *selection; /* the first made of the others (ae_work_selected) */
  char *note;
};

static gboolean tell(double fraction, gpointer data) {
  AeWork *work = data;
  double share = work->from + CLAMP(fraction, 0, 1) * (work->to - work->from);
  if (share < work->told || share >= work->told + 0.01)
    work->told = share;
  return work->progress(work->told, work->data);
}

static void note(int level, const char *text, gpointer data) {
  AeWork *work = data;
  g_free(work->note);
  work->note = g_strdup(text);
}

/* A name that is nowhere found, or a damaged file; other usage errors say all. */
static gboolean lacks_model(const GError *error) {
  return g_error_matches(error, AE_ERROR, AE_ERROR_MODEL) ||
         (g_error_matches(error, AE_ERROR, AE_ERROR_USAGE) && g_str_has_prefix(error->message, "no model"));
}

/* Who sits before an image editor need not know where models lie: the program that knows is named. */
static gboolean open_chain(AeWork *work, GError **error) {
  /* What is made of nothing is something else each time, unless the user says which. */
  AeSettings settings = {.seed = g_random_int(),
                         .progress = work->progress ? tell : NULL,
                         .progress_data = work,
                         .note = note,
                         .note_data = work};
  GError *cause = NULL;
  if (ae_chain_open(work->chain, &settings, &cause))
    return TRUE;
  if (lacks_model(cause))
    g_set_error(error, AE_ERROR, cause->code,
                _("%s\nWhat is installed and what is missing: run \"aefilter --doctor\"."), cause->message);
  else
    g_propagate_error(error, g_steal_pointer(&cause));
  g_clear_error(&cause);
  return FALSE;
}

AeWork *ae_work_new(const AeValues *values, AeWorkProgress progress, gpointer data, GError **error) {
  g_autoptr(AeWork) work = g_new0(AeWork, 1);
  work->progress = progress;
  work->data = data;
  work->to = 1;
  work->chain = ae_values_chain(values, error);
  return work->chain && open_chain(work, error) ? g_steal_pointer(&work) : NULL;
}

static void forget_holes(AeWork *work) {
  g_clear_object(&work->holes);
  g_clear_object(&work->in);
  g_clear_object(&work->selection);
}

void ae_work_free(AeWork *work) {
  if (!work)
    return;
  ae_chain_free(work->chain);
  forget_holes(work);
  g_clear_object(&work->settled);
  g_free(work->note);
  g_free(work);
}

void ae_work_share(AeWork *work, double from, double to) {
  work->from = from;
  work->to = to;
}

static gboolean settle(AeWork *work, GeglBuffer *in, GError **error) {
  if (work->settled == in)
    return TRUE;
  g_clear_object(&work->settled);
  if (!ae_buffer_settle(work->chain, in, gegl_buffer_get_extent(in), error))
    return FALSE;
  work->settled = g_object_ref(in);
  return TRUE;
}

gboolean ae_work_region(AeWork *work, GeglBuffer *in, const GeglRectangle *region, GeglBuffer *out, GError **error) {
  if (gegl_rectangle_is_empty(region))
    return TRUE;
  return settle(work, in, error) && ae_buffer_apply(work->chain, in, gegl_buffer_get_extent(in), region, out, error);
}

static void make_holes(AeWork *work, GeglBuffer *in, GeglBuffer *selection) {
  if (work->in == in && work->selection == selection)
    return;
  forget_holes(work);
  work->holes = ae_holes_new(in, selection);
  work->in = g_object_ref(in);
  work->selection = g_object_ref(selection);
}

gboolean ae_work_selected(AeWork *work, GeglBuffer *in, GeglBuffer *selection, const GeglRectangle *region,
                          GeglBuffer *out, GError **error) {
  if (gegl_rectangle_is_empty(region))
    return TRUE;
  make_holes(work, in, selection);
  g_autoptr(GeglBuffer) repaired = gegl_buffer_new(region, gegl_buffer_get_format(work->holes));
  if (!ae_work_region(work, work->holes, region, repaired, error))
    return FALSE;
  ae_holes_close(repaired, in, region, out);
  return TRUE;
}

GeglBuffer *ae_work_whole(AeWork *work, GeglBuffer *in, GError **error) {
  /* A chain that has measured another picture must not work on this one by it. */
  return settle(work, in, error) ? ae_buffer_apply_whole(work->chain, in, gegl_buffer_get_extent(in), error) : NULL;
}

/* Also of NULL. */
static void unref_buffer(gpointer buffer) { g_clear_object((GeglBuffer **)&buffer); }

static double pixels_of(GeglBuffer *buffer) {
  return buffer ? (double)gegl_buffer_get_width(buffer) * gegl_buffer_get_height(buffer) : 0;
}

static GeglBuffer *whole_as(AeWork *work, GeglBuffer *in, GError **error) {
  g_autoptr(GeglBuffer) result = ae_work_whole(work, in, error);
  if (!result)
    return NULL;
  GeglBuffer *own = gegl_buffer_new(gegl_buffer_get_extent(result), gegl_buffer_get_format(in));
  gegl_buffer_copy(result, NULL, GEGL_ABYSS_NONE, own, NULL);
  return own;
}

GPtrArray *ae_work_wholes(AeWork *work, const GPtrArray *in, GError **error) {
  g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(unref_buffer);
  double total = 0, done = 0;
  for (guint i = 0; i < in->len; i++)
    total += pixels_of(in->pdata[i]);
  for (guint i = 0; i < in->len; i++) {
    double part = pixels_of(in->pdata[i]);
    ae_work_share(work, done / MAX(total, 1), (done + part) / MAX(total, 1));
    g_ptr_array_add(results, in->pdata[i] ? whole_as(work, in->pdata[i], error) : NULL);
    if (in->pdata[i] && !results->pdata[i])
      return NULL;
    done += part;
  }
  return g_steal_pointer(&results);
}

/* All that comes out after a picture, or the end, was put. */
static gboolean collect(AeWork *work, const Babl *space, GPtrArray *pictures, GError **error) {
  GError *problem = NULL;
  AeRows *rows = ae_chain_next(work->chain, &problem);
  while (rows) {
    GeglBuffer *picture = ae_buffer_of_rows(rows, space, &problem);
    ae_rows_free(rows);
    if (picture)
      g_ptr_array_add(pictures, picture);
    rows = picture ? ae_chain_next(work->chain, &problem) : NULL;
  }
  if (problem)
    g_propagate_error(error, problem);
  return !problem;
}

GPtrArray *ae_work_pictures(AeWork *work, GeglBuffer *const *in, guint n, GError **error) {
  const Babl *space = n ? babl_format_get_space(ae_buffer_format(gegl_buffer_get_format(in[0]))) : NULL;
  g_autoptr(GPtrArray) pictures = g_ptr_array_new_with_free_func(unref_buffer);
  ae_chain_begin(work->chain);
  for (guint i = 0; i <= n; i++) {
    const GeglRectangle *all = i < n ? gegl_buffer_get_extent(in[i]) : NULL;
    ae_chain_put(work->chain, all ? ae_buffer_rows(in[i], all, all) : NULL);
    if (!collect(work, space, pictures, error))
      return NULL;
  }
  return g_steal_pointer(&pictures);
}

const char *ae_work_note(const AeWork *work) { return work->note; }

/* A black picture of any size. */
static gboolean black_read(AeRows *rows, void *out, guint32 n, GError **error) {
  memset(out, 0, n * ae_image_row_bytes(&rows->info));
  return TRUE;
}

static gboolean black_rewind(AeRows *rows, GError **error) { return TRUE; }

static void black_free(AeRows *rows) { g_free(rows); }

static AeRows *black_rows(int width, int height) {
  AeRows *rows = g_new0(AeRows, 1);
  rows->info =
      (AeImageInfo){.width = (guint32)width, .height = (guint32)height, .channels = 1, .sample = AE_SAMPLE_FLOAT};
  rows->read = black_read;
  rows->rewind = black_rewind;
  rows->free = black_free;
  return rows;
}

gboolean ae_work_size(AeWork *work, int width, int height, int *out_width, int *out_height, GError **error) {
  AeRows *rows = ae_chain_apply(work->chain, black_rows(width, height), error);
  if (!rows)
    return FALSE;
  *out_width = (int)rows->info.width;
  *out_height = (int)rows->info.height;
  ae_rows_free(rows);
  return TRUE;
}
