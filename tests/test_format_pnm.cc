/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* PNM, PAM and PFM by the byte. */
#include "image_helpers.h"

namespace {

ImageOwner One(const std::string &bytes) {
  Result result = Decode(bytes);
  EXPECT_EQ(result.message, "");
  EXPECT_EQ(result.images.size(), 1u);
  return result.images.empty() ? nullptr : std::move(result.images[0]);
}

std::string Wrong(const std::string &bytes) {
  Result result = Decode(bytes);
  EXPECT_TRUE(result.images.empty());
  EXPECT_EQ(result.code, AE_ERROR_FORMAT);
  return result.message;
}

TEST(Pnm, HeadersOfAllShapes) {
  for (const char *header :
       {"P6 2 1 255\n", "P6\n2 1\n255\n", "P6#x\n# a comment\n2#width\n#more\n 1\t255 ", "P6\r\n2\r\n1\r255\n"}) {
    ImageOwner image = One(std::string(header) + "abcdef");
    ASSERT_NE(image, nullptr) << header;
    EXPECT_EQ(Pixels(image.get()), "abcdef") << header;
    EXPECT_EQ(image->info.width, 2u);
  }
}

TEST(Pnm, PlainKinds) {
  EXPECT_EQ(Pixels(One("P1 3 2 0 1 0\n101").get()), std::string("\1\0\1\0\1\0", 6));
  EXPECT_EQ(Pixels(One("P2 3 1 9 0 4 9").get()), std::string("\0\4\x9", 3));
  EXPECT_EQ(Pixels(One("P3 1 1 255 1 2 255\n").get()), std::string("\1\2\xff", 3));
  ImageOwner wide = One("P2 2 1 1000 999 1000");
  EXPECT_EQ(wide->info.sample, AE_SAMPLE_U16);
  EXPECT_EQ(((guint16 *)wide->data)[1], 1000);
}

TEST(Pnm, BitmapsAreWhiteForZero) {
  ImageOwner image = One(std::string("P4\n10 2\n\xaa\x80\xff\xff", 13 - 1));
  EXPECT_EQ(image->info.maxval, 1u);
  EXPECT_EQ(Pixels(image.get()), std::string("\0\1\0\1\0\1\0\1\0\1\0\0\0\0\0\0\0\0\0\0", 20));
}

TEST(Pnm, WideCodesAreBigEndian) {
  ImageOwner image = One(std::string("P5 2 1 65535\n\x01\x02\xff\xfe", 17));
  EXPECT_EQ(((guint16 *)image->data)[0], 0x0102);
  EXPECT_EQ(((guint16 *)image->data)[1], 0xfffe);
}

TEST(Pnm, IsWrittenByTheByte) {
  EXPECT_EQ(Encode(ae_format_by_name("pnm"), One("P3 2 1 255 1 2 3 4 5 6").get()), "P6\n2 1\n255\n\1\2\3\4\5\6");
  EXPECT_EQ(Encode(ae_format_by_name("pnm"), One("P1 3 1 1 0 1").get()), "P4\n3 1\n\xa0");
  EXPECT_EQ(Encode(ae_format_by_name("pnm"), One("P2 1 1 1023 258").get()), "P5\n1 1\n1023\n\1\2");
}

TEST(Pnm, SaysWhatIsWrong) {
  EXPECT_NE(Wrong("P6 2 x 255\n").find("no good number for the height"), std::string::npos);
  EXPECT_NE(Wrong("P6 2 1 0\nabcdef").find("the maxval 0 is not in 1..65535"), std::string::npos);
  EXPECT_NE(Wrong("P6 2 1 65536\nabcdef").find("the maxval 65536"), std::string::npos);
  EXPECT_NE(Wrong("P6 2 1 255\nabcde").find("the file ends too early, at byte 16 (row 1 of 1)"), std::string::npos);
  EXPECT_NE(Wrong("P5 2 1 7\n\1\x8").find("a sample of 8 over the maxval 7 (row 1 of 1)"), std::string::npos);
  EXPECT_NE(Wrong("P2 2 1 7 1 8").find("a sample of 8 over the maxval 7"), std::string::npos);
  EXPECT_NE(Wrong("P1 2 1 1 2").find("neither 0 nor 1"), std::string::npos);
  EXPECT_NE(Wrong("P2 2 2 7 1 1 1").find("(row 2 of 2)"), std::string::npos);
}

TEST(Pam, TupleTypes) {
  auto pam = [](const char *depth, const char *type, const std::string &data) {
    return std::string("P7\n# c\nWIDTH 1\nHEIGHT 1\nDEPTH ") + depth + "\nMAXVAL 255\n" + type + "ENDHDR\n" + data;
  };
  EXPECT_EQ(One(pam("1", "", "a"))->info.channels, 1u);
  EXPECT_EQ(One(pam("4", "TUPLTYPE RGB_ALPHA\n", "abcd"))->info.channels, 4u);
  EXPECT_EQ(One(pam("2", "TUPLTYPE GRAYSCALE_ALPHA\n", "ab"))->info.channels, 2u);
  EXPECT_NE(Wrong(pam("4", "TUPLTYPE CMYK\n", "abcd")).find("TUPLTYPE CMYK with DEPTH 4 is not supported"),
            std::string::npos);
  EXPECT_NE(Wrong(pam("3", "TUPLTYPE RGB_ALPHA\n", "abc")).find("RGB_ALPHA with DEPTH 3"), std::string::npos);
  EXPECT_NE(Wrong(pam("5", "", "abcde")).find("DEPTH 5"), std::string::npos);
  EXPECT_NE(Wrong(pam("1", "NONSENSE 3\n", "a")).find("a line \"NONSENSE\""), std::string::npos);
}

std::string Floats(const std::vector<float> &values, bool big) {
  std::string bytes;
  for (float value : values) {
    guint32 bits;
    memcpy(&bits, &value, 4);
    bits = big ? GUINT32_TO_BE(bits) : GUINT32_TO_LE(bits);
    bytes.append((const char *)&bits, 4);
  }
  return bytes;
}

TEST(Pfm, BothByteOrdersFromBottomToTop) {
  for (bool big : {false, true})
    for (bool piped : {false, true}) {
      std::string bytes = std::string("Pf\n2 2\n") + (big ? "1.0\n" : "-2.5\n") + Floats({1, 2, 3, 4}, big);
      Result result = piped ? DecodePiped(bytes + bytes) : Decode(bytes + bytes);
      ASSERT_EQ(result.images.size(), 2u) << result.message;
      const float *values = (const float *)result.images[1]->data;
      EXPECT_EQ(std::vector<float>(values, values + 4), (std::vector<float>{3, 4, 1, 2}));
    }
}

TEST(Pfm, ScaleMustBeANumber) {
  for (const char *scale : {"", "0", "x", "nan", "1 2"})
    EXPECT_NE(Wrong(std::string("Pf\n1 1\n") + scale + "\nabcd").find("the scale line is no good number"),
              std::string::npos)
        << scale;
}

/* More than one band, which is a megabyte. */
TEST(Pfm, TallPicturesKeepTheirRows) {
  ImageOwner image = Picture(Info(300, 1000, 3, AE_SAMPLE_FLOAT));
  std::string bytes = Encode(ae_format_by_name("pfm"), image.get());
  for (bool piped : {false, true}) {
    Result result = piped ? DecodePiped(bytes) : Decode(bytes);
    ASSERT_EQ(result.images.size(), 1u) << result.message;
    EXPECT_TRUE(Pixels(result.images[0].get()) == Pixels(image.get()));
  }
}

TEST(Pfm, IsWrittenFromBottomToTop) {
  ImageOwner image = One("Pf\n1 2\n-1\n" + Floats({5, 6}, false));
  EXPECT_EQ(Encode(ae_format_by_name("pfm"), image.get()), "Pf\n1 2\n-1.0\n" + Floats({5, 6}, false));
}

} // namespace
