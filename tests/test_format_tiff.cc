/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* TIFFs that this library does not write itself: made with libtiff here. */
#include "image_helpers.h"

#include <tiffio.h>

#include <algorithm>

namespace {

const AeFormat *Tiff() { return ae_format_by_name("tiff"); }

struct Recipe {
  int bits = 8, samples = 3, photometric = PHOTOMETRIC_RGB, planar = PLANARCONFIG_CONTIG, format = SAMPLEFORMAT_UINT;
  int compression = COMPRESSION_NONE, extra = -1, rows_per_strip = 7;
  guint32 tile_width = 0, tile_height = 0;
  guint32 subfile = 0;
  bool dng = false;
  std::vector<guint16> palette; /* reds, greens, blues */
};

/* A file that libtiff writes, page by page. */
class Maker {
public:
  explicit Maker(const char *mode) : tiff_(TIFFOpen(folder_.file("x").c_str(), mode)) {}

  void page(const Recipe &recipe, guint32 width, guint32 height, const std::string &pixels) {
    TIFFSetField(tiff_, TIFFTAG_SUBFILETYPE, recipe.subfile);
    TIFFSetField(tiff_, TIFFTAG_IMAGEWIDTH, width);
    TIFFSetField(tiff_, TIFFTAG_IMAGELENGTH, height);
    TIFFSetField(tiff_, TIFFTAG_BITSPERSAMPLE, recipe.bits);
    TIFFSetField(tiff_, TIFFTAG_SAMPLESPERPIXEL, recipe.samples);
    TIFFSetField(tiff_, TIFFTAG_SAMPLEFORMAT, recipe.format);
    TIFFSetField(tiff_, TIFFTAG_PHOTOMETRIC, recipe.photometric);
    TIFFSetField(tiff_, TIFFTAG_PLANARCONFIG, recipe.planar);
    TIFFSetField(tiff_, TIFFTAG_COMPRESSION, recipe.compression);
    guint16 extra = (guint16)recipe.extra;
    if (recipe.extra >= 0)
      TIFFSetField(tiff_, TIFFTAG_EXTRASAMPLES, 1, &extra);
    if (recipe.dng)
      TIFFSetField(tiff_, TIFFTAG_DNGVERSION, "\1\4\0\0");
    if (!recipe.palette.empty()) {
      size_t n = recipe.palette.size() / 3;
      TIFFSetField(tiff_, TIFFTAG_COLORMAP, recipe.palette.data(), recipe.palette.data() + n,
                   recipe.palette.data() + 2 * n);
    }
    recipe.tile_width ? tiles(recipe, width, height, pixels) : strips(recipe, height, pixels);
    TIFFWriteDirectory(tiff_);
  }

  std::string bytes() {
    TIFFClose(tiff_);
    return ReadFile(folder_.file("x"));
  }

private:
  /* Samples one by one, as many bytes each; planes of them if the recipe says so. */
  void strips(const Recipe &recipe, guint32 height, std::string pixels) {
    TIFFSetField(tiff_, TIFFTAG_ROWSPERSTRIP, recipe.rows_per_strip);
    size_t row = pixels.size() / height, planes = recipe.planar == PLANARCONFIG_SEPARATE ? (size_t)recipe.samples : 1;
    for (size_t plane = 0; plane < planes; plane++)
      for (guint32 y = 0; y < height; y++) {
        std::string line =
            planes == 1 ? pixels.substr(y * row, row) : plane_of(recipe, pixels.substr(y * row, row), plane);
        TIFFWriteScanline(tiff_, line.data(), y, (guint16)plane);
      }
  }

  void tiles(const Recipe &recipe, guint32 width, guint32 height, const std::string &pixels) {
    TIFFSetField(tiff_, TIFFTAG_TILEWIDTH, recipe.tile_width);
    TIFFSetField(tiff_, TIFFTAG_TILELENGTH, recipe.tile_height);
    size_t row = pixels.size() / height, planes = recipe.planar == PLANARCONFIG_SEPARATE ? (size_t)recipe.samples : 1;
    size_t pixel_bits = (size_t)recipe.bits * (planes == 1 ? (size_t)recipe.samples : 1);
    for (size_t plane = 0; plane < planes; plane++)
      for (guint32 y = 0; y < height; y += recipe.tile_height)
        for (guint32 x = 0; x < width; x += recipe.tile_width) {
          std::string tile;
          for (guint32 i = 0; i < recipe.tile_height; i++) {
            std::string line = y + i < height ? pixels.substr((y + i) * row, row) : "";
            if (planes > 1 && !line.empty())
              line = plane_of(recipe, line, plane);
            size_t at = std::min(line.size(), x * pixel_bits / 8);
            std::string part = line.substr(at, recipe.tile_width * pixel_bits / 8);
            part.resize(recipe.tile_width * pixel_bits / 8, '?');
            tile += part;
          }
          TIFFWriteTile(tiff_, tile.data(), x, y, 0, (guint16)plane);
        }
  }

  static std::string plane_of(const Recipe &recipe, const std::string &row, size_t plane) {
    std::string out;
    size_t size = (size_t)recipe.bits / 8, pixel = size * (size_t)recipe.samples;
    for (size_t x = 0; x < row.size(); x += pixel)
      out += row.substr(x + plane * size, size);
    return out;
  }

  TempFolder folder_;
  TIFF *tiff_;
};

std::string Make(const Recipe &recipe, guint32 width, guint32 height, const std::string &pixels,
                 const char *mode = "w") {
  Maker maker(mode);
  maker.page(recipe, width, height, pixels);
  return maker.bytes();
}

AeSample SampleOf(const Recipe &recipe) {
  if (recipe.format == SAMPLEFORMAT_IEEEFP)
    return recipe.bits == 16 ? AE_SAMPLE_HALF : AE_SAMPLE_FLOAT;
  return recipe.bits == 16 ? AE_SAMPLE_U16 : AE_SAMPLE_U8;
}

class Layouts : public testing::TestWithParam<std::tuple<bool, bool, const char *>> {};

TEST_P(Layouts, OfAllSampleTypesAreRead) {
  auto [tiled, separate, mode] = GetParam();
  for (int bits : {8, 16, 32})
    for (int samples : {1, 2, 3, 4})
      for (int compression : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS})
        for (bool floating : {false, true}) {
          if (floating ? bits == 8 : bits == 32)
            continue;
          Recipe recipe;
          recipe.bits = bits;
          recipe.samples = samples;
          recipe.compression = compression;
          recipe.photometric = samples < 3 ? PHOTOMETRIC_MINISBLACK : PHOTOMETRIC_RGB;
          recipe.extra = samples % 2 ? -1 : EXTRASAMPLE_UNASSALPHA;
          recipe.planar = separate ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG;
          recipe.format = floating ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
          if (tiled)
            recipe.tile_width = 32, recipe.tile_height = 16;
          ImageOwner image = Picture(Info(75, 41, (guint)samples, SampleOf(recipe)));
          Result result = Decode(Make(recipe, 75, 41, Pixels(image.get()), mode));
          ASSERT_EQ(result.images.size(), 1u) << result.message;
          EXPECT_EQ(result.images[0]->info.channels, (guint)samples);
          EXPECT_EQ(result.images[0]->info.sample, image->info.sample);
          EXPECT_TRUE(Pixels(result.images[0].get()) == Pixels(image.get()))
              << bits << " bits, " << samples << " samples, compression " << compression;
        }
}

INSTANTIATE_TEST_SUITE_P(Tiff, Layouts,
                         testing::Combine(testing::Bool(), testing::Bool(), testing::Values("wl", "wb", "w8l", "w8b")));

TEST(Tiff, FewBitsAreStretched) {
  Recipe recipe;
  recipe.samples = 1;
  recipe.photometric = PHOTOMETRIC_MINISBLACK;
  const struct {
    int bits;
    const char *packed;
    std::string codes;
  } cases[] = {{1, "\xa8", std::string("\xff\0\xff\0\xff", 5)},
               {2, "\x1b\x40", std::string("\0\x55\xaa\xff\x55", 5)},
               {4, "\x0f\x10\x20", std::string("\0\xff\x11\0\x22", 5)}};
  for (const auto &c : cases)
    for (int photometric : {PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE}) {
      recipe.bits = c.bits;
      recipe.photometric = photometric;
      Result result = Decode(Make(recipe, 5, 1, std::string(c.packed, (size_t)(5 * c.bits + 7) / 8)));
      ASSERT_EQ(result.images.size(), 1u) << result.message;
      std::string wanted = c.codes;
      for (char &code : wanted)
        code = photometric == PHOTOMETRIC_MINISWHITE ? (char)~code : code;
      EXPECT_EQ(Pixels(result.images[0].get()), wanted) << c.bits;
    }
}

TEST(Tiff, PackedTilesAreRead) {
  Recipe recipe;
  recipe.samples = recipe.bits = 1;
  recipe.photometric = PHOTOMETRIC_MINISBLACK;
  recipe.tile_width = recipe.tile_height = 16;
  std::string packed;
  for (int y = 0; y < 20; y++)
    packed += std::string(5, (char)(0x35 * (y + 1)));
  Result result = Decode(Make(recipe, 37, 20, packed));
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  for (int y = 0; y < 20; y++)
    for (int x = 0; x < 37; x++)
      ASSERT_EQ(result.images[0]->data[y * 37 + x],
                (packed[(size_t)y * 5 + (size_t)x / 8] >> (7 - x % 8) & 1) ? 255 : 0);
}

TEST(Tiff, WhiteForZeroIsTurnedButNotItsAlpha) {
  Recipe recipe;
  recipe.photometric = PHOTOMETRIC_MINISWHITE;
  recipe.samples = 2;
  recipe.extra = EXTRASAMPLE_UNASSALPHA;
  EXPECT_EQ(Pixels(Decode(Make(recipe, 2, 1, std::string("\0\5\x0f\6", 4))).images[0].get()), "\xff\5\xf0\6");
}

TEST(Tiff, PalettesAreExpanded) {
  Recipe recipe;
  recipe.samples = 1;
  recipe.photometric = PHOTOMETRIC_PALETTE;
  for (int bits : {1, 2, 4, 8})
    for (guint scale : {1u, 257u}) { /* 8-bit entries, which some programs write, and right ones */
      size_t n = (size_t)1 << bits;
      recipe.bits = bits;
      recipe.palette.assign(3 * n, 0);
      recipe.palette[1] = (guint16)(200 * scale);
      recipe.palette[n + 1] = (guint16)(100 * scale);
      recipe.palette[2 * n] = (guint16)(50 * scale);
      std::string packed(1, (char)(1 << (8 - bits)));
      if (bits == 8)
        packed += std::string(1, 0);
      Result result = Decode(Make(recipe, 2, 1, packed));
      ASSERT_EQ(result.images.size(), 1u) << result.message;
      EXPECT_EQ(Pixels(result.images[0].get()), std::string("\xc8\x64\0\0\0\x32", 6)) << bits << " bits";
    }
}

TEST(Tiff, KindsOfAlphaAreKept) {
  Recipe recipe;
  recipe.samples = 4;
  for (int extra : {EXTRASAMPLE_UNSPECIFIED, EXTRASAMPLE_ASSOCALPHA, EXTRASAMPLE_UNASSALPHA}) {
    recipe.extra = extra;
    Result result = Decode(Make(recipe, 1, 1, "abcd"));
    ASSERT_EQ(result.images.size(), 1u) << result.message;
    EXPECT_EQ(result.images[0]->info.premultiplied, extra == EXTRASAMPLE_ASSOCALPHA);
    EXPECT_EQ(Pixels(result.images[0].get()), "abcd");
  }
}

TEST(Tiff, PagesComeInOrderWithoutTheirThumbnails) {
  Maker maker("w");
  Recipe recipe;
  maker.page(recipe, 1, 1, "abc");
  recipe.subfile = FILETYPE_REDUCEDIMAGE;
  maker.page(recipe, 1, 1, "xyz");
  recipe.subfile = FILETYPE_PAGE;
  recipe.samples = 1;
  recipe.photometric = PHOTOMETRIC_MINISBLACK;
  maker.page(recipe, 2, 1, "gh");
  recipe.subfile = FILETYPE_MASK;
  maker.page(recipe, 1, 1, "m");
  Result result = Decode(maker.bytes());
  ASSERT_EQ(result.images.size(), 2u) << result.message;
  EXPECT_EQ(Pixels(result.images[0].get()), "abc");
  EXPECT_EQ(Pixels(result.images[1].get()), "gh");
}

TEST(Tiff, AFileOfOneThumbnailIsThatPicture) {
  Recipe recipe;
  recipe.subfile = FILETYPE_REDUCEDIMAGE;
  EXPECT_EQ(Decode(Make(recipe, 1, 1, "abc")).images.size(), 1u);
}

TEST(Tiff, JpegInsideIsRgb) {
  Recipe recipe;
  recipe.compression = COMPRESSION_JPEG;
  recipe.rows_per_strip = 16;
  ImageOwner image = Picture(Info(48, 32, 3, AE_SAMPLE_U8), 1, true);
  Result result = Decode(Make(recipe, 48, 32, Pixels(image.get())));
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  for (int i = 0; i < 48 * 32 * 3; i++)
    ASSERT_NEAR(result.images[0]->data[i], image->data[i], 40);
}

TEST(Tiff, WhatIsNotSupportedIsRefusedByName) {
  auto message = [](void (*change)(Recipe &), size_t bytes) {
    Recipe recipe;
    change(recipe);
    Result result = Decode(Make(recipe, 2, 1, std::string(bytes, 'x')));
    EXPECT_TRUE(result.images.empty());
    EXPECT_EQ(result.code, AE_ERROR_FORMAT);
    return result.message;
  };
  auto has = [](const std::string &text, const char *part) { return text.find(part) != std::string::npos; };
  EXPECT_TRUE(has(message([](Recipe &r) { r.photometric = PHOTOMETRIC_SEPARATED, r.samples = 4; }, 8),
                  "CMYK TIFF is not supported"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.photometric = PHOTOMETRIC_CIELAB; }, 6), "Lab TIFF is not supported"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.format = SAMPLEFORMAT_INT; }, 6), "8-bit signed samples"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.bits = 32; }, 24), "32-bit unsigned samples"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.bits = 64, r.format = SAMPLEFORMAT_IEEEFP; }, 48),
                  "64-bit floating-point samples"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.samples = 5; }, 10), "5 samples a pixel"));
  EXPECT_TRUE(has(message([](Recipe &r) { r.dng = true; }, 6), "camera raw (DNG)"));
}

/* libtiff 4.5 writes outside of its buffer for sizes near 2^63. */
TEST(Tiff, StripsBehindTheEndAreRefused) {
  ImageOwner image = Picture(Info(20, 10, 1, AE_SAMPLE_U8));
  std::string bytes = Encode(Tiff(), image.get(), {"bigtiff=yes"});
  size_t tag = bytes.find(std::string("\x17\x01", 2)); /* StripByteCounts: tag, type, count, value */
  ASSERT_NE(tag, std::string::npos);
  for (const char *value :
       {"\xfe\xff\xff\xff\xff\xff\xff\x7f", "\xff\xff\xff\x7f\0\0\0\0", "\0\0\xff\xff\xff\xff\xff\xff"}) {
    bytes[tag + 2] = 16; /* a 64-bit number */
    bytes.replace(tag + 12, 8, std::string(value, 8));
    Result result = Decode(bytes);
    EXPECT_NE(result.message.find("strip 1 of 1 lies behind the end of the file"), std::string::npos) << result.message;
  }
}

TEST(Tiff, MemoryOfTilesAndPlanesIsLimited) {
  Recipe recipe;
  recipe.tile_width = recipe.tile_height = 64;
  std::string pixels = Pixels(Picture(Info(400, 64, 3, AE_SAMPLE_U8)).get());
  AeLimits enough = {0, 200000}, less = {0, 80000};
  std::string tiled = Make(recipe, 400, 64, pixels);
  EXPECT_EQ(Decode(tiled, &enough).message, "");
  EXPECT_EQ(Decode(tiled, &less).code, AE_ERROR_LIMIT);
  recipe.tile_width = recipe.tile_height = 0;
  EXPECT_EQ(Decode(Make(recipe, 400, 64, pixels), &less).message, "");
}

TEST(Tiff, WriterTakesCompressionAndBigTiff) {
  ImageOwner image = Picture(Info(200, 100, 3, AE_SAMPLE_U8), 1, true);
  size_t none = Encode(Tiff(), image.get(), {"compression=none"}).size();
  size_t lzw = Encode(Tiff(), image.get(), {"compression=lzw"}).size();
  size_t deflate = Encode(Tiff(), image.get(), {"compression=deflate"}).size();
  EXPECT_GT(none, 60000u);
  EXPECT_LT(lzw, none);
  EXPECT_LT(deflate, lzw);
  EXPECT_EQ(Encode(Tiff(), image.get(), {"bigtiff=yes"})[2], 43);
  EXPECT_EQ(Encode(Tiff(), image.get())[2], 42);
  for (const char *option : {"compression=none", "compression=lzw", "bigtiff=yes"})
    EXPECT_TRUE(Pixels(Decode(Encode(Tiff(), image.get(), {option})).images[0].get()) == Pixels(image.get())) << option;
}

TEST(Tiff, FloatsOfAllKindsGoThroughThePredictor) {
  AeImageInfo info = Info(64, 64, 1, AE_SAMPLE_FLOAT);
  ImageOwner image = Picture(info);
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  for (int i = 0; i < 64 * 64; i++)
    ((guint32 *)image->data)[i] = (guint32)ae_rng_next(&rng);
  EXPECT_TRUE(Pixels(Decode(Encode(Tiff(), image.get())).images[0].get()) == Pixels(image.get()));
}

TEST(Tiff, BigTiffKeepsExif) {
  AeImageInfo info = Info(4, 4, 3, AE_SAMPLE_U8);
  info.meta = Meta(false);
  ImageOwner image = Picture(info);
  ae_meta_unref(info.meta);
  Result result = Decode(Encode(Tiff(), image.get(), {"bigtiff=yes"}));
  EXPECT_EQ(TextOf(result.images[0]->info.meta->exif), Exif());
}

TEST(Tiff, EveryPageHasItsOwnExif) {
  TempFolder folder;
  AeImageInfo info = Info(4, 4, 3, AE_SAMPLE_U8);
  ImageOwner plain = Picture(info);
  info.meta = Meta(false);
  ImageOwner with = Picture(info);
  ae_meta_unref(info.meta);
  ASSERT_EQ(Write(folder.file("x"), Tiff(), {with.get(), plain.get(), with.get()}), "");
  Result result = Decode(ReadFile(folder.file("x")));
  ASSERT_EQ(result.images.size(), 3u) << result.message;
  EXPECT_EQ(TextOf(result.images[0]->info.meta->exif), Exif());
  EXPECT_EQ(result.images[1]->info.meta->exif, nullptr);
  EXPECT_EQ(TextOf(result.images[2]->info.meta->exif), Exif());
}

} // namespace
