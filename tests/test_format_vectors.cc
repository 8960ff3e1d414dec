/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The formats of codes: what goes out comes in again, a picture a row; damage is told; pictures are refused. */
#include "image_helpers.h"

namespace {

class Vectors : public testing::TestWithParam<const AeFormat *> {
protected:
  TempFolder folder;
};

ImageOwner Code(guint32 width, guint64 seed, guint32 height = 1) {
  AeImageInfo info = {};
  info.width = width;
  info.height = height;
  info.channels = 1;
  info.sample = AE_SAMPLE_FLOAT;
  ImageOwner image(ae_image_new(&info, nullptr));
  AeRng rng;
  ae_rng_init(&rng, seed, 1);
  for (guint32 i = 0; i < width * height; i++)
    reinterpret_cast<float *>(image->data)[i] = static_cast<float>(ae_rng_normal(&rng) * std::pow(10, i % 9 - 4.0));
  return image;
}

TEST_P(Vectors, KeepsEveryBitOfManyCodes) {
  for (guint32 width : {1u, 7u, 300u}) {
    std::vector<ImageOwner> codes;
    std::vector<AeImage *> pointers;
    for (int i = 0; i < 5; i++) {
      codes.push_back(Code(width, 10 + i));
      pointers.push_back(codes.back().get());
    }
    ASSERT_EQ(Write(folder.file("x"), GetParam(), pointers, {}), "");
    std::string bytes = ReadFile(folder.file("x"));
    for (bool piped : {false, true}) {
      Result result = piped ? DecodePiped(bytes) : Decode(bytes);
      ASSERT_EQ(result.message, "");
      ASSERT_EQ(result.images.size(), 5u);
      for (int i = 0; i < 5; i++)
        EXPECT_EQ(0, memcmp(result.images[i]->data, codes[i]->data, width * 4)) << "code " << i;
    }
  }
}

TEST_P(Vectors, RefusesPictures) {
  ImageOwner picture = Code(4, 1, 3);
  EXPECT_NE(Write(folder.file("x"), GetParam(), {picture.get()}, {}).find("holds codes"), std::string::npos);
}

TEST_P(Vectors, TellsWhereAFileEndsTooEarly) {
  ImageOwner a = Code(40, 1), b = Code(40, 2);
  ASSERT_EQ(Write(folder.file("x"), GetParam(), {a.get(), b.get()}, {}), "");
  std::string bytes = ReadFile(folder.file("x"));
  for (size_t n = 0; n < bytes.size(); n += 37) {
    Result result = Decode(bytes.substr(0, n));
    if (std::string(ae_format_name(GetParam())) == "npy") {
      EXPECT_NE(result.message, "") << n << " bytes";
    }
    EXPECT_NE(result.code, AE_ERROR_INTERNAL) << n << " bytes";
  }
}

std::vector<const AeFormat *> All() {
  std::vector<const AeFormat *> found;
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    if ((*format)->flags & AE_FORMAT_VECTORS && (*format)->samples & 1 << AE_SAMPLE_FLOAT)
      found.push_back(*format);
  return found;
}

INSTANTIATE_TEST_SUITE_P(Table, Vectors, testing::ValuesIn(All()),
                         [](const auto &info) { return std::string(ae_format_name(info.param)); });

TEST(Csv, ReadsWhatPeopleWrite) {
  Result result = Decode("1,2.5,-3e2\n 4;5;\t6\r\n7 8 9\n\n");
  ASSERT_EQ(result.message, "");
  ASSERT_EQ(result.images.size(), 3u);
  const float *first = reinterpret_cast<float *>(result.images[0]->data),
              *second = reinterpret_cast<float *>(result.images[1]->data);
  EXPECT_EQ(first[2], -300);
  EXPECT_EQ(second[0], 4);
  EXPECT_EQ(second[2], 6);
}

TEST(Csv, NamesTheLineThatIsNoNumbers) {
  EXPECT_NE(Decode("1,2\n3,x\n").message.find("line 2"), std::string::npos);
  EXPECT_NE(Decode("1,2\n3,,4\n").message.find("line 2"), std::string::npos);
  EXPECT_NE(Decode("1,2\n3,4\n5e999,1\n").message.find("line 3"), std::string::npos);
}

std::string Npy(const std::string &header, const std::string &data) {
  std::string padded = header + std::string(117 - header.size(), ' ') + "\n";
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(padded.size()) + '\0' + padded + data;
}

TEST(NumPy, ReadsOtherFloatsAndOrders) {
  const double wide[] = {0.5, -2};
  std::string little(reinterpret_cast<const char *>(wide), 16), big(little.rbegin(), little.rend());
  Result result = Decode(Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", little));
  ASSERT_EQ(result.message, "");
  EXPECT_EQ(reinterpret_cast<float *>(result.images[0]->data)[1], -2);
  result = Decode(Npy("{'descr': '>f8', 'fortran_order': False, 'shape': (2, 1), }", big));
  ASSERT_EQ(result.message, "");
  ASSERT_EQ(result.images.size(), 2u);
  EXPECT_EQ(reinterpret_cast<float *>(result.images[0]->data)[0], -2);
}

TEST(NumPy, RefusesOtherArrays) {
  const char *const headers[] = {"{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }",
                                 "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }",
                                 "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2, 2), }",
                                 "{'descr': '<f4', 'fortran_order': False, 'shape': (), }",
                                 "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 99999999999), }",
                                 "{'shape': (2,)}"};
  for (const char *header : headers)
    EXPECT_NE(Decode(Npy(header, std::string(64, 0))).message.find("npy: "), std::string::npos) << header;
}

} // namespace
