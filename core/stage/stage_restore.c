/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What JPEG has done to a picture, undone: blocks, ringing, smeared colour. The network is the denoiser's, told the
 * quality instead of a noise level (image/jpeg_quality.h), or nothing where it is not known; its grid of 8 pixels lies
 * on that of JPEG's blocks. */
#include <aefilter/stage.h>

#include "image/jpeg_quality.h"
#include "stage/feed_rows.h"
#include "stage/jpeg_trace.h"
#include "stage/level_pixels.h"
#include "stage/note.h"

typedef struct {
  double strength;
  int quality;
  char *model;
} Options;

static const AeOption options[] = {
    {"strength", "share of the result in the output", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, strength), "1", 0, 1},
    {"quality", "the JPEG's quality, found in the file or in its pixels if auto; lower smooths more", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, quality), "auto", 1, 100, .allow_auto = TRUE},
    {"model", "name or file; if not given, restore", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeLattice *lattice;
  gboolean settled;
  guint settled_quality;
} State;

static void restore_close(gpointer state) {
  State *s = state;
  ae_lattice_free(s->lattice);
  g_free(s);
}

static AeLattice *open_network(const Options *o, const AeSettings *settings, GError **error) {
  AeModel *model = ae_model_load(o->model ? o->model : "restore", "restore", error);
  gboolean fits = model && ae_level_check_model(model, "a model for restore takes RGB and the quality", error);
  AeLattice *lattice = fits ? ae_lattice_new(model, settings, error) : NULL;
  ae_model_unref(model);
  return lattice;
}

static gboolean restore_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *o = values;
  AeLattice *lattice = open_network(o, settings, error);
  if (!lattice)
    return FALSE;
  State *s = g_new0(State, 1);
  s->options = o;
  s->settings = settings;
  s->lattice = lattice;
  *state = s;
  return TRUE;
}

/* 0 where there is none. */
static gboolean find_quality(const State *s, AeRows *in, guint *quality, GError **error) {
  AeJpegTrace *trace = ae_jpeg_trace_new(in->info.width, ae_feed_colours(in), error);
  gboolean ok = trace && ae_rows_feed(in, ae_jpeg_trace_feed, trace, error);
  *quality = ok ? ae_jpeg_trace_quality(trace) : 0;
  ae_jpeg_trace_free(trace);
  if (*quality)
    ae_stage_note(s->settings, 2, "its pixels are those of a JPEG of quality %u", *quality);
  else if (ok)
    ae_stage_note(s->settings, 2, "its pixels do not tell a JPEG's quality");
  return ok;
}

static gboolean restore_measures(gpointer state) {
  const State *s = state;
  return s->options->strength > 0 && s->options->quality == AE_AUTO;
}

/* Without looking at the pixels where that can be. */
static gboolean choose(const State *s, AeRows **in, guint *quality, GError **error) {
  *quality = s->settled ? s->settled_quality : (guint)MAX(s->options->quality, 0);
  if (s->settled || !restore_measures((gpointer)s))
    return TRUE;
  *quality = (*in)->info.jpeg_quality;
  if (*quality) {
    ae_stage_note(s->settings, 2, "a JPEG of quality %u", *quality);
    return TRUE;
  }
  *in = ae_rows_spool(*in, error);
  return *in && find_quality(s, *in, quality, error) && ae_rows_rewind(*in, error);
}

static gboolean restore_settle(gpointer state, AeRows *whole, GError **error) {
  State *s = state;
  s->settled = find_quality(s, whole, &s->settled_quality, error);
  return s->settled;
}

static AeRows *restore_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  guint quality;
  if (s->options->strength == 0)
    return in;
  if (!choose(s, &in, &quality, error)) {
    ae_rows_free(in);
    return NULL;
  }
  AeLevelPixels p = {(float)s->options->strength, quality ? (float)ae_jpeg_level(quality) : AE_JPEG_LEVEL_UNKNOWN, 1};
  AeLatticePixels pixels = ae_level_pixels(&p);
  return ae_lattice_apply(s->lattice, in, &pixels, error);
}

static guint restore_margin(gpointer state) { return ae_lattice_margin(((const State *)state)->lattice); }

const AeStage ae_stage_restore = {
    .name = "restore",
    .help = "take away what JPEG has done to a picture",
    .description =
        "Removes the blocks, ringing and smeared colour of JPEG compression. The quality it was saved with is "
        "read in the file or, of a picture that has been stored in another format since, found in its pixels. "
        "strength mixes the result with the original. Alpha is left as it is.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .same_size = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .open = restore_open,
    .apply = restore_apply,
    .close = restore_close,
    .margin = restore_margin,
    .measures = restore_measures,
    .settle = restore_settle,
};
