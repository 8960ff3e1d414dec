/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The usual protocol of the super-resolution literature: the picture, cropped to a multiple of the factor, is made
 * smaller by bicubic with antialiasing as MATLAB's imresize has it and rounded to 8 bits; of the enlarged one, rounded
 * too, the luma is compared (BT.601, 16..235) without a border as wide as the factor. */
#include "model/model.h"
#include "image/bridge.h"
#include "train/eval.h"
#include "train/recompress.h"

#include <string.h>

#include "image/resize.h"

typedef struct {
  AeEvalOptions common;
  int jpeg;
} Options;

static const AeOption options[] = {
    {"scale", "factor; if not given, the model's own", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, common.values), "2"},
    {"seed", "of no effect here", AE_OPTION_INT, G_STRUCT_OFFSET(Options, common.seed), "0", 0, G_MAXINT},
    {"jpeg", "quality at which the small picture is compressed, its chroma at half the size; 0: not at all",
     AE_OPTION_INT, G_STRUCT_OFFSET(Options, jpeg), "0", 0, 100},
    {NULL}};

static double upscale_usual(const AeModel *model) { return (double)ae_model_info(model)->scale_num; }

static float to_byte(float value) { return (float)ae_bridge_byte(value) / 255; }

static AeImage *new_like(const AeImage *picture, guint32 width, guint32 height, guint channels, GError **error) {
  AeImageInfo info = picture->info;
  info.width = width;
  info.height = height;
  info.channels = channels;
  return ae_image_new(&info, error);
}

static AeImage *upscale_prepare(AeImage *picture, double value, GError **error) {
  guint32 factor = (guint32)value, width = picture->info.width, height = picture->info.height;
  if (value != factor || MIN(width, height) < 3 * factor) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a picture of %u x %u pixels cannot be measured with scale=%g", width,
                height, value);
    return NULL;
  }
  AeImage *clean = new_like(picture, width / factor * factor, height / factor * factor, picture->info.channels, error);
  gsize bytes = clean ? ae_image_row_bytes(&clean->info) : 0;
  for (guint32 y = 0; clean && y < clean->info.height; y++)
    memcpy(clean->data + y * bytes, picture->data + y * ae_image_row_bytes(&picture->info), bytes);
  return clean;
}

static AeImage *upscale_spoil(const AeImage *clean, double value, const void *values, AeRng *rng, GError **error) {
  const Options *o = values;
  guint32 factor = (guint32)value;
  AeImage whole = *clean;
  AeImage *small = ae_image_resize(&whole, clean->info.width / factor, clean->info.height / factor, error);
  gsize n = small ? (gsize)small->info.width * small->info.height * small->info.channels : 0;
  for (gsize i = 0; i < n; i++)
    ((float *)small->data)[i] = to_byte(((float *)small->data)[i]);
  AeJpegLoss loss = {o->jpeg, TRUE};
  if (small && o->jpeg && !ae_recompress_image(&loss, small, error))
    g_clear_pointer(&small, ae_image_free);
  return small;
}

static char **upscale_chain(const char *model, double value, const void *values) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_autofree char *model_word = g_strconcat("model=", model, NULL);
  g_autofree char *scale_word = g_strdup_printf("scale=%d", (int)value);
  g_strv_builder_add_many(words, "upscale", model_word, scale_word, NULL);
  return g_strv_builder_end(words);
}

static AeImage *upscale_rival(AeImage *spoiled, double value, GError **error) {
  guint32 factor = (guint32)value;
  return ae_image_resize(spoiled, spoiled->info.width * factor, spoiled->info.height * factor, error);
}

static float luma(const float *pixel, guint channels) {
  float r = to_byte(pixel[0]), g = channels < 3 ? r : to_byte(pixel[1]), b = channels < 3 ? r : to_byte(pixel[2]);
  return (65.481f * r + 128.553f * g + 24.966f * b + 16) / 255;
}

static AeImage *upscale_view(const AeImage *picture, double value, GError **error) {
  guint32 border = (guint32)value, channels = picture->info.channels;
  AeImage *view = new_like(picture, picture->info.width - 2 * border, picture->info.height - 2 * border, 1, error);
  if (!view)
    return NULL;
  float *out = (float *)view->data;
  for (guint32 y = 0; y < view->info.height; y++) {
    const float *row = (const float *)picture->data + (gsize)(y + border) * picture->info.width * channels;
    for (guint32 x = 0; x < view->info.width; x++)
      *out++ = luma(row + (gsize)(x + border) * channels, channels);
  }
  return view;
}

const AeEval ae_eval_upscale = {
    .task = "upscale",
    .help = "the picture is made smaller and enlarged",
    .options = options,
    .options_size = sizeof(Options),
    .value = "scale",
    .min = 1,
    .max = 8,
    .usual = upscale_usual,
    .prepare = upscale_prepare,
    .spoil = upscale_spoil,
    .chain = upscale_chain,
    .rival = upscale_rival,
    .view = upscale_view,
};
