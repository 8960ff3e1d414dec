/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every format of the table: a file that is cut short is never a whole picture; changed bytes are an error or other
 * pixels, and nothing worse (what that is, a run under the sanitizers sees). */
#include "image_helpers.h"

namespace {

class Damage : public testing::TestWithParam<Kind> {
protected:
  std::string file(guint32 width = 37, guint32 height = 29) const {
    AeImageInfo info = Info(width, height, GetParam().channels, GetParam().sample);
    info.meta = Meta(info.channels < 3);
    ImageOwner image = Picture(info, 11);
    ae_meta_unref(info.meta);
    return Encode(GetParam().format, image.get());
  }
};

const AeLimits limits = {1 << 22, 64 << 20};

void ExpectFailure(const Result &result, size_t cut, size_t whole) {
  EXPECT_TRUE(result.images.empty()) << "whole after " << cut << " of " << whole << " bytes";
  EXPECT_NE(result.message, "") << "after " << cut << " of " << whole << " bytes";
  EXPECT_EQ(result.message.rfind("test: ", 0), 0u) << result.message;
  EXPECT_NE(result.code, AE_ERROR_INTERNAL) << result.message;
}

TEST_P(Damage, CutShortIsAnError) {
  std::string bytes = file();
  for (size_t cut = 0; cut < bytes.size(); cut += cut + 64 < bytes.size() ? 64 : 1)
    ExpectFailure(Decode(bytes.substr(0, cut)), cut, bytes.size());
}

TEST_P(Damage, CutShortInAPipeIsAnError) {
  std::string bytes = file();
  for (size_t cut = 1; cut < bytes.size(); cut += bytes.size() / 7 + 1)
    ExpectFailure(DecodePiped(bytes.substr(0, cut)), cut, bytes.size());
}

TEST_P(Damage, ChangedBitsAreSurvived) {
  std::string bytes = file();
  AeRng rng;
  ae_rng_init(&rng, 17, 0);
  int failed = 0;
  for (int i = 0; i < 400; i++) {
    std::string changed = bytes;
    size_t span = i % 2 ? bytes.size() : std::min<size_t>(bytes.size(), 200);
    changed[ae_rng_below(&rng, (guint32)span)] ^= (char)(1 << ae_rng_below(&rng, 8));
    Result result = Decode(changed, &limits);
    EXPECT_NE(result.code, AE_ERROR_INTERNAL) << result.message;
    EXPECT_EQ(result.message.empty(), result.code == -1);
    failed += !result.message.empty();
  }
  EXPECT_GT(failed, 0);
}

TEST_P(Damage, ReadingGoesNoFurtherAfterAnError) {
  std::string bytes = file();
  TempFolder folder;
  WriteFile(folder.file("cut"), bytes.substr(0, bytes.size() - bytes.size() / 4));
  Failure failure, again;
  ReaderOwner reader(ae_reader_open(folder.file("cut").c_str(), nullptr, &failure));
  if (!reader)
    return;
  ASSERT_NE(ReadPictures(reader.get()).message, "");
  AeRows *rows = nullptr;
  EXPECT_FALSE(ae_reader_next(reader.get(), &rows, &again));
  EXPECT_EQ(rows, nullptr);
  EXPECT_EQ(again.code(), AE_ERROR_FORMAT);
}

INSTANTIATE_TEST_SUITE_P(Formats, Damage, testing::ValuesIn(AllKinds()),
                         [](const testing::TestParamInfo<Kind> &info) { return KindName(info.param); });

TEST(Unknown, IsRefusedByName) {
  EXPECT_NE(Decode("GIF89a........................").message.find("this is a GIF"), std::string::npos);
  EXPECT_NE(Decode("hello, this is no picture").message.find("something unknown"), std::string::npos);
  EXPECT_EQ(Decode("").message, "test: the file is empty");
  EXPECT_EQ(Decode("P").code, AE_ERROR_FORMAT);
}

TEST(Unknown, FilesThatAreNoneAreRefused) {
  Failure missing, folder;
  EXPECT_EQ(ae_reader_open("/nonexistent/x.png", nullptr, &missing), nullptr);
  EXPECT_EQ(missing.code(), AE_ERROR_IO);
  EXPECT_EQ(missing.message(), "/nonexistent/x.png: cannot open: No such file or directory");
  EXPECT_EQ(ae_reader_open("/tmp", nullptr, &folder), nullptr);
  EXPECT_EQ(folder.code(), AE_ERROR_IO);
}

} // namespace
