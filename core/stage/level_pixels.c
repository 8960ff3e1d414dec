/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/level_pixels.h"

#include "image/bridge.h"

static float usable(float sample) { return ae_bridge_is_usable(sample) ? sample : 0; }

static void load(gconstpointer data, guint channels, const float *pixels, float *in, gsize n) {
  const AeLevelPixels *p = data;
  guint green = channels >= 3 ? 1 : 0, blue = channels >= 3 ? 2 : 0;
  for (gsize i = 0; i < n; i++, pixels += channels, in += 4) {
    in[0] = usable(pixels[0]) * p->scale;
    in[1] = usable(pixels[green]) * p->scale;
    in[2] = usable(pixels[blue]) * p->scale;
    in[3] = p->level * p->scale;
  }
}

static void store(gconstpointer data, guint channels, const float *original, const float *out, float *pixels, gsize n) {
  const AeLevelPixels *p = data;
  guint colours = channels >= 3 ? 3 : 1;
  for (gsize i = 0; i < n; i++, original += channels, out += 3, pixels += channels) {
    float grey = (out[0] + out[1] + out[2]) / 3;
    for (guint c = 0; c < channels; c++)
      pixels[c] = original[c];
    for (guint c = 0; c < colours; c++)
      if (ae_bridge_is_usable(original[c]))
        pixels[c] += p->strength * ((colours == 1 ? grey : out[c]) / p->scale - original[c]);
  }
}

AeLatticePixels ae_level_pixels(const AeLevelPixels *pixels) {
  return (AeLatticePixels){load, store, pixels, sizeof *pixels};
}

gboolean ae_level_check_model(const AeModel *model, const char *what, GError **error) {
  if (ae_model_info(model)->in.c == 4 && ae_model_info(model)->out.c == 3)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: %s and gives RGB", ae_model_path(model), what);
  return FALSE;
}
