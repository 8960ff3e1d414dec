/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <algorithm>

#include "image_helpers.h"

namespace {

using SourceOwner = std::unique_ptr<AeSource, Freed<ae_source_free>>;

/* A source over a pipe that a thread fills, or over a file. */
class Feed {
public:
  Feed(const std::string &bytes, bool piped) : bytes_(bytes) {
    if (!piped) {
      WriteFile(folder_.file("x"), bytes);
      source.reset(ae_source_new(open(folder_.file("x").c_str(), O_RDONLY), "feed", nullptr));
      return;
    }
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    thread_ = std::thread([this, end = ends[1]] {
      for (size_t at = 0; at < bytes_.size(); at += 1000)
        if (write(end, bytes_.data() + at, std::min<size_t>(1000, bytes_.size() - at)) < 0)
          break;
      close(end);
    });
    source.reset(ae_source_new(ends[0], "feed", nullptr));
  }
  ~Feed() {
    source.reset();
    if (thread_.joinable())
      thread_.join();
  }
  SourceOwner source;

private:
  TempFolder folder_;
  std::string bytes_;
  std::thread thread_;
};

std::string Counted(size_t n) {
  std::string bytes;
  for (size_t i = 0; i < n; i++)
    bytes += (char)(i * 7 + i / 256);
  return bytes;
}

class Source : public testing::TestWithParam<bool> {};

TEST_P(Source, ReadsInPiecesOfAnySize) {
  std::string bytes = Counted(300000), got;
  Feed feed(bytes, GetParam());
  AeRng rng;
  ae_rng_init(&rng, 4, 0);
  for (;;) {
    std::string piece(ae_rng_below(&rng, 4) ? ae_rng_below(&rng, 500) + 1 : 100000, 0);
    gsize n = 0;
    ASSERT_TRUE(ae_source_read(feed.source.get(), piece.data(), piece.size(), &n, nullptr));
    got.append(piece, 0, n);
    ASSERT_EQ(ae_source_tell(feed.source.get()), got.size());
    if (n < piece.size())
      break;
  }
  EXPECT_TRUE(got == bytes);
}

TEST_P(Source, PeekDoesNotConsume) {
  Feed feed("abcdef", GetParam());
  const guint8 *data = nullptr;
  gsize n = 0;
  ASSERT_TRUE(ae_source_peek(feed.source.get(), 4, &data, &n, nullptr));
  EXPECT_EQ(std::string((const char *)data, n), "abcd");
  ASSERT_TRUE(ae_source_peek(feed.source.get(), 100, &data, &n, nullptr));
  EXPECT_EQ(std::string((const char *)data, n), "abcdef");
  EXPECT_EQ(ae_source_tell(feed.source.get()), 0u);
  EXPECT_EQ(ae_source_byte(feed.source.get(), nullptr), 'a');
  EXPECT_EQ(ae_source_tell(feed.source.get()), 1u);
}

TEST_P(Source, TheEndIsTold) {
  Feed feed("ab\nc", GetParam());
  g_autofree char *line = ae_source_line(feed.source.get(), 10, nullptr);
  EXPECT_STREQ(line, "ab");
  Failure failure;
  char out[5];
  EXPECT_FALSE(ae_source_read_all(feed.source.get(), out, 5, &failure));
  EXPECT_EQ(failure.message(), "feed: the file ends too early, at byte 4");
  EXPECT_EQ(ae_source_byte(feed.source.get(), nullptr), AE_SOURCE_END);
}

TEST_P(Source, LongLinesAreRefused) {
  Feed feed("0123456789\n", GetParam());
  Failure failure;
  EXPECT_EQ(ae_source_line(feed.source.get(), 5, &failure), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_FORMAT);
}

TEST_P(Source, CanBeMadeSeekable) {
  std::string bytes = Counted(200000);
  Feed feed(bytes, GetParam());
  AeSource *source = feed.source.get();
  const guint8 *data;
  gsize n;
  guint64 size;
  ASSERT_TRUE(ae_source_peek(source, 8, &data, &n, nullptr));
  EXPECT_EQ(ae_source_is_seekable(source), !GetParam());
  ASSERT_TRUE(ae_source_make_seekable(source, nullptr));
  ASSERT_TRUE(ae_source_size(source, &size, nullptr));
  EXPECT_EQ(size, bytes.size());
  AeRng rng;
  ae_rng_init(&rng, 9, 0);
  for (int i = 0; i < 200; i++) {
    guint32 at = ae_rng_below(&rng, (guint32)bytes.size() - 50);
    char out[50];
    ASSERT_TRUE(ae_source_seek(source, at, nullptr));
    ASSERT_TRUE(ae_source_read_all(source, out, sizeof out, nullptr));
    ASSERT_EQ(bytes.compare(at, sizeof out, out, sizeof out), 0) << at;
  }
  ASSERT_TRUE(ae_source_seek(source, bytes.size() + 1000, nullptr));
  EXPECT_EQ(ae_source_byte(source, nullptr), AE_SOURCE_END);
}

INSTANTIATE_TEST_SUITE_P(FileAndPipe, Source, testing::Bool());

TEST(SourceWaits, ForANonBlockingPipe) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  SourceOwner source(ae_source_new(ends[0], "feed", nullptr));
  std::thread feeder([&] {
    g_usleep(20000);
    EXPECT_EQ(write(ends[1], "late", 4), 4);
    close(ends[1]);
  });
  char out[4];
  Failure failure;
  EXPECT_TRUE(ae_source_read_all(source.get(), out, 4, &failure)) << failure.message();
  feeder.join();
}

TEST(SourceOffset, CountsFromWhereTheDescriptorStood) {
  TempFolder folder;
  WriteFile(folder.file("x"), "skippedP5 1 1 255\nA");
  int fd = open(folder.file("x").c_str(), O_RDONLY);
  ASSERT_EQ(lseek(fd, 7, SEEK_SET), 7);
  Result result = ReadFd(fd);
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  EXPECT_EQ(result.images[0]->data[0], 'A');
}

} // namespace
