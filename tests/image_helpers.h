/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures for tests: owners of the C types, pictures with known pixels and metadata, files written and read in memory.
 */
#ifndef AE_TESTS_IMAGE_HELPERS_H
#define AE_TESTS_IMAGE_HELPERS_H

#include <gtest/gtest.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/rng.h"
#include "base/half.h"
#include "image/bridge.h"
#include "image/formats.h"

template <auto Free> struct Freed {
  template <typename T> void operator()(T *p) const { Free(p); }
};
using ImageOwner = std::unique_ptr<AeImage, Freed<ae_image_free>>;
using RowsOwner = std::unique_ptr<AeRows, Freed<ae_rows_free>>;
using ReaderOwner = std::unique_ptr<AeReader, Freed<ae_reader_free>>;

/* A GError that goes away. */
struct Failure {
  GError *error = nullptr;
  ~Failure() { g_clear_error(&error); }
  GError **operator&() { return &error; }
  std::string message() const { return error ? error->message : ""; }
  int code() const { return error ? error->code : -1; }
};

/* A folder that goes away with what is in it. */
class TempFolder {
public:
  TempFolder() : path_(g_dir_make_tmp("aefilter-test-XXXXXX", nullptr)) {}
  ~TempFolder() {
    for (const std::string &name : names())
      g_unlink(file(name).c_str());
    g_rmdir(path_.get());
  }
  std::string file(const std::string &name) const { return std::string(path_.get()) + "/" + name; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    g_autoptr(GDir) folder = g_dir_open(path_.get(), 0, nullptr);
    while (const char *name = g_dir_read_name(folder))
      found.push_back(name);
    return found;
  }

private:
  std::unique_ptr<char, Freed<g_free>> path_;
};

inline std::string ReadFile(const std::string &path) {
  g_autofree char *data = nullptr;
  gsize n = 0;
  EXPECT_TRUE(g_file_get_contents(path.c_str(), &data, &n, nullptr)) << path;
  return std::string(data ? data : "", n);
}

inline void WriteFile(const std::string &path, const std::string &bytes) {
  EXPECT_TRUE(g_file_set_contents(path.c_str(), bytes.data(), (gssize)bytes.size(), nullptr)) << path;
}

inline GBytes *BytesOf(const std::string &text) { return g_bytes_new(text.data(), text.size()); }
inline std::string TextOf(GBytes *bytes) {
  gsize n = 0;
  const char *data = bytes ? (const char *)g_bytes_get_data(bytes, &n) : nullptr;
  return data ? std::string(data, n) : "";
}

/* A profile that libpng takes: a header, and one tag of random bytes. */
inline std::string Profile(bool grey) {
  const guint size = 656, data = 144;
  std::string profile(data, '\0');
  auto put = [&](size_t at, guint value) {
    for (int i = 0; i < 4; i++)
      profile[at + (size_t)i] = (char)(value >> (24 - 8 * i));
  };
  put(0, size);
  profile[8] = 4;
  profile.replace(12, 4, "mntr").replace(16, 4, grey ? "GRAY" : "RGB ").replace(20, 4, "XYZ ").replace(36, 4, "acsp");
  put(68, 0xf6d6), put(72, 0x10000), put(76, 0xd32d);
  put(128, 1), put(136, data), put(140, size - data);
  profile.replace(132, 4, "desc");
  AeRng rng;
  ae_rng_init(&rng, 1, 2);
  while (profile.size() < size)
    profile += (char)ae_rng_next(&rng);
  return profile;
}

/* Make "Ae" and orientation 6, and an exposure time of 1/100, in the order in which tiff_exif.h makes blocks.
 * Little-endian. */
inline std::string Exif() {
  const unsigned char block[] = {'I',  'I',  42, 0, 8, 0, 0,    0,    3,   0,         /* header, 3 entries */
                                 0x0f, 1,    2,  0, 3, 0, 0,    0,    'A', 'e', 0, 0, /* make */
                                 0x12, 1,    3,  0, 1, 0, 0,    0,    6,   0,   0, 0, /* orientation */
                                 0x69, 0x87, 4,  0, 1, 0, 0,    0,    50,  0,   0, 0, /* place of the next */
                                 0,    0,    0,  0, 1, 0, 0x9a, 0x82, 5,   0,   1, 0,
                                 0,    0,    68, 0, 0, 0, /* exposure time */
                                 0,    0,    0,  0, 1, 0, 0,    0,    100, 0,   0, 0};
  return std::string((const char *)block, sizeof block);
}

inline std::string Xmp() { return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>"; }

inline AeMeta *Meta(bool grey) {
  AeMeta *meta = ae_meta_new();
  meta->icc = BytesOf(Profile(grey));
  meta->exif = BytesOf(Exif());
  meta->xmp = BytesOf(Xmp());
  meta->x_dpi = 300;
  meta->y_dpi = 150;
  return meta;
}

inline AeImageInfo Info(guint32 width, guint32 height, guint channels, AeSample sample) {
  AeImageInfo info = {};
  info.width = width;
  info.height = height;
  info.channels = channels;
  info.sample = sample;
  info.maxval = sample == AE_SAMPLE_U8 ? 255 : sample == AE_SAMPLE_U16 ? 65535 : 0;
  return info;
}

/* Random samples; smooth: waves instead, for lossy formats. Halves and floats are within -0.5..2, with no NaN. */
inline ImageOwner Picture(const AeImageInfo &info, guint64 seed = 1, bool smooth = false) {
  ImageOwner image(ae_image_new(&info, nullptr));
  gsize n = (gsize)info.width * info.height * info.channels;
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  for (gsize i = 0; i < n; i++) {
    gsize x = i / info.channels % info.width, y = i / info.channels / info.width, c = i % info.channels;
    double wave = 0.5 + 0.3 * std::sin(0.11 * (double)x + (double)c) * std::cos(0.07 * (double)y);
    double value = smooth ? wave : ae_rng_uniform(&rng);
    if (info.sample == AE_SAMPLE_U8)
      image->data[i] = (guint8)std::lrint(value * info.maxval);
    else if (info.sample == AE_SAMPLE_U16)
      ((guint16 *)image->data)[i] = (guint16)std::lrint(value * info.maxval);
    else if (info.sample == AE_SAMPLE_HALF)
      ((guint16 *)image->data)[i] = ae_half_from_float((float)(value * 2.5 - 0.5));
    else
      ((float *)image->data)[i] = (float)(value * 2.5 - 0.5);
  }
  return image;
}

inline std::string Pixels(const AeImage *image) {
  return std::string((const char *)image->data, image->info.height * ae_image_row_bytes(&image->info));
}

/* Writes pictures to path; the message of the first failure, or "". */
inline std::string Write(const std::string &path, const AeFormat *format, const std::vector<AeImage *> &images,
                         std::vector<const char *> options = {}, const AeReader *like = nullptr) {
  Failure failure;
  options.push_back(nullptr);
  AeWriter *writer = ae_writer_open(path.c_str(), format, options.data(), like, &failure);
  if (!writer)
    return failure.message();
  for (AeImage *image : images)
    if (!ae_writer_write(writer, ae_image_rows(image, FALSE), &failure)) {
      ae_writer_abort(writer);
      return failure.message();
    }
  return ae_writer_close(writer, &failure) ? "" : failure.message();
}

/* One picture as a file of the format, in memory. */
inline std::string Encode(const AeFormat *format, AeImage *image, const std::vector<const char *> &options = {}) {
  TempFolder folder;
  EXPECT_EQ(Write(folder.file("x"), format, {image}, options), "");
  return ReadFile(folder.file("x"));
}

/* What reading gave. */
struct Result {
  std::vector<ImageOwner> images; /* those that came whole */
  std::string message;            /* of the failure after them, or "" */
  int code = -1;
};

inline Result ReadPictures(AeReader *reader) {
  Result result;
  Failure failure;
  while (failure.error == nullptr) {
    AeRows *rows = nullptr;
    if (!ae_reader_next(reader, &rows, &failure) || !rows)
      break;
    ImageOwner image(ae_image_from_rows(rows, &failure));
    ae_rows_free(rows);
    if (image)
      result.images.push_back(std::move(image));
  }
  result.message = failure.message();
  result.code = failure.code();
  return result;
}

inline Result ReadFd(int fd, const AeLimits *limits = nullptr) {
  Failure failure;
  ReaderOwner reader(ae_reader_open_fd(fd, "test", limits, &failure));
  if (reader)
    return ReadPictures(reader.get());
  Result result;
  result.message = failure.message();
  result.code = failure.code();
  return result;
}

/* From an unnamed file. */
inline Result Decode(const std::string &bytes, const AeLimits *limits = nullptr) {
  g_autofree char *name = nullptr;
  int fd = g_file_open_tmp("aefilter-test-XXXXXX", &name, nullptr);
  g_unlink(name);
  EXPECT_EQ(write(fd, bytes.data(), bytes.size()), (ssize_t)bytes.size());
  EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
  return ReadFd(fd, limits);
}

/* From a pipe, a few bytes at a time. */
inline Result DecodePiped(const std::string &bytes, const AeLimits *limits = nullptr) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  std::thread feeder([&] {
    for (size_t at = 0; at < bytes.size(); at += 777)
      if (write(ends[1], bytes.data() + at, std::min<size_t>(777, bytes.size() - at)) < 0)
        break;
    close(ends[1]);
  });
  Result result = ReadFd(ends[0], limits);
  feeder.join();
  return result;
}

/* Every format of the table that can be written. */
/* Those of codes have tests of their own (test_format_vectors.cc). */
inline std::vector<const AeFormat *> WritableFormats() {
  std::vector<const AeFormat *> found;
  for (const AeFormat *const *format = ae_formats(); *format; format++)
    if (ae_format_can_write(*format) && !((*format)->flags & AE_FORMAT_VECTORS))
      found.push_back(*format);
  return found;
}

/* What a format holds: each of its sample types with each of its channel counts. */
struct Kind {
  const AeFormat *format;
  AeSample sample;
  guint channels;
};

inline std::vector<Kind> AllKinds() {
  std::vector<Kind> kinds;
  for (const AeFormat *format : WritableFormats())
    for (int sample = AE_SAMPLE_U8; sample <= AE_SAMPLE_FLOAT; sample++)
      for (guint channels = 1; channels <= 4; channels++)
        if ((format->samples >> sample & 1) && (format->channels >> channels & 1))
          kinds.push_back({format, (AeSample)sample, channels});
  return kinds;
}

inline std::string KindName(const Kind &kind) {
  return std::string(kind.format->name) + "_" + ae_sample_name(kind.sample) + "_" + std::to_string(kind.channels);
}

#endif
