/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The usual protocol of the literature on JPEG artefacts (ARCNN, DnCNN-3, FBCNN): the picture is compressed with
 * libjpeg's tables, its chroma at half the size; of the result, rounded to 8 bits, the luma is compared (BT.601; a grey
 * picture is its own luma). */
#include "image/bridge.h"
#include "train/eval.h"
#include "train/recompress.h"

#include <string.h>

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

static AeImage *restore_spoil(const AeImage *clean, double value, const void *values, AeRng *rng, GError **error) {
  AeJpegLoss loss = {(int)value, TRUE};
  AeImage *spoiled = ae_image_new(&clean->info, error);
  if (spoiled)
    memcpy(spoiled->data, clean->data, ae_image_row_bytes(&clean->info) * clean->info.height);
  if (spoiled && ae_recompress_image(&loss, spoiled, error))
    return spoiled;
  ae_image_free(spoiled);
  return NULL;
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
    ((float *)view->data)[i] = channels < 3 ? (float)ae_bridge_byte(from[0]) / 255
                                            : (65.481f * ae_bridge_byte(from[0]) + 128.553f * ae_bridge_byte(from[1]) +
                                               24.966f * ae_bridge_byte(from[2])) /
                                                      65025 +
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
