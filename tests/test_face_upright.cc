/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How much better a model gives pictures back as they are than upside down. */
#include "toy_models.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "stage/face_upright.h"
}

namespace {

class Upright : public ToyModels {
protected:
  void SetUp() override {
    encoder = ae_coder_new(path.c_str(), AE_CODER_ENCODER, 2, &failure);
    ASSERT_NE(encoder, nullptr) << failure.message();
    decoder = ae_coder_new_of(ae_coder_model(encoder), AE_CODER_DECODER, 2, &failure);
  }
  void TearDown() override {
    ae_coder_free(encoder);
    ae_coder_free(decoder);
  }
  std::vector<double> Scores(const std::vector<std::vector<float>> &pictures) {
    std::vector<float> all;
    for (const auto &picture : pictures)
      all.insert(all.end(), picture.begin(), picture.end());
    std::vector<double> scores(pictures.size());
    EXPECT_TRUE(ae_face_upright(encoder, decoder, all.data(), pictures.size(), scores.data(), &failure));
    return scores;
  }
  std::string path = Model("face", kFace, "z", 3, kEyes);
  AeCoder *encoder = nullptr, *decoder = nullptr;
};

enum { SIDE = 8, ROW = SIDE * 3 };

std::vector<float> Noise(guint64 seed) {
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  std::vector<float> picture(SIDE * ROW);
  for (float &value : picture)
    value = (float)(ae_rng_next(&rng) % 1000) / 1000;
  return picture;
}

std::vector<float> Flipped(const std::vector<float> &picture) {
  std::vector<float> out(picture.size());
  for (gsize y = 0; y < SIDE; y++)
    std::copy_n(picture.begin() + (long)(y * ROW), ROW, out.begin() + (long)((SIDE - 1 - y) * ROW));
  return out;
}

TEST_F(Upright, UpsideDownTheScoreIsTheOpposite) {
  std::vector<double> scores = Scores({Noise(1), Flipped(Noise(1)), Noise(2)});
  EXPECT_GT(std::fabs(scores[0]), 0.05);
  EXPECT_NEAR(scores[1], -scores[0], 0.02) << "but for the window, which lies a little below the middle";
  EXPECT_NEAR(Scores({Noise(2)})[0], scores[2], 1e-6) << "whatever comes with it";
}

TEST_F(Upright, WhatHasNoTopHasNoScore) {
  std::vector<float> picture = Noise(3), flipped = Flipped(picture);
  for (gsize i = 0; i < picture.size(); i++)
    picture[i] += flipped[i];
  EXPECT_NEAR(Scores({picture})[0], 0, 0.02);
}

} // namespace
