/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The usual protocol of the literature on JPEG artefacts (ARCNN, DnCNN-3, FBCNN): the picture is compressed with
 * libjpeg's tables, its chroma at half the size; of the result, rounded to 8 bits, the luma is compared (BT.601; a grey
 * picture is its own luma). */
#include "train/eval.h"
#include "train/recompress.h"

#include <string.h>

#include "base/checked.h"

typedef struct {
  AeEvalOptions common;
  gboolean automatic;
} Options;

static const AeOption options[] = {
    {"quality", "qualities, separated by commas", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, common.values),
     "10,20,30,40"},
    {"seed", "of no effect here", AE_OPTION_INT, G_STRUCT_OFFSET(Options, common.seed), "0", 0, G_MAXINT},
    {"auto", "let the stage find the quality itself", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, automatic), "no"},
    {NULL}};

static guint8 to_byte(float value) { return (guint8)(CLAMP(value, 0, 1) * 255 + 0.5f); }

/* Grey as three equal channels, which JPEG keeps so. */
static void to_rgb(const AeImage *picture, guint8 *rgb, gsize n) {
  guint channels = picture->info.channels;
  const float *from = (const float *)picture->data;
  for (gsize i = 0; i < n; i++, from += channels)
    for (guint c = 0; c < 3; c++)
      *rgb++ = to_byte(from[channels < 3 ? 0 : c]);
}

static AeImage *from_rgb(const guint8 *rgb, const AeImageInfo *info, gsize n, GError **error) {
  AeImage *picture = ae_image_new(info, error);
  float *to = picture ? (float *)picture->data : NULL;
  for (gsize i = 0; picture && i < n; i++, rgb += 3)
    for (guint c = 0; c < info->channels; c++)
      *to++ = (float)rgb[c] / 255;
  return picture;
}

static AeImage *restore_spoil(const AeImage *clean, double value, AeRng *rng, GError **error) {
  int width = (int)clean->info.width, height = (int)clean->info.height;
  gsize n = (gsize)width * (gsize)height;
  AeJpegLoss loss = {(int)value, TRUE};
  guint8 *rgb = ae_alloc(n, 3, "a JPEG in memory", error);
  if (!rgb)
    return NULL;
  to_rgb(clean, rgb, n);
  AeImage *spoiled = ae_recompress(&loss, rgb, width, height, error) ? from_rgb(rgb, &clean->info, n, error) : NULL;
  ae_free(rgb);
  return spoiled;
}

static char **restore_chain(const char *model, double value, const void *values) {
  const Options *o = values;
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  g_autofree char *model_word = g_strconcat("model=", model, NULL);
  g_autofree char *quality_word = g_strdup_printf("quality=%d", (int)value);
  g_strv_builder_add_many(words, "restore", model_word, o->automatic ? "quality=auto" : quality_word, NULL);
  return g_strv_builder_end(words);
}

static AeImage *restore_view(const AeImage *picture, double value, GError **error) {
  AeImageInfo info = picture->info;
  guint channels = info.channels;
  info.channels = 1;
  AeImage *view = ae_image_new(&info, error);
  gsize n = (gsize)info.width * info.height;
  const float *from = (const float *)picture->data;
  for (gsize i = 0; view && i < n; i++, from += channels)
    ((float *)view->data)[i] =
        channels < 3 ? (float)to_byte(from[0]) / 255
                     : (65.481f * to_byte(from[0]) + 128.553f * to_byte(from[1]) + 24.966f * to_byte(from[2])) / 65025 +
                           16.0f / 255;
  return view;
}

const AeEval ae_eval_restore = {
    .task = "restore",
    .help = "JPEG compression is applied and undone",
    .options = options,
    .options_size = sizeof(Options),
    .value = "quality",
    .min = 1,
    .max = 100,
    .spoil = restore_spoil,
    .chain = restore_chain,
    .view = restore_view,
};
