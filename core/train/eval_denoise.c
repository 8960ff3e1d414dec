/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The usual protocol of the denoising literature (DnCNN, FFDNet): white Gaussian noise of sigma 8-bit levels is added
 * to each sample of the clean picture, neither clipped nor rounded, and the level is told to the denoiser. */
#include "train/eval.h"

typedef struct {
  AeEvalOptions common;
  gboolean automatic;
} Options;

static const AeOption options[] = {
    {"sigma", "noise levels, separated by commas", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, common.values),
     "15,25,50", .unit = "8-bit levels"},
    {"seed", "another seed, other noise", AE_OPTION_INT, G_STRUCT_OFFSET(Options, common.seed), "0", 0, G_MAXINT},
    {"auto", "let the denoiser measure the level itself", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, automatic), "no"},
    {NULL}};

static AeImage *denoise_spoil(const AeImage *clean, double sigma, const void *values, AeRng *rng, GError **error) {
  gsize n = (gsize)clean->info.width * clean->info.height * clean->info.channels;
  AeImage *noisy = ae_image_new(&clean->info, error);
  if (!noisy)
    return NULL;
  const float *from = (const float *)clean->data;
  float *to = (float *)noisy->data, scale = (float)(sigma / 255);
  ae_rng_normals(rng, to, n);
  for (gsize i = 0; i < n; i++)
    to[i] = from[i] + scale * to[i];
  return noisy;
}

static char **denoise_chain(const char *model, double sigma, const void *values) {
  const Options *o = values;
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_autofree char *model_word = g_strconcat("model=", model, NULL);
  char level[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *sigma_word =
      g_strconcat("sigma=", o->automatic ? "auto" : g_ascii_dtostr(level, sizeof level, sigma), NULL);
  g_strv_builder_add_many(words, "denoise", model_word, sigma_word, NULL);
  return g_strv_builder_end(words);
}

const AeEval ae_eval_denoise = {
    .task = "denoise",
    .help = "white Gaussian noise is added and removed",
    .options = options,
    .options_size = sizeof(Options),
    .value = "sigma",
    .min = 0,
    .max = 100,
    .spoil = denoise_spoil,
    .chain = denoise_chain,
};
