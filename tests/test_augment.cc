/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures drawn a little different each time, and people held out as one. */
#include "data_helpers.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "train/augment.h"
}

namespace {

using std::string;
using std::vector;

const AeDataShape kShape = {8, 6, 3};

/* A kept picture with margin 4: columns from dark to light, each channel its own. */
vector<guint8> Ramp() {
  vector<guint8> kept(16 * 14 * 3);
  for (size_t k = 0; k < kept.size(); k++)
    kept[k] = guint8(10 + 12 * (k / 3 % 16) + 5 * (k % 3));
  return kept;
}

vector<float> Draw(const AeAugment &augment, guint64 number, const vector<guint8> &kept) {
  vector<float> out(ae_data_count(kShape));
  AeRng rng;
  ae_rng_init(&rng, 1, number);
  ae_augment_draw(&augment, &rng, kept.data(), kShape, out.data());
  return out;
}

vector<float> Middle(const vector<guint8> &kept) {
  AeAugment augment = {};
  augment.margin = 4;
  vector<float> out(ae_data_count(kShape));
  ae_augment_middle(&augment, kept.data(), kShape, out.data());
  return out;
}

TEST(Augment, WithoutAWishIsTheMiddle) {
  AeAugment augment = {};
  augment.margin = 4;
  EXPECT_EQ(Draw(augment, 7, Ramp()), Middle(Ramp()));
  EXPECT_EQ(Middle(Ramp())[0], (10 + 12 * 4) / 255.0f);
}

TEST(Augment, MirrorsHalfOfThem) {
  AeAugment augment = {};
  augment.margin = 4;
  augment.mirror = TRUE;
  vector<float> middle = Middle(Ramp()), mirrored = middle;
  for (int y = 0; y < kShape.height; y++)
    for (int x = 0; x < kShape.width; x++)
      std::copy_n(&middle[size_t(y * 8 + x) * 3], 3, &mirrored[size_t(y * 8 + 7 - x) * 3]);
  int n = 0;
  for (guint64 i = 0; i < 200; i++) {
    vector<float> drawn = Draw(augment, i, Ramp());
    bool is_mirrored = drawn[0] > drawn[21];
    n += is_mirrored;
    for (size_t k = 0; k < drawn.size(); k++)
      ASSERT_NEAR(drawn[k], (is_mirrored ? mirrored : middle)[k], 1e-6);
  }
  EXPECT_NEAR(n, 100, 30);
}

/* On a ramp a shift adds the same everywhere, and a zoom changes the slope. */
TEST(Augment, MovesAndEnlargesWithinTheWish) {
  const float slope = 12 / 255.0f;
  AeAugment shift = {}, zoom = {};
  shift.margin = zoom.margin = 4;
  shift.shift = 2;
  zoom.zoom = 20;
  vector<float> middle = Middle(Ramp());
  float far = 0, steep = 0, flat = 2;
  for (guint64 i = 0; i < 200; i++) {
    vector<float> moved = Draw(shift, i, Ramp()), enlarged = Draw(zoom, i, Ramp());
    float by = (moved[0] - middle[0]) / slope, times = (enlarged[21] - enlarged[0]) / (7 * slope);
    for (size_t k = 0; k < moved.size(); k++)
      ASSERT_NEAR(moved[k] - middle[k], by * slope, 1e-5);
    far = std::max(far, std::fabs(by));
    steep = std::max(steep, times);
    flat = std::min(flat, times);
  }
  EXPECT_LE(far, 2.001f);
  EXPECT_GT(far, 1.8f);
  EXPECT_NEAR(steep, std::exp(0.2), 0.02);
  EXPECT_NEAR(flat, std::exp(-0.2), 0.02);
}

TEST(Augment, TonesStayInRangeAndAreLightsNotShapes) {
  AeAugment augment = {};
  augment.margin = 4;
  augment.tone = 30;
  float least = 1, most = 0;
  for (guint64 i = 0; i < 100; i++) {
    vector<float> drawn = Draw(augment, i, Ramp());
    for (float v : drawn)
      ASSERT_TRUE(v >= 0 && v <= 1) << v;
    for (size_t x = 1; x < 8; x++)
      ASSERT_GE(drawn[3 * x], drawn[3 * x - 3]) << "what was lighter stays lighter";
    least = std::min(least, drawn[12]);
    most = std::max(most, drawn[12]);
  }
  EXPECT_LT(least, Middle(Ramp())[12] - 0.03f);
  EXPECT_GT(most, Middle(Ramp())[12] + 0.03f);
}

TEST(Augment, TheSameNumberIsTheSamePicture) {
  AeAugment augment = {4, TRUE, 3, 10, 20};
  EXPECT_EQ(Draw(augment, 5, Ramp()), Draw(augment, 5, Ramp()));
  EXPECT_NE(Draw(augment, 5, Ramp()), Draw(augment, 6, Ramp()));
}

TEST(Augment, AFolderKeepsTheMargin) {
  DataTree tree;
  tree.Write("d/a.pgm", Pnm(12, 12, 1, [](int k) { return 10 * (k % 12); }));
  OpenData folder("folder", {"held_out=0", "margin=2", "shift=1"}, tree.Path("d"), {8, 8, 1});
  ASSERT_NE(folder.data, nullptr) << folder.message();
  EXPECT_EQ(folder.example(0)[0], 20 / 255.0f);
  AeRng rng;
  ae_rng_init(&rng, 3, 0);
  vector<float> drawn(64);
  folder.kind->draw(folder.data, &rng, drawn.data());
  EXPECT_NEAR(drawn[9] - drawn[8], 10 / 255.0f, 1e-5);
  EXPECT_NE(drawn[0], 20 / 255.0f);
}

TEST(Groups, OfNames) {
  auto length = [](const char *stem, AeDataGroup group) {
    return string(stem).substr(0, ae_data_group_length(stem, group));
  };
  EXPECT_EQ(length("Ann_Lee_0012", AE_DATA_IDENTITY), "Ann_Lee");
  EXPECT_EQ(length("Ann_Lee", AE_DATA_IDENTITY), "Ann_Lee");
  EXPECT_EQ(length("_12", AE_DATA_IDENTITY), "_12");
  EXPECT_EQ(length("12", AE_DATA_IDENTITY), "12");
  EXPECT_EQ(length("", AE_DATA_IDENTITY), "");
  EXPECT_EQ(length("Ann-2", AE_DATA_IDENTITY), "Ann-2");
  EXPECT_EQ(length("photo-3", AE_DATA_PHOTO), "photo");
  EXPECT_EQ(length("photo-13", AE_DATA_PHOTO), "photo-13");
  EXPECT_EQ(length("photo_3", AE_DATA_PHOTO), "photo_3");
  EXPECT_EQ(length("-3", AE_DATA_PHOTO), "-3");
}

TEST(Groups, HoldPeopleOutWhole) {
  int held = 0;
  for (int i = 0; i < 2000; i++) {
    string name = "Person" + std::to_string(i);
    gboolean first = ae_data_held_out((name + "_0001.jpg").c_str(), AE_DATA_IDENTITY, 10);
    EXPECT_EQ(first, ae_data_held_out((name + "_0123.png").c_str(), AE_DATA_IDENTITY, 10)) << name;
    held += first;
  }
  EXPECT_NEAR(held, 200, 60);
}

} // namespace
