/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

namespace {

class Webp : public testing::Test {
protected:
  void SetUp() override {
    if (!format)
      GTEST_SKIP() << "built without WebP";
  }
  const AeFormat *format = ae_format_by_name("webp");
};

TEST_F(Webp, LossyIsNearAndSmall) {
  ImageOwner image = Picture(Info(200, 100, 3, AE_SAMPLE_U8), 1, true);
  std::string bytes = Encode(format, image.get(), {"lossless=no", "quality=80"});
  EXPECT_LT(bytes.size(), 6000u);
  Result result = Decode(bytes);
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  double sum = 0;
  for (int i = 0; i < 200 * 100 * 3; i++)
    sum += std::abs(result.images[0]->data[i] - image->data[i]);
  EXPECT_LT(sum / (200 * 100 * 3), 4);
  EXPECT_GT(sum, 0);
}

TEST_F(Webp, LossyKeepsAlphaAndMetadata) {
  AeImageInfo info = Info(40, 30, 4, AE_SAMPLE_U8);
  info.meta = Meta(false);
  ImageOwner image = Picture(info, 1, true);
  ae_meta_unref(info.meta);
  Result result = Decode(Encode(format, image.get(), {"lossless=no"}));
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  EXPECT_EQ(result.images[0]->info.channels, 4u);
  EXPECT_EQ(TextOf(result.images[0]->info.meta->icc), Profile(false));
  EXPECT_EQ(TextOf(result.images[0]->info.meta->exif), Exif());
}

TEST_F(Webp, LosslessKeepsColourUnderClearAlpha) {
  ImageOwner image = Picture(Info(2, 1, 4, AE_SAMPLE_U8));
  memcpy(image->data, "abc\0def\xff", 8);
  EXPECT_EQ(Pixels(Decode(Encode(format, image.get())).images[0].get()), std::string("abc\0def\xff", 8));
}

TEST_F(Webp, AnimationIsRefused) {
  const unsigned char animated[] = {'R', 'I', 'F', 'F', 50, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8',
                                    'X', 10,  0,   0,   0,  2, 0, 0, 0,   0,   0,   0,   0,   0,   0,
                                    'A', 'N', 'I', 'M', 6,  0, 0, 0, 0,   0,   0,   0,   0,   0,   'A',
                                    'N', 'M', 'F', 6,   0,  0, 0, 0, 0,   0,   0,   0,   0};
  Result result = Decode(std::string((const char *)animated, sizeof animated));
  EXPECT_NE(result.message.find("animated WebP is not supported"), std::string::npos) << result.message;
}

TEST_F(Webp, SidesOver16383AreRefused) {
  TempFolder folder;
  ImageOwner image = Picture(Info(16384, 1, 3, AE_SAMPLE_U8));
  EXPECT_NE(Write(folder.file("x"), format, {image.get()}).find("a WebP has at most 16383 a side"), std::string::npos);
}

} // namespace
