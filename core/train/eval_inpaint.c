/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Scratches of one width are drawn across the picture and repaired; only what lay under them is compared. What is to be
 * surpassed is the harmonic fill: every hidden pixel is the mean of its four neighbours, which is Laplace's equation
 * with the pixels around as its border (Bertalmio et al., SIGGRAPH 2000, name it as the simplest of the fills). */
#include "base/checked.h"
#include "train/eval.h"
#include "train/holes.h"

#include <math.h>

typedef struct {
  AeEvalOptions common;
  double share;
} Options;

static const AeOption options[] = {
    {"width", "widths of the scratches, separated by commas", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, common.values),
     "8", .unit = "px"},
    {"share", "share of the pixels that they hide", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, share), "0.1", 0.001,
     0.9},
    {"seed", "another seed, other scratches", AE_OPTION_INT, G_STRUCT_OFFSET(Options, common.seed), "0", 0, G_MAXINT},
    {NULL}};

static AeImage *with_channels(const AeImage *picture, guint channels, GError **error) {
  AeImageInfo info = picture->info;
  info.channels = channels;
  return ae_image_new(&info, error);
}

static gsize pixels_of(const AeImage *picture) { return (gsize)picture->info.width * picture->info.height; }

/* Hidden is what is transparent, and grey there. */
static AeImage *inpaint_spoil(const AeImage *clean, double width, const void *values, AeRng *rng, GError **error) {
  const Options *o = values;
  guint colours = clean->info.channels;
  gsize n = pixels_of(clean);
  float *plane = ae_alloc(n, sizeof *plane, "scratches", error);
  AeImage *spoiled = plane ? with_channels(clean, colours + 1, error) : NULL;
  AeHoles holes = {AE_HOLES_SCRATCHES, width, width, 0, (gsize)ceil(o->share * (double)n)};
  if (spoiled)
    ae_holes_draw(&holes, rng, plane, (int)clean->info.width, (int)clean->info.height);
  const float *from = (const float *)clean->data;
  float *to = spoiled ? (float *)spoiled->data : NULL;
  for (gsize i = 0; spoiled && i < n; i++) {
    for (guint c = 0; c < colours; c++, from++)
      *to++ = plane[i] > 0 ? 0.5f : *from;
    *to++ = 1 - plane[i];
  }
  ae_free(plane);
  return spoiled;
}

static char **inpaint_chain(const char *model, double width, const void *values) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_autofree char *model_word = g_strconcat("model=", model, NULL);
  g_strv_builder_add_many(words, "inpaint", model_word, NULL);
  return g_strv_builder_end(words);
}

static gboolean is_hidden(const AeImage *picture, gsize i) {
  guint channels = picture->info.channels;
  return ((const float *)picture->data)[i * channels + channels - 1] == 0;
}

static double inpaint_share(const AeImage *spoiled) {
  gsize n = pixels_of(spoiled), hidden = 0;
  for (gsize i = 0; i < n; i++)
    hidden += is_hidden(spoiled, i);
  return (double)hidden / (double)n;
}

/* One number drawn nearer to the mean of its neighbours; returns by how much it was off. */
static float relax(float *at, gsize x, gsize y, gsize width, gsize height, gsize channels) {
  const float over = 1.8f;
  gsize row = width * channels;
  float sum = 0, n = 0;
  if (x > 0)
    sum += *(at - channels), n++;
  if (x + 1 < width)
    sum += *(at + channels), n++;
  if (y > 0)
    sum += *(at - row), n++;
  if (y + 1 < height)
    sum += *(at + row), n++;
  float off = n > 0 ? sum / n - *at : 0;
  *at += over * off;
  return fabsf(off);
}

/* Successive over-relaxation of the hidden pixels, whose places these are. */
static void solve(AeImage *picture, const gsize *places, gsize n) {
  enum { MOST_SWEEPS = 20000 };
  gsize width = picture->info.width, height = picture->info.height, channels = picture->info.channels;
  float worst = 1;
  for (int sweep = 0; sweep < MOST_SWEEPS && worst > 1e-5f; sweep++) {
    worst = 0;
    for (gsize i = 0; i < n; i++)
      for (gsize c = 0; c + 1 < channels; c++) {
        float *at = (float *)picture->data + places[i] * channels + c;
        worst = MAX(worst, relax(at, places[i] % width, places[i] / width, width, height, channels));
      }
  }
}

static AeImage *inpaint_rival(AeImage *spoiled, double width, GError **error) {
  gsize n = pixels_of(spoiled), hidden = 0;
  gsize *places = ae_alloc(n, sizeof *places, "the harmonic fill", error);
  AeImage *filled = places ? with_channels(spoiled, spoiled->info.channels, error) : NULL;
  for (gsize i = 0; filled && i < n; i++)
    if (is_hidden(spoiled, i))
      places[hidden++] = i;
  for (gsize i = 0; filled && i < n * spoiled->info.channels; i++)
    ((float *)filled->data)[i] = ((const float *)spoiled->data)[i];
  if (filled)
    solve(filled, places, hidden);
  ae_free(places);
  return filled;
}

static AeImage *inpaint_view(const AeImage *picture, double width, GError **error) {
  guint channels = picture->info.channels, colours = channels >= 3 ? 3 : 1;
  AeImage *view = with_channels(picture, colours, error);
  const float *from = (const float *)picture->data;
  float *to = view ? (float *)view->data : NULL;
  gsize n = view ? pixels_of(picture) : 0;
  for (gsize i = 0; i < n; i++, from += channels)
    for (guint c = 0; c < colours; c++)
      *to++ = CLAMP(from[c], 0, 1);
  return view;
}

const AeEval ae_eval_inpaint = {
    .task = "inpaint",
    .help = "scratches are drawn and repaired; what they hid is compared",
    .options = options,
    .options_size = sizeof(Options),
    .value = "width",
    .min = 1,
    .max = 256,
    .spoil = inpaint_spoil,
    .chain = inpaint_chain,
    .rival = inpaint_rival,
    .share = inpaint_share,
    .view = inpaint_view,
};
