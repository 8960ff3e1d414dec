/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the shipped networks are worth on a drawing. */
#include <gtest/gtest.h>

#include <glib/gstdio.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <string>

extern "C" {
#include <aefilter/stage.h>

#include "image/resize.h"
#include "train/metrics.h"
#include "train/recompress.h"
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

AeImage *Through(AeImage *image, const std::string &chain) {
  g_auto(GStrv) words = g_strsplit(chain.c_str(), " ", -1);
  g_autoptr(GError) error = nullptr;
  AeSettings settings = {};
  AeChain *parsed = ae_chain_parse(words, &error);
  AeRows *rows = nullptr;
  if (parsed && ae_chain_open(parsed, &settings, &error))
    rows = ae_chain_apply(parsed, ae_image_rows(image, FALSE), &error);
  EXPECT_NE(rows, nullptr) << error->message;
  AeImage *result = rows ? ae_image_from_rows(rows, &error) : nullptr;
  ae_rows_free(rows);
  ae_chain_free(parsed);
  return result;
}

AeImage *Enlarge(AeImage *image, int factor) { return Through(image, "upscale scale=" + std::to_string(factor)); }

void Compress(AeImage *image, int quality) {
  AeJpegLoss loss = {quality, TRUE};
  ASSERT_TRUE(ae_recompress_image(&loss, image, nullptr));
  image->info.jpeg_quality = quality;
}

double Psnr(AeImage *a, AeImage *b) {
  gsize n = gsize{a->info.width} * a->info.height * 3;
  float *p = reinterpret_cast<float *>(a->data);
  for (gsize i = 0; i < n; i++)
    p[i] = CLAMP(p[i], 0, 1);
  return ae_psnr(ae_mse(p, reinterpret_cast<float *>(b->data), n));
}

TEST(Shipped, UpscaleBeatsBicubic) {
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

TEST(Shipped, UpscalePhotoBeatsTheCleanOneOnJpegs) {
  for (int factor : {2, 3, 4}) {
    AeImage *whole = Drawing(144), *small = ae_image_resize(whole, 144 / factor, 144 / factor, nullptr);
    Compress(small, 70);
    AeImage *photo = Enlarge(small, factor);
    small->info.jpeg_quality = 0;
    AeImage *clean = Enlarge(small, factor), *bicubic = ae_image_resize(small, 144, 144, nullptr);
    ASSERT_TRUE(photo && clean);
    EXPECT_GT(Psnr(photo, whole), Psnr(clean, whole) + 0.3) << factor;
    EXPECT_GT(Psnr(photo, whole), Psnr(bicubic, whole) + 0.5) << factor;
    for (AeImage *i : {whole, small, photo, clean, bicubic})
      ae_image_free(i);
  }
}

TEST(Shipped, RestoreUndoesJpegAndLeavesTheClean) {
  AeImage *whole = Drawing(144);
  for (int quality : {10, 25, 60}) {
    AeImage *spoiled = Drawing(144);
    Compress(spoiled, quality);
    AeImage *told = Through(spoiled, "restore");
    spoiled->info.jpeg_quality = 0;
    AeImage *found = Through(spoiled, "restore");
    ASSERT_TRUE(told && found);
    double before = Psnr(spoiled, whole), after = Psnr(told, whole);
    EXPECT_GT(after, before + 1) << quality;
    EXPECT_NEAR(Psnr(found, whole), after, 0.1) << quality;
    for (AeImage *i : {spoiled, told, found})
      ae_image_free(i);
  }
  AeImage *same = Through(whole, "restore");
  EXPECT_GT(Psnr(same, whole), 36);
  ae_image_free(same);
  ae_image_free(whole);
}

TEST(Shipped, InpaintGoesOnWithLinesUnderAScratch) {
  const int side = 144;
  AeImage *whole = Drawing(side), *spoiled = Drawing(side);
  std::string mask = "P5 144 144 255\n";
  for (int i = 0; i < side * side; i++) {
    bool hidden = std::abs(i % side - 60 - i / side / 4) < 3;
    mask += hidden ? '\xff' : '\0';
    for (int c = 0; c < 3 && hidden; c++)
      reinterpret_cast<float *>(spoiled->data)[i * 3 + c] = 1;
  }
  g_autofree char *path = nullptr;
  close(g_file_open_tmp("mask-XXXXXX", &path, nullptr));
  ASSERT_TRUE(g_file_set_contents(path, mask.data(), static_cast<gssize>(mask.size()), nullptr));
  AeImage *repaired = Through(spoiled, std::string("inpaint mask=") + path);
  g_unlink(path);
  ASSERT_NE(repaired, nullptr);
  EXPECT_GT(Psnr(repaired, whole), Psnr(spoiled, whole) + 12);
  for (AeImage *i : {whole, spoiled, repaired})
    ae_image_free(i);
}

/* A face that nobody has. */
AeImage *Sampled(const char *seed) {
  const char *words[] = {"sample", "model=face", "prior=full", "n=1", seed, nullptr};
  g_autoptr(GError) error = nullptr;
  AeSettings settings = {};
  AeChain *chain = ae_chain_parse(words, &error);
  AeRows *rows = nullptr;
  if (chain && ae_chain_open(chain, &settings, &error)) {
    ae_chain_begin(chain);
    ae_chain_put(chain, nullptr);
    rows = ae_chain_next(chain, &error);
  }
  EXPECT_NE(rows, nullptr) << (error ? error->message : "");
  AeImage *face = rows ? ae_image_from_rows(rows, &error) : nullptr;
  ae_rows_free(rows);
  ae_chain_free(chain);
  return face;
}

/* Its mouth moves, its forehead hardly. */
TEST(Shipped, AFaceSmilesWithItsMouth) {
  AeImage *face = Sampled("seed=3");
  ASSERT_NE(face, nullptr);
  AeImage *smiling = Through(face, "edit smile=1.5 region=0,0,128,128");
  ASSERT_NE(smiling, nullptr);
  ASSERT_EQ(smiling->info.width, 128u);
  ASSERT_EQ(smiling->info.sample, AE_SAMPLE_U8);
  auto changed = [&](int x0, int x1, int y0, int y1) {
    double sum = 0;
    for (int y = y0; y < y1; y++)
      for (int i = 3 * x0; i < 3 * x1; i++)
        sum += std::abs(smiling->data[y * 384 + i] - face->data[y * 384 + i]);
    return sum / (3.0 * (x1 - x0) * (y1 - y0));
  };
  double mouth = changed(48, 88, 82, 104), forehead = changed(48, 88, 14, 36);
  EXPECT_GT(mouth, 8);
  EXPECT_GT(mouth, 3 * forehead);
  for (AeImage *i : {face, smiling})
    ae_image_free(i);
}

} // namespace
