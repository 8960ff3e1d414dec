/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every format of the table: what goes out comes in again, for each sample type and channel count it claims. */
#include "image_helpers.h"

namespace {

class RoundTrip : public testing::TestWithParam<Kind> {
protected:
  const AeFormat *format() const { return GetParam().format; }
  bool has(guint flag) const { return (format()->flags & flag) != 0; }
  AeImageInfo info(guint32 width, guint32 height) const {
    return Info(width, height, GetParam().channels, GetParam().sample);
  }
};

double MeanDifference(const AeImage *a, const AeImage *b) {
  gsize n = ae_image_row_bytes(&a->info) * a->info.height;
  double sum = 0;
  for (gsize i = 0; i < n; i++)
    sum += std::abs((int)a->data[i] - (int)b->data[i]);
  return sum / (double)n;
}

void ExpectSame(const AeImage *a, const AeImage *b, bool lossy) {
  ASSERT_EQ(a->info.width, b->info.width);
  ASSERT_EQ(a->info.height, b->info.height);
  ASSERT_EQ(a->info.channels, b->info.channels);
  ASSERT_EQ(a->info.sample, b->info.sample);
  EXPECT_EQ(a->info.maxval, b->info.maxval);
  EXPECT_EQ(a->info.premultiplied, b->info.premultiplied);
  if (lossy)
    EXPECT_LT(MeanDifference(a, b), 2.5);
  else
    EXPECT_TRUE(Pixels(a) == Pixels(b)) << "pixels differ";
}

TEST_P(RoundTrip, KeepsPixelsOfManySizes) {
  const guint32 sizes[][2] = {{1, 1}, {1, 7}, {9, 1}, {17, 5}, {64, 48}, {301, 203}};
  for (const auto &size : sizes) {
    AeImageInfo wanted = info(size[0], size[1]);
    ImageOwner image = Picture(wanted, 3, has(AE_FORMAT_LOSSY));
    Result result = Decode(Encode(format(), image.get()));
    ASSERT_EQ(result.message, "") << size[0] << " x " << size[1];
    ASSERT_EQ(result.images.size(), 1u);
    ExpectSame(image.get(), result.images[0].get(), has(AE_FORMAT_LOSSY));
  }
}

TEST_P(RoundTrip, KeepsMetadata) {
  AeImageInfo wanted = info(20, 10);
  wanted.meta = Meta(wanted.channels < 3);
  ImageOwner image = Picture(wanted);
  Result result = Decode(Encode(format(), image.get()));
  ae_meta_unref(wanted.meta);
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  const AeMeta *meta = result.images[0]->info.meta;
  EXPECT_EQ(TextOf(meta ? meta->icc : nullptr), has(AE_FORMAT_ICC) ? Profile(wanted.channels < 3) : "");
  EXPECT_EQ(TextOf(meta ? meta->exif : nullptr), has(AE_FORMAT_EXIF) ? Exif() : "");
  EXPECT_EQ(TextOf(meta ? meta->xmp : nullptr), has(AE_FORMAT_XMP) ? Xmp() : "");
  EXPECT_NEAR(meta ? meta->x_dpi : 0, has(AE_FORMAT_RESOLUTION) ? 300 : 0, 0.02);
  EXPECT_NEAR(meta ? meta->y_dpi : 0, has(AE_FORMAT_RESOLUTION) ? 150 : 0, 0.02);
}

TEST_P(RoundTrip, WritesTheSameFileAgain) {
  AeImageInfo wanted = info(33, 21);
  wanted.meta = Meta(wanted.channels < 3);
  ImageOwner image = Picture(wanted, 5, has(AE_FORMAT_LOSSY));
  ae_meta_unref(wanted.meta);
  EXPECT_TRUE(Encode(format(), image.get()) == Encode(format(), image.get()));
}

TEST_P(RoundTrip, ReadsFromAPipe) {
  ImageOwner image = Picture(info(150, 90), 7, has(AE_FORMAT_LOSSY));
  Result result = DecodePiped(Encode(format(), image.get()));
  ASSERT_EQ(result.message, "");
  ASSERT_EQ(result.images.size(), 1u);
  ExpectSame(image.get(), result.images[0].get(), has(AE_FORMAT_LOSSY));
}

TEST_P(RoundTrip, KeepsOrStretchesTheMaxval) {
  for (guint maxval : {1u, 3u, 100u, 1023u, 4095u}) {
    AeImageInfo wanted = info(31, 9);
    bool integer = wanted.sample == AE_SAMPLE_U8 || wanted.sample == AE_SAMPLE_U16;
    if (!integer || has(AE_FORMAT_LOSSY) || (maxval > 255) != (wanted.sample == AE_SAMPLE_U16))
      continue;
    wanted.maxval = maxval;
    ImageOwner image = Picture(wanted, maxval);
    Result result = Decode(Encode(format(), image.get()));
    ASSERT_EQ(result.images.size(), 1u) << result.message;
    const AeImage *back = result.images[0].get();
    guint full = wanted.sample == AE_SAMPLE_U8 ? 255 : 65535;
    ASSERT_EQ(back->info.maxval, has(AE_FORMAT_MAXVAL) ? maxval : full);
    for (gsize i = 0; i < (gsize)31 * 9 * wanted.channels; i++) {
      guint code = full == 255 ? image->data[i] : ((guint16 *)image->data)[i];
      guint got = full == 255 ? back->data[i] : ((guint16 *)back->data)[i];
      ASSERT_EQ(got, std::lround((double)code * back->info.maxval / maxval)) << "code " << code << " of " << maxval;
    }
  }
}

/* Alpha and colour that is multiplied by it, with colour never above alpha. */
TEST_P(RoundTrip, KeepsOrUndoesMultipliedAlpha) {
  AeImageInfo wanted = info(40, 8);
  if (!ae_image_has_alpha(&wanted) || wanted.sample != AE_SAMPLE_U8)
    return;
  wanted.premultiplied = TRUE;
  ImageOwner image = Picture(wanted, 2);
  guint channels = wanted.channels;
  for (gsize p = 0; p < 40 * 8 * channels; p += channels)
    for (guint c = 0; c + 1 < channels; c++)
      image->data[p + c] = (guint8)(image->data[p + c] * image->data[p + channels - 1] / 255);
  Result result = Decode(Encode(format(), image.get()));
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  const AeImage *back = result.images[0].get();
  EXPECT_EQ(back->info.premultiplied, has(AE_FORMAT_PREMULTIPLIED));
  for (gsize p = 0; p < 40 * 8 * channels; p += channels) {
    guint alpha = image->data[p + channels - 1];
    EXPECT_EQ(back->data[p + channels - 1], alpha);
    for (guint c = 0; c + 1 < channels; c++) {
      guint stored = image->data[p + c];
      double plain = alpha ? stored * 255.0 / alpha : 0;
      ASSERT_NEAR(back->data[p + c], has(AE_FORMAT_PREMULTIPLIED) ? stored : plain, 0.501)
          << stored << " under " << alpha;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip, testing::ValuesIn(AllKinds()),
                         [](const testing::TestParamInfo<Kind> &info) { return KindName(info.param); });

} // namespace
