/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PNGs that this library does not write itself: made with libpng here. */
#include "image_helpers.h"

#include <png.h>

namespace {

void Append(png_structp png, png_bytep data, size_t n) {
  ((std::string *)png_get_io_ptr(png))->append((char *)data, n);
}

struct Recipe {
  int colour = PNG_COLOR_TYPE_GRAY, depth = 8;
  bool interlaced = false, clear = false; /* clear: a tRNS chunk */
  std::string late_exif;                  /* behind the pixels */
  std::string late_xmp;
  bool chroma = false; /* gAMA and cHRM */
};

int Channels(int colour) {
  return colour == PNG_COLOR_TYPE_RGB          ? 3
         : colour == PNG_COLOR_TYPE_RGB_ALPHA  ? 4
         : colour == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
                                               : 1;
}

/* rows: as PNG packs them. */
std::string Make(const Recipe &recipe, guint32 width, const std::vector<std::string> &rows) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png), end = png_create_info_struct(png);
  png_set_write_fn(png, &bytes, Append, nullptr);
  png_set_IHDR(png, info, width, (guint32)rows.size(), recipe.depth, recipe.colour,
               recipe.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  png_color palette[4] = {{10, 20, 30}, {200, 100, 0}, {0, 255, 1}, {7, 8, 9}};
  png_byte alphas[2] = {128, 255};
  png_color_16 key = {0, 1, 2, 3, 1};
  if (recipe.colour == PNG_COLOR_TYPE_PALETTE)
    png_set_PLTE(png, info, palette, 4);
  if (recipe.clear)
    png_set_tRNS(png, info, alphas, 2, recipe.colour == PNG_COLOR_TYPE_PALETTE ? nullptr : &key);
  if (recipe.chroma) {
    png_set_gAMA_fixed(png, info, 100000);
    png_set_cHRM_fixed(png, info, 34567, 35850, 73470, 26530, 11596, 82677, 15646, 1772);
  }
  png_write_info(png, info);
  std::vector<png_bytep> pointers;
  for (const std::string &row : rows)
    pointers.push_back((png_bytep)row.data());
  png_write_image(png, pointers.data());
  if (!recipe.late_exif.empty())
    png_set_eXIf_1(png, end, (png_uint_32)recipe.late_exif.size(), (png_bytep)recipe.late_exif.data());
  if (!recipe.late_xmp.empty()) {
    png_text text = {};
    text.compression = PNG_ITXT_COMPRESSION_NONE;
    text.key = (char *)"XML:com.adobe.xmp";
    text.text = (char *)recipe.late_xmp.c_str();
    text.lang = text.lang_key = (char *)"";
    png_set_text(png, end, &text, 1);
  }
  png_write_end(png, end);
  png_destroy_info_struct(png, &end);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

ImageOwner One(const std::string &bytes) {
  Result result = Decode(bytes);
  EXPECT_EQ(result.message, "");
  return result.images.empty() ? nullptr : std::move(result.images[0]);
}

TEST(Png, FewBitsAreStretched) {
  Recipe recipe;
  recipe.depth = 1;
  ImageOwner one = One(Make(recipe, 5, {"\xa8"}));
  EXPECT_EQ(Pixels(one.get()), std::string("\xff\0\xff\0\xff", 5));
  EXPECT_EQ(one->info.maxval, 255u);
  recipe.depth = 2;
  EXPECT_EQ(Pixels(One(Make(recipe, 4, {"\x1b"})).get()), std::string("\0\x55\xaa\xff", 4));
  recipe.depth = 4;
  EXPECT_EQ(Pixels(One(Make(recipe, 2, {"\x0f"})).get()), std::string("\0\xff", 2));
}

TEST(Png, PalettesAreExpanded) {
  Recipe recipe;
  recipe.colour = PNG_COLOR_TYPE_PALETTE;
  recipe.depth = 2;
  ImageOwner plain = One(Make(recipe, 4, {"\x1b"}));
  EXPECT_EQ(plain->info.channels, 3u);
  EXPECT_EQ(Pixels(plain.get()), std::string("\x0a\x14\x1e\xc8\x64\x00\x00\xff\x01\x07\x08\x09", 12));
  recipe.clear = true;
  ImageOwner clear = One(Make(recipe, 4, {"\x1b"}));
  EXPECT_EQ(clear->info.channels, 4u);
  EXPECT_EQ(Pixels(clear.get()), std::string("\x0a\x14\x1e\x80\xc8\x64\x00\xff\x00\xff\x01\xff\x07\x08\x09\xff", 16));
}

TEST(Png, AClearColourBecomesAlpha) {
  Recipe recipe;
  recipe.clear = true;
  ImageOwner grey = One(Make(recipe, 3, {std::string("\0\1\2", 3)}));
  EXPECT_EQ(grey->info.channels, 2u);
  EXPECT_EQ(Pixels(grey.get()), std::string("\0\xff\1\0\2\xff", 6));
  recipe.colour = PNG_COLOR_TYPE_RGB;
  recipe.depth = 16;
  ImageOwner rgb = One(Make(recipe, 2, {std::string("\0\1\0\2\0\3\0\1\0\2\0\4", 12)}));
  EXPECT_EQ(rgb->info.channels, 4u);
  const guint16 *codes = (const guint16 *)rgb->data;
  EXPECT_EQ(std::vector<guint16>(codes, codes + 8), (std::vector<guint16>{1, 2, 3, 0, 1, 2, 4, 65535}));
}

TEST(Png, InterlacedIsTheSamePicture) {
  for (int colour : {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA, PNG_COLOR_TYPE_GRAY_ALPHA})
    for (int depth : {8, 16})
      for (guint32 side : {1u, 3u, 20u}) {
        AeImageInfo info = Info(side, side + 2, (guint)Channels(colour), AE_SAMPLE_U8);
        info.width *= (guint32)depth / 8;
        ImageOwner bytes = Picture(info);
        std::vector<std::string> rows;
        for (guint32 y = 0; y < info.height; y++)
          rows.push_back(Pixels(bytes.get()).substr(y * ae_image_row_bytes(&info), ae_image_row_bytes(&info)));
        Recipe recipe;
        recipe.colour = colour;
        recipe.depth = depth;
        ImageOwner plain = One(Make(recipe, side, rows));
        recipe.interlaced = true;
        std::string interlaced = Make(recipe, side, rows);
        EXPECT_TRUE(Pixels(One(interlaced).get()) == Pixels(plain.get())) << colour << " " << depth << " " << side;
        EXPECT_TRUE(Decode(interlaced.substr(0, interlaced.size() - 20)).images.empty());
      }
}

TEST(Png, InterlacedIsHeldAgainstTheMemoryLimit) {
  Recipe recipe;
  recipe.interlaced = true;
  std::string bytes = Make(recipe, 100, std::vector<std::string>(50, std::string(100, 'x')));
  AeLimits enough = {0, 5000}, less = {0, 4999};
  EXPECT_EQ(Decode(bytes, &enough).message, "");
  EXPECT_EQ(Decode(bytes, &less).code, AE_ERROR_LIMIT);
}

TEST(Png, FindsMetadataBehindThePixelsOfAFile) {
  Recipe recipe;
  recipe.late_exif = Exif();
  recipe.late_xmp = Xmp();
  std::string bytes = Make(recipe, 3, {"abc", "def"});
  ImageOwner image = One(bytes);
  ASSERT_NE(image->info.meta, nullptr);
  EXPECT_EQ(TextOf(image->info.meta->exif), Exif());
  EXPECT_EQ(TextOf(image->info.meta->xmp), Xmp());
  EXPECT_EQ(Pixels(image.get()), "abcdef");
  EXPECT_EQ(DecodePiped(bytes).message, "");
}

TEST(Png, KeepsItsColourChunks) {
  Recipe recipe;
  recipe.chroma = true;
  ImageOwner image = One(Make(recipe, 3, {"abc"}));
  std::string again = Encode(ae_format_by_name("png"), image.get());
  const unsigned char gamma[] = {'g', 'A', 'M', 'A', 0, 1, 0x86, 0xa0};
  const unsigned char chroma[] = {'c', 'H', 'R', 'M', 0, 0, 0x87, 0x07, 0, 0, 0x8c, 0x0a};
  EXPECT_NE(again.find(std::string((const char *)gamma, sizeof gamma)), std::string::npos);
  EXPECT_NE(again.find(std::string((const char *)chroma, sizeof chroma)), std::string::npos);
}

TEST(Png, ADamagedChecksumIsNamed) {
  Recipe recipe;
  std::string bytes = Make(recipe, 3, {"abc"});
  size_t data = bytes.find("IDAT");
  bytes[data + 6] ^= 1;
  Result result = Decode(bytes);
  EXPECT_TRUE(result.images.empty());
  EXPECT_NE(result.message.find("(row 1 of 1)"), std::string::npos) << result.message;
}

TEST(Png, CompressionIsAKey) {
  ImageOwner image = Picture(Info(200, 100, 3, AE_SAMPLE_U8), 1, true);
  const AeFormat *png = ae_format_by_name("png");
  EXPECT_GT(Encode(png, image.get(), {"compression=0"}).size(), 60000u);
  EXPECT_LT(Encode(png, image.get(), {"compression=9"}).size(), 40000u);
}

} // namespace
