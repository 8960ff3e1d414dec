/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Noise out of photographs: a bias-free residual U-Net whose input is the picture and its noise level. Because the
 * network has no biases it is homogeneous, f(k x, k sigma) = k f(x, sigma) (Mohan et al. 2020, arXiv 1906.05478): a
 * level above those it was trained on is brought into the range by k and the result scaled back. */
#include <aefilter/stage.h>

#include "stage/feed_rows.h"
#include "stage/level_pixels.h"
#include "stage/noise_estimate.h"
#include "stage/note.h"

typedef struct {
  double strength, sigma;
  char *model;
} Options;

static const AeOption options[] = {
    {"strength", "share of the result in the output", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, strength), "1", 0, 1},
    {"sigma", "standard deviation of the noise, measured if auto", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, sigma),
     "auto", 0, 100, .allow_auto = TRUE, .unit = "8-bit levels", .label = "Noise level"},
    {"model", "name or file; if not given, photo where a measured picture has a camera's noise, else denoise",
     AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {NULL}};

typedef struct {
  AeLattice *lattice;
  double sigma_max; /* greatest level it was trained on, 0..1 units */
  gboolean blind;   /* sees the level for itself */
} Network;

typedef struct {
  const Options *options;
  const AeSettings *settings;
  Network plain, photo;   /* photo: without lattice where it is not wanted or not installed */
  const Network *settled; /* what all pictures get since settle; NULL before */
  double settled_sigma;
} State;

static gboolean open_network(const char *name, const AeSettings *settings, Network *network, GError **error) {
  AeModel *model = ae_model_load(name, "denoise", error);
  if (!model)
    return FALSE;
  const char *max = ae_model_get(model, "sigma_max"), *blind = ae_model_get(model, "blind");
  network->sigma_max = max ? g_ascii_strtod(max, NULL) / 255 : 0;
  network->blind = !g_strcmp0(blind, "1");
  if (!(network->sigma_max > 0))
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: sigma_max is missing from the metadata", ae_model_path(model));
  else if (ae_level_check_model(model, "a denoiser takes RGB and the noise level", error))
    network->lattice = ae_lattice_new(model, settings, error);
  ae_model_unref(model);
  return network->lattice != NULL;
}

static void denoise_close(gpointer state) {
  State *s = state;
  if (!s)
    return;
  ae_lattice_free(s->plain.lattice);
  ae_lattice_free(s->photo.lattice);
  g_free(s);
}

static gboolean check_level(const State *s, GError **error) {
  if (!s->plain.blind || s->options->sigma == AE_AUTO)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "stage denoise: model %s finds the noise level by itself; leave sigma out, or use strength",
              s->options->model ? s->options->model : "denoise");
  return FALSE;
}

/* The photo model is a convenience of sigma=auto: not installed, the plain one serves; damaged, it fails. */
static gboolean open_photo(State *s, GError **error) {
  GError *cause = NULL;
  if (open_network("photo", s->settings, &s->photo, &cause))
    return TRUE;
  if (g_error_matches(cause, AE_ERROR, AE_ERROR_USAGE)) {
    g_error_free(cause);
    return TRUE;
  }
  g_propagate_error(error, cause);
  return FALSE;
}

static gboolean denoise_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *o = values;
  State *s = g_new0(State, 1);
  s->options = o;
  s->settings = settings;
  if (!open_network(o->model ? o->model : "denoise", settings, &s->plain, error) || !check_level(s, error)) {
    denoise_close(s);
    return FALSE;
  }
  if (!o->model && o->sigma == AE_AUTO && !open_photo(s, error)) {
    denoise_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

static gboolean feed(gpointer meter, const float *row, GError **error) {
  return ae_noise_meter_feed(meter, row, 1, error);
}

static gboolean measure(AeRows *rows, AeNoiseEstimate *estimate, GError **error) {
  AeNoiseMeter *meter = ae_noise_meter_new(rows->info.width, ae_feed_colours(rows), error);
  gboolean ok = meter && ae_rows_feed(rows, feed, meter, error) && ae_noise_meter_finish(meter, estimate, error);
  ae_noise_meter_free(meter);
  return ok;
}

/* Level in 8-bit units up to which nothing is known of the kind of noise, if there is any (noise_estimate.h). */
#define HARDLY_ANY 0.6

static void tell(const AeSettings *settings, gboolean white, double sigma, const char *model) {
  if (white)
    ae_stage_note(settings, 2, "evenly noisy, noise level %.1f: model %s", sigma, model);
  else if (sigma > HARDLY_ANY)
    ae_stage_note(settings, 2, "noise smeared by the camera, noise level %.1f: model %s", sigma, model);
  else
    ae_stage_note(settings, 2, "hardly noisy, noise level %.1f: model %s", sigma, model);
}

/* Which network a picture gets, and the level it is told. White noise is for the plain one, which knows it best. A
 * camera's, smeared by demosaicing and JPEG, is for the photo one, and so is a picture that looks clean: its noise may
 * be smeared beyond measure, and the photo network leaves a clean one nearly as it is (its card has the figure). */
static gboolean choose_measured(const State *s, AeRows *in, const Network **network, double *sigma, GError **error) {
  AeNoiseEstimate estimate;
  if (!measure(in, &estimate, error))
    return FALSE;
  gboolean white = estimate.sigma > HARDLY_ANY && !estimate.smeared;
  *network = s->photo.lattice && !white ? &s->photo : &s->plain;
  *sigma = (*network)->blind ? 0 : estimate.sigma / 255;
  tell(s->settings, white, estimate.sigma, ae_lattice_model_name((*network)->lattice));
  return TRUE;
}

static gboolean denoise_measures(gpointer state) {
  const State *s = state;
  return s->options->strength > 0 && s->options->sigma == AE_AUTO && !s->plain.blind;
}

/* Without measuring where that can be. */
static gboolean choose(const State *s, AeRows **in, const Network **network, double *sigma, GError **error) {
  *network = s->settled ? s->settled : &s->plain;
  *sigma = s->settled ? s->settled_sigma : MAX(s->options->sigma, 0) / 255;
  if (s->settled || !denoise_measures((gpointer)s))
    return TRUE;
  if (s->photo.lattice && (*in)->info.jpeg_quality) {
    *network = &s->photo;
    return TRUE;
  }
  *in = ae_rows_spool(*in, error);
  return *in && choose_measured(s, *in, network, sigma, error) && ae_rows_rewind(*in, error);
}

static gboolean denoise_settle(gpointer state, AeRows *whole, GError **error) {
  State *s = state;
  return choose_measured(s, whole, &s->settled, &s->settled_sigma, error);
}

static AeRows *denoise_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  const Network *network;
  double sigma;
  if (s->options->strength == 0)
    return in;
  if (!choose(s, &in, &network, &sigma, error)) {
    ae_rows_free(in);
    return NULL;
  }
  AeLevelPixels p = {s->options->strength, sigma, sigma > network->sigma_max ? network->sigma_max / sigma : 1};
  AeLatticePixels pixels = ae_level_pixels(&p);
  return ae_lattice_apply(network->lattice, in, &pixels, error);
}

static guint denoise_margin(gpointer state) {
  const State *s = state;
  guint plain = ae_lattice_margin(s->plain.lattice), photo = s->photo.lattice ? ae_lattice_margin(s->photo.lattice) : 0;
  return MAX(plain, photo);
}

const AeStage ae_stage_denoise = {
    .name = "denoise",
    .help = "take the noise out of a photograph",
    .description = "Removes sensor noise and film grain. The noise level is measured in each picture unless sigma "
                   "gives it. strength mixes the result with the original, which keeps some grain. Alpha is left as "
                   "it is.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .same_size = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .open = denoise_open,
    .apply = denoise_apply,
    .close = denoise_close,
    .margin = denoise_margin,
    .measures = denoise_measures,
    .settle = denoise_settle,
};
