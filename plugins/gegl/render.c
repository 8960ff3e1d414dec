/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The node's own store replaces GEGL's cache, which computes a whole request again where any part of it is missing, and
 * takes what failed for done. */
#include "render.h"

#include "blocks.h"
#include "buffer.h"

struct AeRender {
  void (*progress)(double fraction, gpointer data);
  gpointer progress_data;

  GRecMutex work;   /* of what follows: one region at a time */
  gboolean busy;    /* a region is being computed by this thread */
  GStrv words;      /* of the chain */
  AeChain *chain;   /* NULL: could not be opened */
  GError *failure;  /* why */
  GeglBuffer *done; /* the result, in the units of blocks */
  GeglRectangle full, required;
  guint seen;                      /* the generation whose input was asked for */
  gint64 finished, current, total; /* pixels, of the region being computed */

  GMutex state; /* of what follows, which an invalidation may change at any time */
  AeBlocks *blocks;
  gboolean settled, measures;
  gint margin;
  guint generation; /* counts invalidations */
};

AeRender *ae_render_new(void (*progress)(double fraction, gpointer data), gpointer data) {
  AeRender *render = g_new0(AeRender, 1);
  render->progress = progress;
  render->progress_data = data;
  render->blocks = ae_blocks_new();
  g_rec_mutex_init(&render->work);
  g_mutex_init(&render->state);
  return render;
}

void ae_render_free(AeRender *render) {
  ae_chain_free(render->chain);
  g_clear_error(&render->failure);
  g_strfreev(render->words);
  g_clear_object(&render->done);
  ae_blocks_free(render->blocks);
  g_rec_mutex_clear(&render->work);
  g_mutex_clear(&render->state);
  g_free(render);
}

static gboolean on_progress(double fraction, gpointer data) {
  AeRender *render = data;
  if (render->total > 0)
    render->progress(((double)render->finished + fraction * (double)render->current) / (double)render->total,
                     render->progress_data);
  return TRUE;
}

static void forget(AeRender *render, const GeglRectangle *full) {
  g_mutex_lock(&render->state);
  ae_blocks_remove(render->blocks, NULL);
  render->full = *full;
  render->settled = FALSE;
  render->generation++;
  g_mutex_unlock(&render->state);
  g_clear_object(&render->done);
}

/* Opens the chain where the words are new. What fails is tried again only with other words. */
static gboolean open_chain(AeRender *render, const char *const *words) {
  if (render->words && g_strv_equal((const char *const *)render->words, words))
    return render->chain != NULL;
  forget(render, &render->full);
  g_clear_pointer(&render->chain, ae_chain_free);
  g_clear_error(&render->failure);
  g_strfreev(render->words);
  render->words = g_strdupv((char **)words);
  gint threads = 0;
  g_object_get(gegl_config(), "threads", &threads, NULL);
  AeSettings settings = {.threads = (guint)MAX(threads, 0), .progress = on_progress, .progress_data = render};
  render->chain = ae_chain_parse(words, &render->failure);
  if (render->chain && !ae_chain_open(render->chain, &settings, &render->failure))
    g_clear_pointer(&render->chain, ae_chain_free);
  if (!render->chain)
    return FALSE;
  g_mutex_lock(&render->state);
  render->margin = (gint)ae_chain_margin(render->chain);
  render->measures = ae_chain_measures(render->chain);
  g_mutex_unlock(&render->state);
  return TRUE;
}

/* Makes ready for the job's picture. */
static gboolean begin(AeRender *render, const AeRenderJob *job) {
  if (!open_chain(render, job->words))
    return FALSE;
  if (render->done && gegl_rectangle_equal(&render->full, &job->full) &&
      gegl_buffer_get_format(render->done) == job->format)
    return TRUE;
  forget(render, &job->full);
  render->done = gegl_buffer_new(&job->full, job->format);
  return TRUE;
}

static GeglRectangle grown(const GeglRectangle *region, gint margin) {
  if (gegl_rectangle_is_infinite_plane(region))
    return *region;
  return (GeglRectangle){region->x - margin, region->y - margin, region->width + 2 * margin,
                         region->height + 2 * margin};
}

/* The input that the missing rectangles need. On an infinite plane nothing can be measured but what is at hand. */
static GeglRectangle needed(const AeRender *render, const GArray *missing) {
  GeglRectangle all = {0, 0, 0, 0};
  for (guint i = 0; i < missing->len; i++)
    gegl_rectangle_bounding_box(&all, &all, &g_array_index(missing, GeglRectangle, i));
  if (missing->len == 0)
    return all;
  if (render->measures && !render->settled && !gegl_rectangle_is_infinite_plane(&render->full))
    return render->full;
  all = grown(&all, render->margin);
  gegl_rectangle_intersect(&all, &all, &render->full);
  return all;
}

GeglRectangle ae_render_required(AeRender *render, const AeRenderJob *job, const GeglRectangle *region) {
  GeglRectangle required = *region;
  g_rec_mutex_lock(&render->work);
  if (!render->busy && begin(render, job)) {
    g_mutex_lock(&render->state);
    g_autoptr(GArray) missing = ae_blocks_missing(render->blocks, &render->full, region);
    if (missing)
      required = needed(render, missing);
    render->required = required;
    render->seen = render->generation;
    g_mutex_unlock(&render->state);
  }
  g_rec_mutex_unlock(&render->work);
  return required;
}

/* Whether what is computed now may be kept: the input has been asked for, and has not changed since. */
static gboolean keeps(const AeRender *render, const GeglRectangle *need) {
  return render->generation == render->seen && gegl_rectangle_contains(&render->required, need);
}

static gboolean settle(AeRender *render, GeglBuffer *input, const GeglRectangle *need, GError **error) {
  g_mutex_lock(&render->state);
  gboolean settled = render->settled;
  g_mutex_unlock(&render->state);
  if (settled || !render->measures)
    return TRUE;
  if (!ae_buffer_settle(render->chain, input, need, error))
    return FALSE;
  g_mutex_lock(&render->state);
  render->settled = keeps(render, need);
  g_mutex_unlock(&render->state);
  return TRUE;
}

static gint64 area(const GeglRectangle *r) { return (gint64)r->width * r->height; }

static gboolean compute(AeRender *render, GeglBuffer *input, const GArray *missing, const GeglRectangle *need,
                        GError **error) {
  for (guint i = 0; i < missing->len; i++)
    render->total += area(&g_array_index(missing, GeglRectangle, i));
  if (!settle(render, input, need, error))
    return FALSE;
  for (guint i = 0; i < missing->len; i++) {
    const GeglRectangle *part = &g_array_index(missing, GeglRectangle, i);
    render->current = area(part);
    if (!ae_buffer_apply(render->chain, input, &render->full, part, render->done, error))
      return FALSE;
    render->finished += render->current;
    g_mutex_lock(&render->state);
    if (keeps(render, need))
      ae_blocks_add(render->blocks, part);
    g_mutex_unlock(&render->state);
  }
  return TRUE;
}

static gboolean compute_missing(AeRender *render, GeglBuffer *input, const GeglRectangle *region, GError **error) {
  g_mutex_lock(&render->state);
  g_autoptr(GArray) missing = ae_blocks_missing(render->blocks, &render->full, region);
  GeglRectangle need = missing ? needed(render, missing) : *region;
  g_mutex_unlock(&render->state);
  if (!missing) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a region of %d x %d pixels is too large", region->width,
                region->height);
    return FALSE;
  }
  if (missing->len == 0)
    return TRUE;
  render->finished = render->total = render->current = 0;
  render->progress(0, render->progress_data);
  gboolean ok = compute(render, input, missing, &need, error);
  render->progress(1, render->progress_data);
  return ok;
}

/* Never the store itself: those downstream may keep what they get, or work in place in it. Whole tiles are shared until
 * one side writes. */
static GeglBuffer *copy_of(GeglBuffer *done, const GeglRectangle *region) {
  GeglBuffer *copy = gegl_buffer_new(region, gegl_buffer_get_format(done));
  gegl_buffer_copy(done, region, GEGL_ABYSS_NONE, copy, region);
  return copy;
}

static GeglBuffer *render_region(AeRender *render, const AeRenderJob *job, GeglBuffer *input,
                                 const GeglRectangle *region, GError **error) {
  if (!begin(render, job)) {
    g_propagate_error(error, g_error_copy(render->failure));
    return NULL;
  }
  render->busy = TRUE;
  gboolean ok = compute_missing(render, input, region, error);
  render->busy = FALSE;
  return ok ? copy_of(render->done, region) : NULL;
}

GeglBuffer *ae_render_region(AeRender *render, const AeRenderJob *job, GeglBuffer *input, const GeglRectangle *region,
                             GError **error) {
  GeglBuffer *result = NULL;
  g_rec_mutex_lock(&render->work);
  if (render->busy)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "asked for pixels while it reports its progress");
  else
    result = render_region(render, job, input, region, error);
  g_rec_mutex_unlock(&render->work);
  return result;
}

GeglRectangle ae_render_affected(AeRender *render, const GeglRectangle *region) {
  g_mutex_lock(&render->state);
  GeglRectangle affected = grown(region, render->margin);
  if (render->measures)
    gegl_rectangle_bounding_box(&affected, &affected, &render->full);
  g_mutex_unlock(&render->state);
  return affected;
}

void ae_render_invalidate(AeRender *render, const GeglRectangle *region) {
  g_mutex_lock(&render->state);
  gboolean all = render->measures || gegl_rectangle_is_empty(region);
  ae_blocks_remove(render->blocks, all ? NULL : region);
  render->settled = FALSE;
  render->generation++;
  g_mutex_unlock(&render->state);
}
