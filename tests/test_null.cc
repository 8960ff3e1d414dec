/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The null stage, file to file, gives back what every format can hold: type, channels, pixels, metadata, order. */
#include <aefilter/batch.h>

#include "image/format_row.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Picture {
  AeImage *image;
  explicit Picture(AeImage *taken) : image(taken) {}
  Picture(Picture &&other) : image(other.image) { other.image = nullptr; }
  Picture(const Picture &) = delete;
  ~Picture() { ae_image_free(image); }
};

/* A TIFF header with no entry: the smallest EXIF. */
const guint8 kExif[] = {'I', 'I', '*', 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0};

Picture Random(AeSample sample, guint channels, guint32 width, guint32 height) {
  AeImageInfo info = {};
  info.width = width, info.height = height, info.channels = channels, info.sample = sample;
  info.maxval = sample == AE_SAMPLE_U8 ? 255 : sample == AE_SAMPLE_U16 ? 65535 : 0;
  info.meta = ae_meta_new();
  info.meta->exif = g_bytes_new_static(kExif, sizeof kExif);
  info.meta->xmp = g_bytes_new_static("<x:xmpmeta/>", 12);
  info.meta->x_dpi = 300, info.meta->y_dpi = 150;
  Picture picture(ae_image_new(&info, nullptr));
  ae_image_info_clear(&info);
  GRand *random = g_rand_new_with_seed(width * 31 + channels);
  gsize count = (gsize)width * height * channels;
  for (gsize i = 0; i < count; i++) {
    guint32 value = g_rand_int(random);
    if (sample == AE_SAMPLE_FLOAT)
      ((float *)picture.image->data)[i] = (float)(value >> 8) / (1 << 24);
    else if (sample == AE_SAMPLE_U8)
      picture.image->data[i] = (guint8)value;
    else
      ((guint16 *)picture.image->data)[i] = sample == AE_SAMPLE_HALF ? (guint16)(value % 0x3c00) : (guint16)value;
  }
  g_rand_free(random);
  return picture;
}

void WriteAll(const std::string &path, const AeFormat *format, const std::vector<Picture> &pictures) {
  g_autoptr(GError) error = nullptr;
  AeWriter *writer = ae_writer_open(path.c_str(), format, nullptr, nullptr, &error);
  ASSERT_TRUE(writer) << error->message;
  for (const Picture &picture : pictures)
    ASSERT_TRUE(ae_writer_write(writer, ae_image_rows(picture.image, FALSE), &error)) << error->message;
  ASSERT_TRUE(ae_writer_close(writer, &error)) << error->message;
}

std::vector<Picture> ReadAll(const std::string &path) {
  std::vector<Picture> pictures;
  AeLimits limits = {};
  g_autoptr(GError) error = nullptr;
  AeReader *reader = ae_reader_open(path.c_str(), &limits, &error);
  EXPECT_TRUE(reader) << error->message;
  AeRows *rows = nullptr;
  while (reader && ae_reader_next(reader, &rows, &error) && rows) {
    pictures.emplace_back(ae_image_from_rows(rows, &error));
    ae_rows_free(rows);
  }
  EXPECT_FALSE(error) << error->message;
  ae_reader_free(reader);
  return pictures;
}

void RunNull(const std::string &input, const std::string &output) {
  const char *words[] = {"null", nullptr}, *inputs[] = {input.c_str(), nullptr};
  g_autoptr(AeChain) chain = ae_chain_parse(words, nullptr);
  AeBatch batch = {};
  batch.inputs = inputs, batch.output = output.c_str();
  batch.message = [](AeTell tell, const char *text, gpointer) { EXPECT_NE(tell, AE_TELL_FAILURE) << text; };
  AeSettings settings = {};
  AeBatchResult result;
  g_autoptr(GError) error = nullptr;
  ASSERT_TRUE(ae_batch_run(&batch, chain, &settings, &result, &error)) << error->message;
  EXPECT_EQ(result.done, 1u);
}

void ExpectBlock(GBytes *a, GBytes *b, const char *what) {
  ASSERT_EQ(a == nullptr, b == nullptr) << what;
  EXPECT_TRUE(!a || g_bytes_equal(a, b)) << what;
}

void ExpectSame(const AeImage *a, const AeImage *b, gboolean lossy) {
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->info.width, b->info.width);
  ASSERT_EQ(a->info.height, b->info.height);
  EXPECT_EQ(a->info.channels, b->info.channels);
  EXPECT_EQ(a->info.sample, b->info.sample);
  EXPECT_EQ(a->info.maxval, b->info.maxval);
  ASSERT_EQ(ae_image_row_bytes(&a->info), ae_image_row_bytes(&b->info));
  if (!lossy) {
    EXPECT_EQ(memcmp(a->data, b->data, ae_image_row_bytes(&a->info) * a->info.height), 0) << "pixels differ";
  }
  const AeMeta *x = a->info.meta, *y = b->info.meta;
  ExpectBlock(x ? x->icc : nullptr, y ? y->icc : nullptr, "ICC");
  ExpectBlock(x ? x->exif : nullptr, y ? y->exif : nullptr, "EXIF");
  ExpectBlock(x ? x->xmp : nullptr, y ? y->xmp : nullptr, "XMP");
  EXPECT_NEAR(x ? x->x_dpi : 0, y ? y->x_dpi : 0, 0.01);
  EXPECT_NEAR(x ? x->y_dpi : 0, y ? y->y_dpi : 0, 0.01);
}

struct Case {
  const AeFormat *format;
  AeSample sample;
  guint channels;
};

void PrintTo(const Case &c, std::ostream *out) {
  *out << c.format->name << " " << ae_sample_name(c.sample) << " x " << c.channels;
}

std::vector<Case> AllCases() {
  std::vector<Case> cases;
  for (const AeFormat *const *row = ae_formats(); *row; row++)
    for (int sample = AE_SAMPLE_U8; sample <= AE_SAMPLE_FLOAT; sample++)
      for (guint channels = 1; channels <= 4; channels++)
        if ((*row)->write && ((*row)->samples >> sample & 1) && ((*row)->channels >> channels & 1))
          cases.push_back({*row, (AeSample)sample, channels});
  return cases;
}

class Null : public testing::TestWithParam<Case> {};

TEST_P(Null, IsTheIdentity) {
  const Case &c = GetParam();
  g_autofree char *folder = g_dir_make_tmp("aefilter-null-XXXXXX", nullptr);
  std::string in = std::string(folder) + "/in." + c.format->extensions[0];
  std::string out = std::string(folder) + "/out." + c.format->extensions[0];
  std::vector<Picture> made;
  const guint32 height = c.format->flags & AE_FORMAT_VECTORS ? 1 : 23;
  made.push_back(Random(c.sample, c.channels, 37, height));
  if (!(c.format->flags & (AE_FORMAT_ONE | AE_FORMAT_ONE_A_FILE)))
    made.push_back(Random(c.sample, c.channels, 37, height));
  WriteAll(in, c.format, made);
  RunNull(in, out);
  std::vector<Picture> before = ReadAll(in), after = ReadAll(out);
  ASSERT_EQ(before.size(), made.size());
  ASSERT_EQ(after.size(), made.size());
  for (gsize i = 0; i < made.size(); i++)
    ExpectSame(before[i].image, after[i].image, (c.format->flags & AE_FORMAT_LOSSY) != 0);
  fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Formats, Null, testing::ValuesIn(AllCases()));

} // namespace
