/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Masks as they are read from files of any kind, made wider, and found in folders. */
#include "image_helpers.h"

extern "C" {
#include "stage/mask.h"
}

namespace {

using std::string;
using std::vector;

const guint32 kWidth = 32, kHeight = 24;

/* A box, 1 inside. */
vector<guint8> Box(guint32 x0, guint32 y0, guint32 x1, guint32 y1) {
  vector<guint8> box(kWidth * kHeight);
  for (guint32 y = y0; y < y1; y++)
    for (guint32 x = x0; x < x1; x++)
      box[y * kWidth + x] = 1;
  return box;
}

string Pgm(const vector<guint8> &values) { return "P5\n32 24\n255\n" + string(values.begin(), values.end()); }

class Mask : public testing::Test {
protected:
  vector<guint8> Read(const string &name, guint grow = 0) {
    AeSettings settings = {};
    AeMask *mask = ae_mask_read(folder.file(name).c_str(), grow, &settings, &failure);
    EXPECT_NE(mask, nullptr) << failure.message();
    if (!mask)
      return {};
    EXPECT_EQ(mask->width, kWidth);
    EXPECT_EQ(mask->height, kHeight);
    vector<guint8> values(mask->values, mask->values + kWidth * kHeight);
    ae_mask_free(mask);
    return values;
  }
  TempFolder folder;
  Failure failure;
};

TEST_F(Mask, IsReadFromPicturesOfAnyKind) {
  vector<guint8> box = Box(5, 6, 20, 12), wanted = box;
  for (guint8 &v : wanted)
    v *= 255;
  for (guint channels = 1; channels <= 4; channels++)
    for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_U16}) {
      AeImageInfo info = Info(kWidth, kHeight, channels, sample);
      ImageOwner picture(ae_image_new(&info, nullptr));
      for (guint i = 0; i < kWidth * kHeight * channels; i++) {
        /* With alpha: all is white, and alpha says where. */
        bool white = box[i / channels] || (channels % 2 == 0 && i % channels < channels - 1);
        if (sample == AE_SAMPLE_U8)
          picture->data[i] = white ? 255 : 0;
        else
          reinterpret_cast<guint16 *>(picture->data)[i] = white ? 65535 : 0;
      }
      ASSERT_EQ(Write(folder.file("kind.png"), ae_format_by_name("png"), {picture.get()}), "");
      EXPECT_EQ(Read("kind.png"), wanted) << channels << " " << ae_sample_name(sample);
    }
  string bits = "P1\n32 24\n";
  for (guint8 v : box)
    bits += v ? "0 " : "1 "; /* 1 is black */
  WriteFile(folder.file("bits.pbm"), bits);
  EXPECT_EQ(Read("bits.pbm"), wanted);
}

TEST_F(Mask, KeepsGreysAndDropsRings) {
  vector<guint8> values(kWidth * kHeight);
  for (guint i = 0; i < values.size(); i++)
    values[i] = (guint8)i;
  WriteFile(folder.file("a.pgm"), Pgm(values));
  vector<guint8> read = Read("a.pgm");
  for (guint i = 0; i < 256; i++)
    EXPECT_EQ(read[i], i < 8 ? 0 : i > 247 ? 255 : i);
}

TEST_F(Mask, Grows) {
  vector<guint8> box = Box(5, 6, 20, 12), corner = Box(31, 0, 32, 1), both = box;
  vector<guint8> wide = Box(2, 3, 23, 15), wide_corner = Box(28, 0, 32, 4);
  for (guint i = 0; i < both.size(); i++) {
    both[i] = (box[i] + corner[i]) * 255;
    wide[i] = (wide[i] + wide_corner[i]) * 255;
  }
  WriteFile(folder.file("a.pgm"), Pgm(both));
  EXPECT_EQ(Read("a.pgm", 3), wide);
  EXPECT_EQ(Read("a.pgm", 64), vector<guint8>(both.size(), 255));
}

TEST_F(Mask, IsFoundByItsName) {
  auto find = [&](const string &below, const char *name) {
    g_autofree char *path = ae_mask_find(folder.file(below).c_str(), name, &failure);
    return path ? string(path).substr(folder.file(below).size() + 1) : "";
  };
  g_mkdir(folder.file("in").c_str(), 0777);
  for (const char *name : {"in/a.png", "in/b.jpg.tif", "in/v1.2.png", "in/.png"})
    WriteFile(folder.file(name), "");
  EXPECT_EQ(find("in", "a.png"), "a.png");
  EXPECT_EQ(find("in", "a.jpeg"), "a.png");
  EXPECT_EQ(find("in", "v1.2"), "");
  EXPECT_NE(failure.message().find("v1.2"), string::npos) << failure.message();
  g_clear_error(&failure.error);
  EXPECT_EQ(find("in", "v1.2.jpg"), "v1.2.png");
  EXPECT_EQ(find(".", "in/a.tif"), "in/a.png");
  EXPECT_EQ(failure.error, nullptr);
  EXPECT_EQ(find("in", "c.png"), "");
  EXPECT_EQ(failure.code(), AE_ERROR_IO);
  for (const char *name : {"in/a.png", "in/b.jpg.tif", "in/v1.2.png", "in/.png"})
    g_unlink(folder.file(name).c_str());
  g_rmdir(folder.file("in").c_str());
}

} // namespace
