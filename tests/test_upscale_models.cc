/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the shipped networks that enlarge are worth on a drawing. */
#include <gtest/gtest.h>

#include <cmath>
#include <string>

extern "C" {
#include <aefilter/stage.h>

#include "image/resize.h"
#include "train/metrics.h"
}

namespace {

/* Lines, discs and a soft ground; sharp edges, each pixel the mean of 16 points. */
AeImage *Drawing(guint32 side) {
  AeImageInfo info = {};
  info.width = info.height = side;
  info.channels = 3;
  info.sample = AE_SAMPLE_FLOAT;
  AeImage *image = ae_image_new(&info, nullptr);
  float *p = reinterpret_cast<float *>(image->data);
  for (guint32 y = 0; y < side; y++)
    for (guint32 x = 0; x < side; x++, p += 3)
      for (int k = 0; k < 16; k++) {
        double u = x + (k % 4 + 0.5) / 4, v = y + (k / 4 + 0.5) / 4;
        bool line = std::fmod(u + 0.6 * v, 23) < 3, disc = std::hypot(u - side * 0.6, v - side * 0.4) < side * 0.25;
        double ground = 0.35 + 0.3 * std::sin(u * 0.05) * std::cos(v * 0.04);
        const double colours[3] = {disc ? 0.85 : ground, disc ? 0.3 : ground + 0.1, disc ? 0.2 : ground + 0.2};
        for (int c = 0; c < 3; c++)
          p[c] += static_cast<float>((line ? 0.08 : colours[c]) / 16);
      }
  return image;
}

AeImage *Enlarge(AeImage *image, int factor) {
  std::string scale = "scale=" + std::to_string(factor);
  const char *words[] = {"upscale", scale.c_str(), nullptr};
  g_autoptr(GError) error = nullptr;
  AeSettings settings = {};
  AeChain *chain = ae_chain_parse(words, &error);
  AeRows *rows = nullptr;
  if (ae_chain_open(chain, &settings, &error))
    rows = ae_chain_apply(chain, ae_image_rows(image, FALSE), &error);
  EXPECT_NE(rows, nullptr) << error->message;
  AeImage *result = rows ? ae_image_from_rows(rows, &error) : nullptr;
  ae_rows_free(rows);
  ae_chain_free(chain);
  return result;
}

double Psnr(AeImage *a, AeImage *b) {
  gsize n = gsize{a->info.width} * a->info.height * 3;
  float *p = reinterpret_cast<float *>(a->data);
  for (gsize i = 0; i < n; i++)
    p[i] = CLAMP(p[i], 0, 1);
  return ae_psnr(ae_mse(p, reinterpret_cast<float *>(b->data), n));
}

TEST(UpscaleModels, BeatBicubic) {
  for (int factor : {2, 3, 4}) {
    AeImage *whole = Drawing(144), *small = ae_image_resize(whole, 144 / factor, 144 / factor, nullptr);
    AeImage *bicubic = ae_image_resize(small, 144, 144, nullptr);
    AeImage *ours = Enlarge(small, factor);
    ASSERT_NE(ours, nullptr);
    double before = Psnr(bicubic, whole), after = Psnr(ours, whole);
    EXPECT_GT(after, before + 1) << factor;
    EXPECT_LT(after, before + 20) << factor << ": too good to be true";
    for (AeImage *i : {whole, small, bicubic, ours})
      ae_image_free(i);
  }
}

} // namespace
