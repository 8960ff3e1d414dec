/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* IDX files as streams of pictures, plain and packed, and what is packed by gzip in general. */
#include "image_helpers.h"

#include <gio/gio.h>

namespace {

std::string Head(std::vector<unsigned> dims) {
  std::string bytes = {0, 0, 8, static_cast<char>(dims.size())};
  for (unsigned d : dims)
    for (int shift = 24; shift >= 0; shift -= 8)
      bytes += static_cast<char>(d >> shift);
  return bytes;
}

std::string Gzip(const std::string &bytes) {
  g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
  std::string out(bytes.size() + 100, 0);
  gsize in = 0, n = 0;
  EXPECT_EQ(g_converter_convert(G_CONVERTER(gzip), bytes.data(), bytes.size(), out.data(), out.size(),
                                G_CONVERTER_INPUT_AT_END, &in, &n, nullptr),
            G_CONVERTER_FINISHED);
  return out.substr(0, n);
}

std::string Numbers(size_t n) {
  std::string bytes;
  AeRng rng;
  ae_rng_init(&rng, 3, n);
  for (size_t i = 0; i < n; i++)
    bytes += static_cast<char>(ae_rng_below(&rng, 256));
  return bytes;
}

TEST(FormatIdx, GivesAllPicturesPlainAndPackedFromFilesAndPipes) {
  const std::string pixels = Numbers(300 * 5 * 7), plain = Head({300, 5, 7}) + pixels;
  const std::string members = Gzip(plain.substr(0, 999)) + Gzip(plain.substr(999));
  for (const std::string &bytes : {plain, Gzip(plain), members, Gzip(plain) + std::string(20, 0)})
    for (bool piped : {false, true}) {
      Result result = piped ? DecodePiped(bytes) : Decode(bytes);
      ASSERT_EQ(result.message, "");
      ASSERT_EQ(result.images.size(), 300u);
      for (size_t i = 0; i < 300; i++) {
        const AeImage *image = result.images[i].get();
        ASSERT_TRUE(image->info.width == 7 && image->info.height == 5 && image->info.channels == 1 &&
                    image->info.sample == AE_SAMPLE_U8);
        ASSERT_EQ(0, memcmp(image->data, pixels.data() + 35 * i, 35)) << i;
      }
    }
}

TEST(FormatIdx, ReadsColour) {
  Result result = Decode(Head({2, 4, 3, 3}) + Numbers(72));
  ASSERT_EQ(result.message, "");
  ASSERT_EQ(result.images.size(), 2u);
  EXPECT_EQ(result.images[1]->info.channels, 3u);
  EXPECT_EQ(result.images[1]->info.width, 3u);
}

/* Every prefix of a file, plain or packed, is refused. */
TEST(FormatIdx, TellsWhereAFileEndsTooEarly) {
  const std::string plain = Head({3, 5, 7}) + Numbers(105), packed = Gzip(plain);
  for (const std::string &whole : {plain, packed})
    for (size_t n = 0; n < whole.size(); n++) {
      Result result = Decode(whole.substr(0, n));
      ASSERT_EQ(result.code, AE_ERROR_FORMAT) << n << " bytes";
    }
  EXPECT_NE(Decode(plain.substr(0, 60)).message.find("at byte 60"), std::string::npos);
  EXPECT_NE(Decode(packed.substr(0, 60)).message.find("at byte 60 of what is packed"), std::string::npos);
}

TEST(FormatIdx, RefusesLiesAndOtherNumbers) {
  const std::pair<std::string, const char *> cases[] = {
      {Head({3, 5, 7}) + Numbers(106), "more bytes than its 3 pictures"},
      {Head({10}) + Numbers(10), "1 dimensions"},
      {Head({10, 4}) + Numbers(40), "2 dimensions"},
      {Head({1, 4, 4, 5}) + Numbers(80), "pictures of 5 channels"},
      {Head({0, 4, 4}), "a size of 0 at byte 4"},
      {Head({4000000000u, 60000, 60000}) + "x", "a size of 4000000000 at byte 4"},
      {Head({2, 40000, 50000}) + "x", "a size of 50000 at byte 12"},
  };
  for (const auto &[bytes, part] : cases)
    for (const std::string &file : {bytes, Gzip(bytes)}) {
      Result result = Decode(file);
      EXPECT_EQ(result.code, AE_ERROR_FORMAT) << part;
      EXPECT_NE(result.message.find(part), std::string::npos) << result.message;
    }
}

/* The checksum at a packed file's end is looked at, though all pixels are there before it. */
TEST(FormatIdx, RefusesDamagedPackedFiles) {
  const std::string whole = Gzip(Head({3, 5, 7}) + Numbers(105));
  for (size_t i = 10; i < whole.size(); i++) {
    std::string bytes = whole;
    bytes[i] = static_cast<char>(bytes[i] ^ 0x11);
    Result result = Decode(bytes);
    EXPECT_EQ(result.code, AE_ERROR_FORMAT) << "byte " << i << ": " << result.message;
  }
}

/* Formats that jump about in their file do so in what is unpacked. */
TEST(Packed, EveryFormatIsReadPackedToo) {
  for (const Kind &kind : AllKinds()) {
    ImageOwner image = Picture(Info(9, 6, kind.channels, kind.sample));
    const std::string bytes = Encode(kind.format, image.get());
    Result plain = Decode(bytes), packed = Decode(Gzip(bytes)), piped = DecodePiped(Gzip(bytes));
    ASSERT_EQ(plain.message, "");
    ASSERT_EQ(packed.message, "") << kind.format->name;
    ASSERT_EQ(piped.message, "") << kind.format->name;
    ASSERT_EQ(packed.images.size(), plain.images.size());
    gsize n = ae_image_row_bytes(&plain.images[0]->info) * plain.images[0]->info.height;
    EXPECT_EQ(0, memcmp(packed.images[0]->data, plain.images[0]->data, n)) << kind.format->name;
    EXPECT_EQ(0, memcmp(piped.images[0]->data, plain.images[0]->data, n)) << kind.format->name;
  }
}

} // namespace
