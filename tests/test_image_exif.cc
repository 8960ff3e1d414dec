/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <algorithm>

#include "image_helpers.h"

#include "image/exif.h"

namespace {

using ExifOwner = std::unique_ptr<AeExif, Freed<ae_exif_free>>;
using Bytes = std::unique_ptr<GBytes, Freed<g_bytes_unref>>;

ExifOwner Parse(const std::string &block) { return ExifOwner(ae_exif_parse(Bytes(BytesOf(block)).get())); }

std::string BlockOf(AeExif *exif) {
  Bytes block(ae_exif_block(exif));
  return TextOf(block.get());
}

/* The same block in the other byte order: numbers of 2 and 4 bytes turned, text left. */
std::string BigEndianExif() {
  const unsigned char block[] = {'M', 'M', 0, 42, 0,    0, 0,  8,  0, 3, 1, 0x0f, 0, 2, 0,    0,    0,    3, 'A',
                                 'e', 0,   0, 1,  0x12, 0, 3,  0,  0, 0, 1, 0,    6, 0, 0,    0x87, 0x69, 0, 4,
                                 0,   0,   0, 1,  0,    0, 0,  50, 0, 0, 0, 0,    0, 1, 0x82, 0x9a, 0,    5, 0,
                                 0,   0,   1, 0,  0,    0, 68, 0,  0, 0, 0, 0,    0, 0, 1,    0,    0,    0, 100};
  return std::string((const char *)block, sizeof block);
}

TEST(Exif, OfEitherByteOrderIsTheSame) {
  for (const std::string &block : {Exif(), BigEndianExif()}) {
    ExifOwner exif = Parse(block);
    ASSERT_NE(exif, nullptr);
    EXPECT_EQ(exif->picture->len, 2u);
    EXPECT_EQ(exif->photo->len, 1u);
    EXPECT_EQ(ae_exif_entry_number(ae_exif_ifd_find(exif->picture, AE_EXIF_ORIENTATION)), 6u);
    EXPECT_EQ(TextOf(ae_exif_ifd_find(exif->picture, AE_EXIF_MAKE)->values), std::string("Ae\0", 3));
    EXPECT_EQ(BlockOf(exif.get()), Exif());
    EXPECT_EQ(BlockOf(exif.get()), Exif()) << "a second time";
  }
}

TEST(Exif, SaysNothingWhereThePictureIsOnlyUpright) {
  std::string upright = Exif();
  upright[8] = 1;
  upright.replace(10, 12, upright.substr(22, 12));
  upright[18] = 1;
  EXPECT_EQ(BlockOf(Parse(upright).get()), "");
  upright[18] = 8;
  EXPECT_NE(BlockOf(Parse(upright).get()), "");
}

TEST(Exif, MakerNotesAndLayoutAreLeftOut) {
  std::string block = Exif();
  block[52] = (char)0x7c, block[53] = (char)0x92; /* the exposure time becomes a maker note */
  EXPECT_EQ(Parse(block)->photo->len, 0u);
  block = Exif();
  block[10] = 0, block[11] = 1; /* the make becomes a width */
  EXPECT_EQ(Parse(block)->picture->len, 1u);
}

TEST(Exif, OtherBlocksAreRefused) {
  for (const char *text : {"", "II", "hello world", "II+\0........"})
    EXPECT_EQ(Parse(text), nullptr) << text;
}

TEST(Exif, DamageIsSurvived) {
  std::string block = Exif();
  for (size_t cut = 0; cut <= block.size(); cut++) {
    ExifOwner exif = Parse(block.substr(0, cut));
    EXPECT_EQ(exif != nullptr, cut >= 8);
    if (exif)
      BlockOf(exif.get());
  }
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (int i = 0; i < 20000; i++) {
    std::string changed = block;
    for (int n = 0; n < 3; n++)
      changed[ae_rng_below(&rng, (guint32)block.size())] = (char)ae_rng_next(&rng);
    ExifOwner exif = Parse(changed);
    if (exif)
      BlockOf(exif.get());
  }
}

TEST(Exif, ValuesOver64KilobytesAreLeftOut) {
  std::string block = Exif() + std::string(80000, 'd');
  block[14] = 0, block[15] = 0, block[16] = 1, block[17] = 0; /* a make of 65536 letters */
  block[18] = 76, block[19] = block[20] = block[21] = 0;
  EXPECT_EQ(TextOf(ae_exif_ifd_find(Parse(block)->picture, AE_EXIF_MAKE)->values).size(), 65536u);
  block[14] = 1;
  EXPECT_EQ(ae_exif_ifd_find(Parse(block)->picture, AE_EXIF_MAKE), nullptr);
}

} // namespace
