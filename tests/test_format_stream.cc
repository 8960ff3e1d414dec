/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Several pictures in a file or a pipe, and what stands between and behind them. */
#include "image_helpers.h"

#include <sys/stat.h>

namespace {

class Stream : public testing::TestWithParam<const AeFormat *> {
protected:
  bool has(guint flag) const { return (GetParam()->flags & flag) != 0; }

  /* Of equal size and kind, since y4m holds no others; lossy formats get waves. */
  std::vector<ImageOwner> pictures(int n) const {
    std::vector<ImageOwner> made;
    for (const Kind &kind : AllKinds())
      if (kind.format == GetParam() && made.empty())
        for (int i = 0; i < n; i++)
          made.push_back(Picture(Info(30, 20, kind.channels, kind.sample), (guint64)i, has(AE_FORMAT_LOSSY)));
    return made;
  }

  static std::vector<AeImage *> pointers(const std::vector<ImageOwner> &images) {
    std::vector<AeImage *> all;
    for (const ImageOwner &image : images)
      all.push_back(image.get());
    return all;
  }

  /* All of them as one stream: written as one where that can be, else one behind the other. */
  std::string joined(const std::vector<ImageOwner> &images) const {
    std::string bytes;
    if (has(AE_FORMAT_CONCATENATED)) {
      for (const ImageOwner &image : images)
        bytes += Encode(GetParam(), image.get());
      return bytes;
    }
    TempFolder folder;
    EXPECT_EQ(Write(folder.file("x"), GetParam(), pointers(images)), "");
    return ReadFile(folder.file("x"));
  }
};

TEST_P(Stream, GivesPicturesInOrder) {
  if (has(AE_FORMAT_ONE))
    return;
  std::vector<ImageOwner> images = pictures(3);
  std::string bytes = joined(images);
  for (bool piped : {false, true}) {
    Result result = piped ? DecodePiped(bytes) : Decode(bytes);
    ASSERT_EQ(result.message, "");
    ASSERT_EQ(result.images.size(), 3u);
    for (int i = 0; i < 3 && !has(AE_FORMAT_LOSSY); i++)
      EXPECT_TRUE(Pixels(result.images[(size_t)i].get()) == Pixels(images[(size_t)i].get())) << "picture " << i;
  }
}

TEST_P(Stream, SkipsRowsThatNobodyRead) {
  if (has(AE_FORMAT_ONE))
    return;
  std::vector<ImageOwner> images = pictures(3);
  TempFolder folder;
  WriteFile(folder.file("x"), joined(images));
  ReaderOwner reader(ae_reader_open(folder.file("x").c_str(), nullptr, nullptr));
  std::vector<guint8> row(ae_image_row_bytes(&images[0]->info));
  for (guint32 wanted : {0u, 5u, 20u}) {
    AeRows *rows = nullptr;
    ASSERT_TRUE(ae_reader_next(reader.get(), &rows, nullptr));
    ASSERT_NE(rows, nullptr);
    for (guint32 y = 0; y < wanted; y++)
      ASSERT_TRUE(ae_rows_read(rows, row.data(), 1, nullptr));
    ae_rows_free(rows);
  }
  AeRows *rows = nullptr;
  EXPECT_TRUE(ae_reader_next(reader.get(), &rows, nullptr));
  EXPECT_EQ(rows, nullptr);
  EXPECT_TRUE(ae_reader_next(reader.get(), &rows, nullptr));
  EXPECT_EQ(rows, nullptr);
}

TEST_P(Stream, TheSecondIsCutShort) {
  if (has(AE_FORMAT_ONE) || !has(AE_FORMAT_CONCATENATED))
    return;
  std::vector<ImageOwner> images = pictures(2);
  std::string bytes = joined(images);
  Result result = Decode(bytes.substr(0, bytes.size() - 3));
  EXPECT_EQ(result.images.size(), 1u);
  EXPECT_NE(result.message, "");
}

TEST_P(Stream, BytesBehindThePicture) {
  if (!has(AE_FORMAT_CONCATENATED))
    return;
  std::string bytes = joined(pictures(1));
  EXPECT_EQ(Decode(bytes + "\n\n").message, "");
  Result result = Decode(bytes + "something else");
  EXPECT_EQ(result.images.size(), 1u);
  if (has(AE_FORMAT_TRAILER))
    EXPECT_EQ(result.message, "");
  else
    EXPECT_NE(result.message.find("byte " + std::to_string(bytes.size()) + " begins something"), std::string::npos)
        << result.message;
}

TEST_P(Stream, HoldsSeveralOnlyWhereItCan) {
  TempFolder folder;
  std::vector<ImageOwner> images = pictures(2);
  std::string message = Write(folder.file("x"), GetParam(), pointers(images));
  if (has(AE_FORMAT_ONE) || has(AE_FORMAT_ONE_A_FILE)) {
    EXPECT_NE(message.find("holds one picture; these formats hold several: "), std::string::npos) << message;
    EXPECT_TRUE(folder.names().empty());
  } else {
    EXPECT_EQ(message, "");
  }
}

/* Through a named pipe, which the writer must not replace by a file. */
TEST_P(Stream, IsWrittenIntoAPipe) {
  TempFolder folder;
  std::string path = folder.file("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::vector<ImageOwner> images = pictures(has(AE_FORMAT_ONE) ? 1 : 2);
  Result result;
  std::thread reader([&] { result = ReadFd(open(path.c_str(), O_RDONLY)); });
  EXPECT_EQ(Write(path, GetParam(), pointers(images)), "");
  reader.join();
  EXPECT_EQ(result.message, "");
  EXPECT_EQ(result.images.size(), images.size());
  EXPECT_EQ(folder.names(), std::vector<std::string>{"pipe"});
}

TEST_P(Stream, WriterNeedsNoPicture) {
  TempFolder folder;
  Write(folder.file("x"), GetParam(), {});
  Failure failure;
  ReaderOwner reader(ae_reader_open(folder.file("x").c_str(), nullptr, &failure));
  EXPECT_EQ(reader, nullptr);
}

INSTANTIATE_TEST_SUITE_P(Formats, Stream, testing::ValuesIn(WritableFormats()),
                         [](const testing::TestParamInfo<const AeFormat *> &info) {
                           return std::string(info.param->name);
                         });

} // namespace
