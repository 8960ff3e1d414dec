/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* JPEGs that this library does not write itself: made with libjpeg here. */
#include "image_helpers.h"

#include <jpeglib.h>

namespace {

const AeFormat *Jpeg() { return ae_format_by_name("jpeg"); }

struct Recipe {
  J_COLOR_SPACE in = JCS_RGB, stored = JCS_YCbCr;
  int components = 3, quality = 90;
  bool progressive = false;
  std::vector<std::pair<int, std::string>> markers;
  int density_unit = 1, density = 72;
};

std::string Make(const Recipe &recipe, guint32 width, guint32 height) {
  jpeg_compress_struct cinfo;
  jpeg_error_mgr errors;
  unsigned char *data = nullptr;
  unsigned long n = 0;
  cinfo.err = jpeg_std_error(&errors);
  jpeg_create_compress(&cinfo);
  jpeg_mem_dest(&cinfo, &data, &n);
  cinfo.image_width = width;
  cinfo.image_height = height;
  cinfo.input_components = recipe.components;
  cinfo.in_color_space = recipe.in;
  jpeg_set_defaults(&cinfo);
  jpeg_set_colorspace(&cinfo, recipe.stored);
  jpeg_set_quality(&cinfo, recipe.quality, TRUE);
  cinfo.density_unit = (UINT8)recipe.density_unit;
  cinfo.X_density = cinfo.Y_density = (UINT16)recipe.density;
  if (recipe.progressive)
    jpeg_simple_progression(&cinfo);
  jpeg_start_compress(&cinfo, TRUE);
  for (const auto &marker : recipe.markers)
    jpeg_write_marker(&cinfo, marker.first, (const JOCTET *)marker.second.data(), (unsigned)marker.second.size());
  ImageOwner image = Picture(Info(width, height, (guint)recipe.components, AE_SAMPLE_U8), 1, true);
  for (guint32 y = 0; y < height; y++) {
    JSAMPROW row = image->data + y * ae_image_row_bytes(&image->info);
    jpeg_write_scanlines(&cinfo, &row, 1);
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  std::string bytes((char *)data, n);
  free(data);
  return bytes;
}

TEST(Jpeg, ProgressiveIsReadAsWhole) {
  Recipe recipe;
  std::string baseline = Make(recipe, 120, 80);
  recipe.progressive = true;
  std::string progressive = Make(recipe, 120, 80);
  Result a = Decode(baseline), b = Decode(progressive);
  ASSERT_EQ(b.message, "");
  EXPECT_TRUE(Pixels(a.images[0].get()) == Pixels(b.images[0].get()));
  for (size_t cut = 100; cut < progressive.size(); cut += 64)
    ASSERT_TRUE(Decode(progressive.substr(0, cut)).images.empty()) << cut;
}

TEST(Jpeg, ProgressiveIsHeldAgainstTheMemoryLimit) {
  Recipe recipe;
  recipe.progressive = true;
  AeLimits little = {0, 10000};
  Result result = Decode(Make(recipe, 120, 80), &little);
  EXPECT_EQ(result.code, AE_ERROR_LIMIT) << result.message;
  recipe.progressive = false;
  EXPECT_EQ(Decode(Make(recipe, 120, 80), &little).message, "");
}

TEST(Jpeg, CmykIsRefusedWithAWord) {
  Recipe recipe;
  recipe.in = JCS_CMYK;
  recipe.components = 4;
  for (J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
    recipe.stored = stored;
    Result result = Decode(Make(recipe, 16, 16));
    EXPECT_EQ(result.code, AE_ERROR_FORMAT);
    EXPECT_EQ(result.message, "test: CMYK JPEG is not supported; convert it to RGB first, with its ICC profile");
  }
}

TEST(Jpeg, TwelveBitsAreRefusedWithAWord) {
  std::string bytes = Make(Recipe(), 16, 16);
  size_t frame = bytes.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  bytes[frame + 4] = 12;
  EXPECT_NE(Decode(bytes).message.find("only 8-bit JPEG is supported; convert it"), std::string::npos);
}

TEST(Jpeg, RgbWithoutConversionIsRead) {
  Recipe recipe;
  recipe.stored = JCS_RGB;
  recipe.quality = 100;
  Result result = Decode(Make(recipe, 16, 16));
  ASSERT_EQ(result.message, "");
  ImageOwner image = Picture(Info(16, 16, 3, AE_SAMPLE_U8), 1, true);
  for (int i = 0; i < 16 * 16 * 3; i++)
    ASSERT_NEAR(result.images[0]->data[i], image->data[i], 3);
}

TEST(Jpeg, QualityIsEstimated) {
  for (int quality : {1, 10, 25, 50, 51, 75, 83, 92, 95, 99, 100}) {
    Recipe recipe;
    recipe.quality = quality;
    Result result = Decode(Make(recipe, 16, 16));
    EXPECT_EQ(result.images[0]->info.jpeg_quality, (guint)quality);
  }
  ImageOwner image = Picture(Info(8, 8, 3, AE_SAMPLE_U8));
  EXPECT_EQ(Decode(Encode(ae_format_by_name("png"), image.get())).images[0]->info.jpeg_quality, 0u);
}

TEST(Jpeg, WriterTakesQualityAndSubsampling) {
  ImageOwner image = Picture(Info(64, 64, 3, AE_SAMPLE_U8), 1, true);
  EXPECT_EQ(Decode(Encode(Jpeg(), image.get())).images[0]->info.jpeg_quality, 95u);
  EXPECT_EQ(Decode(Encode(Jpeg(), image.get(), {"quality=40"})).images[0]->info.jpeg_quality, 40u);
  std::string full = Encode(Jpeg(), image.get(), {"subsampling=444"}),
              half = Encode(Jpeg(), image.get(), {"subsampling=420"});
  auto sampling = [](const std::string &bytes) { return (int)bytes[bytes.find("\xff\xc0") + 11]; };
  EXPECT_EQ(sampling(full), 0x11);
  EXPECT_EQ(sampling(half), 0x22);
}

TEST(Jpeg, DensityInCentimetresGoesThrough) {
  Recipe recipe;
  recipe.density_unit = 2;
  recipe.density = 118;
  Result result = Decode(Make(recipe, 8, 8));
  EXPECT_NEAR(result.images[0]->info.meta->x_dpi, 299.72, 1e-9);
  std::string again = Encode(Jpeg(), result.images[0].get());
  EXPECT_EQ(again.substr(13, 3), std::string("\x02\x00\x76", 3));
}

TEST(Jpeg, PlainAspectIsNoResolution) {
  Recipe recipe;
  recipe.density_unit = 0;
  recipe.density = 1;
  EXPECT_EQ(Decode(Make(recipe, 8, 8)).images[0]->info.meta->x_dpi, 0);
}

TEST(Jpeg, ProfilesOfManyMarkersAreKept) {
  AeImageInfo info = Info(8, 8, 3, AE_SAMPLE_U8);
  info.meta = ae_meta_new();
  std::string profile(200000, 'p');
  for (size_t i = 0; i < profile.size(); i++)
    profile[i] = (char)(i * 31 >> 3);
  info.meta->icc = BytesOf(profile);
  ImageOwner image = Picture(info);
  ae_meta_unref(info.meta);
  EXPECT_TRUE(TextOf(Decode(Encode(Jpeg(), image.get())).images[0]->info.meta->icc) == profile);
}

TEST(Jpeg, BlocksThatFitNoMarkerAreLeftOut) {
  AeImageInfo info = Info(8, 8, 3, AE_SAMPLE_U8);
  info.meta = ae_meta_new();
  info.meta->exif = BytesOf(std::string(65527, 'e'));
  info.meta->xmp = BytesOf(std::string(65505, 'x'));
  ImageOwner image = Picture(info);
  ae_meta_unref(info.meta);
  Result result = Decode(Encode(Jpeg(), image.get()));
  EXPECT_EQ(TextOf(result.images[0]->info.meta->exif).size(), 65527u);
  EXPECT_EQ(result.images[0]->info.meta->xmp, nullptr);
}

TEST(Jpeg, PreviewsBehindAPictureAreNotPages) {
  std::string plain = Make(Recipe(), 16, 16);
  EXPECT_EQ(Decode(plain + plain).images.size(), 2u);
  Recipe recipe;
  recipe.markers = {{JPEG_APP0 + 2, std::string("MPF\0II*\0", 8)}};
  Result result = Decode(Make(recipe, 16, 16) + plain);
  EXPECT_EQ(result.message, "");
  EXPECT_EQ(result.images.size(), 1u);
}

TEST(Jpeg, DamagedDataIsAnErrorAndNotAWarning) {
  std::string bytes = Make(Recipe(), 200, 200);
  int refused = 0;
  for (size_t at = bytes.size() / 2; at < bytes.size() / 2 + 20; at++) {
    std::string changed = bytes;
    changed.replace(at, 40, std::string(40, '\xff'));
    refused += Decode(changed).images.empty();
  }
  EXPECT_EQ(refused, 20);
}

TEST(Jpeg, SidesOver65500AreRefused) {
  TempFolder folder;
  ImageOwner image = Picture(Info(65501, 1, 1, AE_SAMPLE_U8));
  EXPECT_NE(Write(folder.file("x"), Jpeg(), {image.get()}).find("a JPEG has at most 65500 a side"), std::string::npos);
}

} // namespace
