/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Larger pictures: a network for 2, 3 or 4 times, two in turn beyond, and an antialiased resize down to the factor that
 * was asked for. What came from a JPEG gets networks that were trained on such pictures, the "photo" ones. Colour goes
 * through the networks; alpha is enlarged by itself, bicubic and clipped, and what hides under it does not show at the
 * edges of what is seen (stage/planes.h). */
#include <math.h>

#include <aefilter/stage.h>

#include "image/bridge.h"
#include "image/resize.h"
#include "stage/lattice.h"
#include "stage/note.h"
#include "stage/planes.h"

typedef struct {
  double scale;
  char *model;
} Options;

static const AeOption options[] = {
    {"scale", "how many times wider and higher", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, scale), "2", 1, 8,
     .label = "Factor"},
    {"model",
     "name or file; if not given, upscale2, upscale3 or upscale4, or upscale2-photo ... for what came from a JPEG",
     AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {NULL}};

enum { MOST_NETWORKS = 2, ALPHA_REACH = 4 }; /* ALPHA_REACH: pixels that a resize looks at, and some */

/* In turn; NULL behind the last. */
typedef struct {
  AeLattice *networks[MOST_NETWORKS];
} Way;

typedef struct {
  const Options *options;
  const AeSettings *settings;
  Way clean, photo; /* photo: empty where it is not wanted or not installed */
} State;

/* Which networks enlarge enough, the first one first: as little too much as can be. 0: none. */
typedef struct {
  int factors[MOST_NETWORKS];
} Plan;

static Plan plan_of(double scale) {
  static const Plan plans[] = {{{2, 0}}, {{3, 0}}, {{4, 0}}, {{3, 2}}, {{4, 2}}};
  for (guint i = 0; i < G_N_ELEMENTS(plans) - 1; i++)
    if (scale <= plans[i].factors[0] * MAX(plans[i].factors[1], 1))
      return plans[i];
  return plans[G_N_ELEMENTS(plans) - 1];
}

/* ---- pixels ---- */

/* A sample that is not finite, or so large that a sum over it may not be, is black, so that it spoils no neighbours. */
static float usable(float sample) { return ae_bridge_is_usable(sample) ? sample : 0; }

/* Grey goes in as three equal channels. */
static void load(gconstpointer data, guint channels, const float *pixels, float *in, gsize n) {
  guint green = channels == 3 ? 1 : 0, blue = channels == 3 ? 2 : 0;
  for (gsize i = 0; i < n; i++, pixels += channels, in += 3) {
    in[0] = usable(pixels[0]);
    in[1] = usable(pixels[green]);
    in[2] = usable(pixels[blue]);
  }
}

static void store(gconstpointer data, guint channels, const float *original, const float *out, float *pixels, gsize n) {
  for (gsize i = 0; i < n; i++, out += 3, pixels += channels)
    if (channels == 3)
      for (int c = 0; c < 3; c++)
        pixels[c] = out[c];
    else
      pixels[0] = (out[0] + out[1] + out[2]) / 3;
}

/* ---- opening ---- */

static gboolean check_model(const AeModel *model, int factor, double scale, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  if (info->in.c != 3 || info->out.c != 3)
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: a model for upscale takes RGB and gives RGB",
                ae_model_path(model));
  else if (info->scale_den != 1 || info->scale_num != factor)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "stage upscale: model %s enlarges %g times; scale=%g takes one that enlarges %d times",
                ae_model_name(model), (double)info->scale_num / info->scale_den, scale, factor);
  else
    return TRUE;
  return FALSE;
}

static AeLattice *open_network(const State *s, const char *name, int factor, const AeSettings *settings,
                               GError **error) {
  AeModel *model = ae_model_load(name, "upscale", error);
  gboolean fits = model && check_model(model, factor, s->options->scale, error);
  AeLattice *network = fits ? ae_lattice_new(model, settings, error) : NULL;
  ae_model_unref(model);
  return network;
}

/* Only the first network sees what JPEG has done. */
static char *name_of(int factor, gboolean photo) {
  return g_strdup_printf(photo ? "upscale%d-photo" : "upscale%d", factor);
}

static gboolean open_way(const State *s, gboolean photo, Way *way, GError **error) {
  AeSettings settings = *s->settings;
  Plan plan = plan_of(s->options->scale);
  settings.progress = NULL; /* told once for all, where the rows come out */
  for (int i = 0; i < MOST_NETWORKS && plan.factors[i]; i++) {
    g_autofree char *name = name_of(plan.factors[i], photo && !i);
    if (plan.factors[1]) /* the second one works on a wider picture */
      settings.max_memory = (s->settings->max_memory + 3) / 4 * (i ? 3 : 1);
    way->networks[i] = open_network(s, name, plan.factors[i], &settings, error);
    if (!way->networks[i])
      return FALSE;
  }
  return TRUE;
}

static gboolean open_named(State *s, GError **error) {
  AeSettings settings = *s->settings;
  settings.progress = NULL;
  s->clean.networks[0] = open_network(s, s->options->model, (int)ceil(s->options->scale), &settings, error);
  return s->clean.networks[0] != NULL;
}

static void close_way(Way *way) {
  for (int i = 0; i < MOST_NETWORKS; i++)
    g_clear_pointer(&way->networks[i], ae_lattice_free);
}

/* A convenience for JPEGs: not installed, the others serve; damaged, it fails. */
static gboolean open_photo(State *s, GError **error) {
  GError *cause = NULL;
  if (open_way(s, TRUE, &s->photo, &cause))
    return TRUE;
  close_way(&s->photo);
  if (g_error_matches(cause, AE_ERROR, AE_ERROR_USAGE)) {
    g_error_free(cause);
    return TRUE;
  }
  g_propagate_error(error, cause);
  return FALSE;
}

static gboolean open_networks(State *s, GError **error) {
  if (s->options->scale == 1)
    return TRUE;
  if (s->options->model)
    return open_named(s, error);
  return open_way(s, FALSE, &s->clean, error) && open_photo(s, error);
}

static void upscale_close(gpointer state) {
  State *s = state;
  close_way(&s->clean);
  close_way(&s->photo);
  g_free(s);
}

static gboolean upscale_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  if (!open_networks(s, error)) {
    upscale_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- a picture ---- */

/* The result's info; no reference on its meta. */
static gboolean size_of(const State *s, const AeImageInfo *in, AeImageInfo *out, GError **error) {
  guint64 most = s->settings->max_pixels ? s->settings->max_pixels : 1000000000;
  double width = floor(in->width * s->options->scale + 0.5), height = floor(in->height * s->options->scale + 0.5);
  *out = *in;
  out->x = out->y = out->full_width = out->full_height = 0;
  if (width * height <= (double)most && width < G_MAXINT && height < G_MAXINT) {
    out->width = (guint32)width;
    out->height = (guint32)height;
    return TRUE;
  }
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT,
              "%u x %u pixels enlarged %g times are more than the limit of %" G_GUINT64_FORMAT " pixels", in->width,
              in->height, s->options->scale, most);
  return FALSE;
}

/* What a pixel of the result depends on, in pixels of the picture. */
static guint reach_of(const Way *way) {
  guint reach = ALPHA_REACH;
  for (int i = 0; i < MOST_NETWORKS && way->networks[i]; i++)
    reach += ae_lattice_margin(way->networks[i]);
  return reach;
}

static const Way *way_of(const State *s, const AeImageInfo *in) {
  return in->jpeg_quality && s->photo.networks[0] ? &s->photo : &s->clean;
}

static AeRows *enlarge(const Way *way, AeRows *colour, const AeImageInfo *out, GError **error) {
  AeLatticePixels pixels = {load, store, NULL, 0};
  for (int i = 0; i < MOST_NETWORKS && way->networks[i] && colour; i++)
    colour = ae_lattice_apply(way->networks[i], colour, &pixels, error);
  return colour ? ae_rows_resize(colour, out->width, out->height, error) : NULL;
}

static AeRows *enlarge_parts(const State *s, const Way *way, AeRows *in, const AeImageInfo *info, GError **error) {
  AeRows *colour, *alpha;
  if (!ae_rows_split(in, &colour, &alpha, error))
    return NULL;
  gboolean wanted = alpha != NULL;
  colour = enlarge(way, colour, info, error);
  if (colour && wanted)
    alpha = ae_rows_resize(alpha, info->width, info->height, error);
  if (colour && (alpha || !wanted))
    return ae_rows_join(colour, alpha, info, s->settings->progress, s->settings->progress_data, error);
  ae_rows_free(colour);
  ae_rows_free(alpha);
  return NULL;
}

static AeRows *upscale_apply(gpointer state, AeRows *in, GError **error) {
  const State *s = state;
  AeImageInfo info;
  if (s->options->scale == 1)
    return in;
  if (!size_of(s, &in->info, &info, error)) {
    ae_rows_free(in);
    return NULL;
  }
  ae_meta_ref(info.meta);
  const Way *way = way_of(s, &in->info);
  ae_stage_note(s->settings, 2, "model %s", ae_lattice_model_name(way->networks[0]));
  in = ae_rows_as_float(in, error);
  if (in && ae_image_has_alpha(&in->info))
    in = ae_rows_fill_hidden(in, reach_of(way), error);
  AeRows *out = in ? enlarge_parts(s, way, in, &info, error) : NULL;
  ae_image_info_clear(&info);
  return out;
}

static guint upscale_margin(gpointer state) {
  const State *s = state;
  return MAX(reach_of(&s->clean), reach_of(&s->photo));
}

const AeStage ae_stage_upscale = {
    .name = "upscale",
    .help = "make a picture larger",
    .description =
        "Enlarges a photograph by networks that were trained to restore what a smaller picture has lost; any "
        "factor from 1 to 8. What is read from a JPEG gets networks that know JPEG's faults and a little noise, all "
        "else "
        "those for clean pictures; model=upscale2 or model=upscale2-photo chooses. Transparency is enlarged on its "
        "own, and the colour that hides under it does "
        "not show. The resolution that is stored in the file stays, so a print gets larger.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .options = options,
    .options_size = sizeof(Options),
    .open = upscale_open,
    .apply = upscale_apply,
    .close = upscale_close,
    .margin = upscale_margin,
};
