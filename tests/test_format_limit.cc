/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sizes are refused before anything is allocated by them. */
#include "image_helpers.h"

namespace {

class Limit : public testing::TestWithParam<Kind> {
protected:
  std::string file() const {
    ImageOwner image = Picture(Info(40, 30, GetParam().channels, GetParam().sample));
    return Encode(GetParam().format, image.get());
  }
};

TEST_P(Limit, PixelsUpToTheLimitAreTaken) {
  std::string bytes = file();
  AeLimits enough = {40 * 30, 0}, less = {40 * 30 - 1, 0};
  EXPECT_EQ(Decode(bytes, &enough).message, "");
  Result result = Decode(bytes, &less);
  EXPECT_EQ(result.code, AE_ERROR_LIMIT);
  EXPECT_EQ(result.message, "test: 40 x 30 pixels are more than the limit of 1199 (--max-pixels)");
}

TEST_P(Limit, MemoryIsLimited) {
  AeLimits row = {0, 40 * GetParam().channels * ae_sample_size(GetParam().sample) - 1};
  EXPECT_EQ(Decode(file(), &row).code, AE_ERROR_LIMIT);
}

INSTANTIATE_TEST_SUITE_P(Formats, Limit, testing::ValuesIn(AllKinds()),
                         [](const testing::TestParamInfo<Kind> &info) { return KindName(info.param); });

TEST(LimitByDefault, IsAGigapixel) {
  for (const char *header : {"P6 40000 40000 255\n", "P7\nWIDTH 40000\nHEIGHT 40000\nDEPTH 4\nMAXVAL 65535\nENDHDR\n",
                             "PF\n40000 40000\n-1.0\n", "YUV4MPEG2 W40000 H40000 C444\nFRAME\n"})
    EXPECT_EQ(Decode(header).code, AE_ERROR_LIMIT) << header;
}

TEST(LimitByDefault, ImpossibleSizesAreRefused) {
  for (const char *header :
       {"P6 0 7 255\n", "P5 4294967295 4294967295 255\n", "P5 99999999999999999999 1 255\n", "P4 3000000000 1\n",
        "Pf\n-3 4\n1.0\n", "P7\nWIDTH 0\nHEIGHT 1\nDEPTH 1\nMAXVAL 255\nENDHDR\n", "YUV4MPEG2 W0 H2\nFRAME\n",
        "YUV4MPEG2 W4294967296 H2\nFRAME\n"}) {
    Result result = Decode(header);
    EXPECT_NE(result.message, "") << header;
    EXPECT_NE(result.code, AE_ERROR_INTERNAL) << header;
    EXPECT_NE(result.code, AE_ERROR_MEMORY) << header;
  }
}

} // namespace
