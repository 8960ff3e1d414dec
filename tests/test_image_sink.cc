/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

#include <csignal>
#include <sys/stat.h>

namespace {

mode_t ModeOf(const std::string &path) {
  struct stat st = {};
  EXPECT_EQ(stat(path.c_str(), &st), 0);
  return st.st_mode & 0777;
}

AeSink *Open(const std::string &path) {
  Failure failure;
  AeSink *sink = ae_sink_new(path.c_str(), &failure);
  EXPECT_NE(sink, nullptr) << failure.message();
  return sink;
}

TEST(Sink, ShowsTheFileOnlyWhenClosed) {
  TempFolder folder;
  AeSink *sink = Open(folder.file("x"));
  ASSERT_TRUE(ae_sink_write(sink, "hello", 5, nullptr));
  EXPECT_FALSE(g_file_test(folder.file("x").c_str(), G_FILE_TEST_EXISTS));
  ASSERT_TRUE(ae_sink_close(sink, nullptr));
  EXPECT_EQ(ReadFile(folder.file("x")), "hello");
  EXPECT_EQ(folder.names().size(), 1u);
}

TEST(Sink, AbortLeavesWhatWasThere) {
  TempFolder folder;
  WriteFile(folder.file("x"), "old");
  AeSink *sink = Open(folder.file("x"));
  ASSERT_TRUE(ae_sink_write(sink, "new", 3, nullptr));
  ae_sink_abort(sink);
  EXPECT_EQ(ReadFile(folder.file("x")), "old");
  EXPECT_EQ(folder.names().size(), 1u);
  ae_sink_abort(nullptr);
}

TEST(Sink, TwoAtOnceBothWriteUnlessAlone) {
  TempFolder folder;
  AeSink *first = Open(folder.file("x")), *second = Open(folder.file("x"));
  Failure failure;
  EXPECT_EQ(ae_sink_new_alone(folder.file("x").c_str(), &failure), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_BUSY);
  ASSERT_TRUE(ae_sink_write(first, "first", 5, nullptr));
  ASSERT_TRUE(ae_sink_write(second, "second", 6, nullptr));
  ASSERT_TRUE(ae_sink_close(second, nullptr));
  EXPECT_EQ(ReadFile(folder.file("x")), "second");
  ASSERT_TRUE(ae_sink_close(first, nullptr));
  EXPECT_EQ(ReadFile(folder.file("x")), "first");
  AeSink *alone = ae_sink_new_alone(folder.file("x").c_str(), nullptr);
  ASSERT_NE(alone, nullptr);
  ae_sink_abort(alone);
  EXPECT_EQ(folder.names().size(), 1u);
}

TEST(Sink, PermissionsAreThoseOfTheUmaskOrOfTheOldFile) {
  TempFolder folder;
  mode_t before = umask(027);
  ASSERT_TRUE(ae_sink_close(Open(folder.file("new")), nullptr));
  umask(before);
  EXPECT_EQ(ModeOf(folder.file("new")), 0640u);
  WriteFile(folder.file("old"), "x");
  ASSERT_EQ(chmod(folder.file("old").c_str(), 0604), 0);
  ASSERT_TRUE(ae_sink_close(Open(folder.file("old")), nullptr));
  EXPECT_EQ(ModeOf(folder.file("old")), 0604u);
}

TEST(Sink, FollowsASymbolicLink) {
  TempFolder folder;
  WriteFile(folder.file("real"), "old");
  ASSERT_EQ(symlink("real", folder.file("link").c_str()), 0);
  AeSink *sink = Open(folder.file("link"));
  ASSERT_TRUE(ae_sink_write(sink, "new", 3, nullptr));
  ASSERT_TRUE(ae_sink_close(sink, nullptr));
  EXPECT_EQ(ReadFile(folder.file("real")), "new");
  EXPECT_TRUE(g_file_test(folder.file("link").c_str(), G_FILE_TEST_IS_SYMLINK));
}

TEST(Sink, RefusesFoldersAndMissingFolders) {
  TempFolder folder;
  for (const std::string &path : {folder.file(""), folder.file("no/x")}) {
    Failure failure;
    EXPECT_EQ(ae_sink_new(path.c_str(), &failure), nullptr);
    EXPECT_EQ(failure.code(), AE_ERROR_IO);
    EXPECT_EQ(failure.message().rfind(path + ": cannot ", 0), 0u) << failure.message();
  }
}

TEST(Sink, TakesTheLongestName) {
  TempFolder folder;
  std::string path = folder.file(std::string(255, 'n'));
  ASSERT_TRUE(ae_sink_close(Open(path), nullptr));
  EXPECT_TRUE(g_file_test(path.c_str(), G_FILE_TEST_EXISTS));
}

TEST(Sink, LargeAndSmallWritesKeepTheirOrder) {
  TempFolder folder;
  AeSink *sink = Open(folder.file("x"));
  std::string all;
  AeRng rng;
  ae_rng_init(&rng, 3, 0);
  for (int i = 0; i < 60; i++) {
    std::string piece(ae_rng_below(&rng, i % 7 ? 3000 : 200000), (char)('a' + i % 26));
    ASSERT_TRUE(ae_sink_write(sink, piece.data(), piece.size(), nullptr));
    all += piece;
    EXPECT_EQ(ae_sink_tell(sink), all.size());
  }
  ASSERT_TRUE(ae_sink_close(sink, nullptr));
  EXPECT_TRUE(ReadFile(folder.file("x")) == all);
}

TEST(Sink, CanBeSeekedAndReadBack) {
  TempFolder folder;
  AeSink *sink = Open(folder.file("x"));
  ASSERT_TRUE(ae_sink_make_seekable(sink, nullptr));
  ASSERT_TRUE(ae_sink_write(sink, "0123456789", 10, nullptr));
  ASSERT_TRUE(ae_sink_seek(sink, 4, nullptr));
  ASSERT_TRUE(ae_sink_write(sink, "xy", 2, nullptr));
  char back[20];
  gsize got = 0;
  ASSERT_TRUE(ae_sink_read(sink, back, sizeof back, &got, nullptr));
  EXPECT_EQ(std::string(back, got), "6789");
  EXPECT_EQ(ae_sink_size(sink), 10u);
  ASSERT_TRUE(ae_sink_close(sink, nullptr));
  EXPECT_EQ(ReadFile(folder.file("x")), "0123xy6789");
}

TEST(Sink, ADeviceIsWrittenDirectly) {
  AeSink *sink = Open("/dev/null");
  EXPECT_FALSE(ae_sink_is_file(sink));
  ASSERT_TRUE(ae_sink_write(sink, "hello", 5, nullptr));
  EXPECT_TRUE(ae_sink_close(sink, nullptr));
  struct stat st = {};
  ASSERT_EQ(stat("/dev/null", &st), 0);
  EXPECT_TRUE(S_ISCHR(st.st_mode));
}

TEST(Sink, AFullDiskIsAnError) {
  AeSink *sink = Open("/dev/full");
  ASSERT_TRUE(ae_sink_write(sink, "hello", 5, nullptr));
  Failure failure;
  EXPECT_FALSE(ae_sink_close(sink, &failure));
  EXPECT_EQ(failure.message(), "/dev/full: cannot write: No space left on device");
}

TEST(Sink, AReaderThatWentAwayIsNamed) {
  TempFolder folder;
  std::string path = folder.file("pipe");
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  auto before = signal(SIGPIPE, SIG_IGN);
  int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  AeSink *sink = Open(path);
  close(reader);
  Failure failure;
  std::string data(1 << 20, 'x');
  EXPECT_FALSE(ae_sink_write(sink, data.data(), data.size(), &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_PIPE);
  ae_sink_abort(sink);
  signal(SIGPIPE, before);
}

TEST(Sink, WaitsForANonBlockingPipe) {
  TempFolder folder;
  std::string path = folder.file("pipe"), all(1 << 20, 'x');
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  int end = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  AeSink *sink = Open(path);
  /* The open file is found by its name and left as another program would leave it. */
  int other = -1;
  for (int fd = 3; fd < 100 && other < 0; fd++) {
    g_autofree char *link = g_strdup_printf("/proc/self/fd/%d", fd), *target = g_file_read_link(link, nullptr);
    if (fd != end && target && path == target)
      other = fd;
  }
  ASSERT_GE(other, 0);
  ASSERT_EQ(fcntl(other, F_SETFL, O_WRONLY | O_NONBLOCK), 0);
  std::string got;
  std::thread reader([&] {
    char part[5000];
    GPollFD poll = {end, G_IO_IN, 0};
    while (got.size() < all.size() && g_poll(&poll, 1, -1) > 0) {
      ssize_t n = read(end, part, sizeof part);
      got.append(part, (size_t)std::max<ssize_t>(n, 0));
    }
  });
  Failure failure;
  EXPECT_TRUE(ae_sink_write(sink, all.data(), all.size(), &failure)) << failure.message();
  EXPECT_TRUE(ae_sink_close(sink, &failure)) << failure.message();
  reader.join();
  close(end);
  EXPECT_TRUE(got == all);
}

TEST(Writer, NoFileIsLeftAfterAFailure) {
  for (const AeFormat *format : WritableFormats()) {
    TempFolder folder;
    Failure failure;
    AeWriter *writer = ae_writer_open(folder.file("x").c_str(), format, nullptr, nullptr, &failure);
    ASSERT_NE(writer, nullptr) << failure.message();
    AeImageInfo info = Info(20000, 2, 3, AE_SAMPLE_U8);
    info.sample = format->samples & 1 << AE_SAMPLE_U8 ? AE_SAMPLE_U8 : AE_SAMPLE_FLOAT;
    ImageOwner image = Picture(info);
    AeRows *rows = ae_image_rows(image.get(), FALSE);
    rows->read = [](AeRows *, void *, guint32, GError **error) -> gboolean {
      g_set_error(error, AE_ERROR, AE_ERROR_CANCELLED, "stop");
      return FALSE;
    };
    EXPECT_FALSE(ae_writer_write(writer, rows, &failure)) << format->name;
    ae_writer_abort(writer);
    EXPECT_TRUE(folder.names().empty()) << format->name;
  }
}

TEST(Writer, NamesTheFormatsThatCan) {
  TempFolder folder;
  ImageOwner image = Picture(Info(4, 4, 4, AE_SAMPLE_FLOAT));
  EXPECT_EQ(Write(folder.file("x"), ae_format_by_name("png"), {image.get()}),
            folder.file("x") + ": png cannot hold float samples of RGB with alpha; these formats can: tiff");
  EXPECT_TRUE(folder.names().empty());
}

TEST(Writer, OptionsAreChecked) {
  TempFolder folder;
  Failure word, value;
  const char *no_value[] = {"quality", nullptr}, *too_much[] = {"quality=101", nullptr};
  EXPECT_EQ(ae_writer_open(folder.file("x").c_str(), ae_format_by_name("jpeg"), no_value, nullptr, &word), nullptr);
  EXPECT_EQ(ae_writer_open(folder.file("x").c_str(), ae_format_by_name("jpeg"), too_much, nullptr, &value), nullptr);
  EXPECT_EQ(word.code(), AE_ERROR_USAGE);
  EXPECT_EQ(value.message(), "format jpeg: quality=101 is not in 1..100");
  EXPECT_TRUE(folder.names().empty());
}

} // namespace
