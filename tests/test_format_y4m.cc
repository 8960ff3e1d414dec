/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

#include <random>

#include "image/y4m_header.h"

namespace {

const AeFormat *Y4m() { return ae_format_by_name("y4m"); }

/* Reads a stream and writes it again as the command does: with the reader to take the header from. anew: as if the
 * pixels had changed. */
std::string Pass(const std::string &bytes, bool anew = false) {
  TempFolder folder;
  WriteFile(folder.file("in"), bytes);
  Failure failure;
  ReaderOwner reader(ae_reader_open(folder.file("in").c_str(), nullptr, &failure));
  EXPECT_NE(reader, nullptr) << failure.message();
  AeWriter *writer = ae_writer_open(folder.file("out").c_str(), Y4m(), nullptr, reader.get(), &failure);
  AeRows *rows = nullptr;
  while (ae_reader_next(reader.get(), &rows, &failure) && rows) {
    if (anew)
      g_clear_pointer(&rows->info.meta->planes, g_bytes_unref);
    EXPECT_TRUE(ae_writer_write(writer, rows, &failure)) << failure.message();
  }
  EXPECT_EQ(failure.message(), "");
  EXPECT_TRUE(ae_writer_close(writer, &failure)) << failure.message();
  return ReadFile(folder.file("out"));
}

/* A frame's planes: smooth colours well inside of RGB. */
std::string Planes(guint32 width, guint32 height, gsize chroma_width, gsize chroma_height, double phase) {
  std::string planes;
  for (guint32 y = 0; y < height; y++)
    for (guint32 x = 0; x < width; x++)
      planes += (char)std::lround(120 + 40 * std::sin(0.3 * x + 0.2 * y + phase));
  for (int c = 0; c < 2; c++)
    for (gsize y = 0; y < chroma_height; y++)
      for (gsize x = 0; x < chroma_width; x++)
        planes += (char)std::lround(128 + 22 * std::cos(0.4 * (double)x - 0.3 * (double)y + c + phase));
  return planes;
}

struct Case {
  const char *chroma;
  guint32 width, height;
  bool full;
};

class Frames : public testing::TestWithParam<Case> {};

TEST_P(Frames, PassNearlyUnchanged) {
  const Case &c = GetParam();
  const AeY4mChroma *chroma = ae_y4m_chroma_by_name(c.chroma);
  ASSERT_NE(chroma, nullptr);
  gsize cw = chroma->mono ? 0 : ae_chroma_count(chroma->across, c.width), ch = ae_chroma_count(chroma->down, c.height);
  std::string header = "YUV4MPEG2 W" + std::to_string(c.width) + " H" + std::to_string(c.height) +
                       " F30000:1001 It A10:11 C" + c.chroma + (c.full ? " XCOLORRANGE=FULL" : " XCOLORRANGE=LIMITED") +
                       " XABC=1\n";
  std::string frames[2] = {Planes(c.width, c.height, cw, ch, 0), Planes(c.width, c.height, cw, ch, 1)};
  std::string wanted = header + "FRAME\n" + frames[0] + "FRAME Ip XQ=5\n" + frames[1], out = Pass(wanted, true);
  EXPECT_TRUE(Pass(wanted) == wanted) << "to the bit";
  ASSERT_EQ(out.size(), wanted.size());
  EXPECT_EQ(out.substr(0, header.size()), header);
  EXPECT_EQ(out.substr(header.size() + 6 + frames[0].size(), 14), "FRAME Ip XQ=5\n");
  for (size_t at = header.size() + 6, i = 0; i < frames[0].size(); i++) {
    bool luma = i < (size_t)c.width * c.height;
    ASSERT_NEAR((guint8)out[at + i], (guint8)wanted[at + i], luma ? 0 : 1) << "sample " << i;
  }
}

/* Any bytes, of which most are no colours that RGB has. */
TEST_P(Frames, PassToTheBitAsTheyAre) {
  const Case &c = GetParam();
  const AeY4mChroma *chroma = ae_y4m_chroma_by_name(c.chroma);
  gsize cw = chroma->mono ? 0 : ae_chroma_count(chroma->across, c.width), ch = ae_chroma_count(chroma->down, c.height);
  std::string frame((gsize)c.width * c.height + 2 * cw * ch, 0);
  std::mt19937 random(3);
  for (char &code : frame)
    code = (char)random();
  std::string all = "YUV4MPEG2 W" + std::to_string(c.width) + " H" + std::to_string(c.height) + " F25:1 C" + c.chroma +
                    (c.full ? " XCOLORRANGE=FULL" : "") + "\nFRAME\n" + frame;
  EXPECT_TRUE(Pass(all) == all);
}

/* One sample of luma more: the frame is made anew, with this one and no other. */
TEST(Y4mPlanes, AreOnlyOfFramesThatHaveNotChanged) {
  std::string head = "YUV4MPEG2 W4 H2 F25:1 Ip A1:1 Cmono\nFRAME\n";
  TempFolder folder;
  WriteFile(folder.file("in"), head + "\x20\x30\x40\x50\x60\x70\x81\x90");
  Failure failure;
  ReaderOwner reader(ae_reader_open(folder.file("in").c_str(), nullptr, &failure));
  AeRows *rows = nullptr;
  ASSERT_TRUE(ae_reader_next(reader.get(), &rows, &failure) && rows);
  AeImageInfo info;
  ae_image_info_copy(&info, &rows->info);
  AeImage *image = ae_image_new(&info, &failure);
  ASSERT_TRUE(ae_rows_read(rows, image->data, 2, &failure));
  ae_rows_free(rows);
  ((guint8 *)image->data)[5] += 20;
  AeWriter *writer = ae_writer_open(folder.file("out").c_str(), Y4m(), nullptr, reader.get(), &failure);
  AeRows *changed = ae_image_rows(image, TRUE);
  EXPECT_TRUE(ae_writer_write(writer, changed, &failure)) << failure.message();
  EXPECT_TRUE(ae_writer_close(writer, &failure));
  std::string out = ReadFile(folder.file("out"));
  EXPECT_EQ(out.size(), head.size() + 8);
  EXPECT_EQ((guint8)out[head.size() + 5], 0x70 + 17); /* 20 codes of grey are 17 of luma */
  EXPECT_EQ((guint8)out[head.size() + 6], 0x81);
  ae_image_info_clear(&info);
}

INSTANTIATE_TEST_SUITE_P(Y4m, Frames,
                         testing::Values(Case{"420jpeg", 32, 24, false}, Case{"420jpeg", 31, 23, false},
                                         Case{"420", 1, 1, false}, Case{"420mpeg2", 32, 24, false},
                                         Case{"420mpeg2", 33, 9, false}, Case{"420paldv", 32, 24, false},
                                         Case{"420paldv", 5, 7, true}, Case{"422", 32, 24, false},
                                         Case{"422", 3, 4, true}, Case{"444", 32, 24, false}, Case{"444", 32, 24, true},
                                         Case{"mono", 32, 24, false}, Case{"mono", 7, 3, true},
                                         Case{"420jpeg", 32, 24, true}));

/* Narrowing is the exact inverse of widening, at the borders too. */
TEST(Chroma, ComesBack) {
  for (AeChromaSite site : {AE_CHROMA_FULL, AE_CHROMA_CENTRE, AE_CHROMA_COSITED})
    for (gsize n = 1; n < 40; n++) {
      gsize count = ae_chroma_count(site, n);
      std::vector<float> narrow(count + 2 * AE_CHROMA_MARGIN), wide(n + 2 * AE_CHROMA_MARGIN), back(count);
      AeRng rng;
      ae_rng_init(&rng, n, (guint64)site);
      for (gsize i = 0; i < count; i++)
        narrow[AE_CHROMA_MARGIN + i] = (float)ae_rng_uniform(&rng) * 255;
      ae_chroma_widen(site, narrow.data() + AE_CHROMA_MARGIN, wide.data() + AE_CHROMA_MARGIN, n);
      ae_chroma_narrow(site, wide.data() + AE_CHROMA_MARGIN, back.data(), n);
      for (gsize i = 0; i < count; i++)
        ASSERT_NEAR(back[i], narrow[AE_CHROMA_MARGIN + i], 1e-3)
            << "site " << site << ", " << n << " pixels, sample " << i;
    }
}

TEST(Chroma, LiesWhereItsSiteSays) {
  float ramp[12] = {0, 0, 0, 0, 0, 8, 16, 24}, wide[16] = {};
  ae_chroma_widen(AE_CHROMA_CENTRE, ramp + 4, wide + 4, 8);
  EXPECT_EQ(wide[4 + 3], 10); /* a quarter of the way from 8 to 16 */
  EXPECT_EQ(wide[4 + 4], 14);
  ae_chroma_widen(AE_CHROMA_COSITED, ramp + 4, wide + 4, 8);
  EXPECT_EQ(wide[4 + 2], 8);
  EXPECT_EQ(wide[4 + 3], 12);
}

/* ITU-R BT.601: the primaries at full saturation, and what is neutral. */
TEST(Colour, FollowsBt601) {
  const struct {
    guint8 y, cb, cr, rgb[3];
  } cases[] = {{81, 90, 240, {255, 0, 0}},
               {145, 54, 34, {0, 255, 0}},
               {41, 240, 110, {0, 0, 255}},
               {16, 128, 128, {0, 0, 0}},
               {235, 128, 128, {255, 255, 255}}};
  for (const auto &c : cases) {
    float cb = c.cb, cr = c.cr;
    guint8 rgb[3], y;
    ae_yuv_to_rgb(FALSE, &c.y, &cb, &cr, rgb, 1);
    for (int i = 0; i < 3; i++)
      EXPECT_NEAR(rgb[i], c.rgb[i], 2) << (int)c.y;
    ae_rgb_to_yuv(FALSE, c.rgb, &y, &cb, &cr, 1);
    EXPECT_EQ(y, c.y);
    EXPECT_EQ(ae_yuv_code(cb), c.cb);
    EXPECT_EQ(ae_yuv_code(cr), c.cr);
  }
}

std::string Message(const std::string &bytes) { return Decode(bytes).message; }

TEST(Y4m, WhatIsNotSupportedIsRefusedByName) {
  EXPECT_NE(Message("YUV4MPEG2 W2 H2 C420p10\nFRAME\n").find("the colour format C420p10 is not supported"),
            std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2 H2 C411\nFRAME\n").find("C411"), std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2 Hx\nFRAME\n").find("Hx is no good size"), std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2\nFRAME\n").find("no W or no H"), std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2 H2\nFRAMES\nabcdef").find("no frame 1"), std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2 H2\n").find("holds no picture"), std::string::npos);
  EXPECT_NE(Message("YUV4MPEG2 W2 H2\nFRAME\nabcde").find("the file ends too early, at byte 27 (frame 1)"),
            std::string::npos);
}

TEST(Y4m, WithoutCIs420) {
  Result result = Decode("YUV4MPEG2 W2 H2\nFRAME\nabcdef");
  ASSERT_EQ(result.images.size(), 1u) << result.message;
  EXPECT_EQ(result.images[0]->info.channels, 3u);
  EXPECT_EQ(Pass("YUV4MPEG2 W2 H2\nFRAME\nabcd\x80\x80"), "YUV4MPEG2 W2 H2\nFRAME\nabcd\x80\x80");
}

TEST(Y4m, ANewStreamHasItsKeys) {
  ImageOwner image = Picture(Info(4, 2, 3, AE_SAMPLE_U8), 1, true),
             grey = Picture(Info(4, 2, 1, AE_SAMPLE_U8), 1, true);
  EXPECT_EQ(Encode(Y4m(), image.get()).substr(0, 40), "YUV4MPEG2 W4 H2 F25:1 Ip A1:1 C420jpeg\nF");
  EXPECT_EQ(Encode(Y4m(), image.get(), {"chroma=444", "rate=24000:1001"}).substr(0, 43),
            "YUV4MPEG2 W4 H2 F24000:1001 Ip A1:1 C444\nFR");
  EXPECT_EQ(Encode(Y4m(), grey.get()).substr(0, 37), "YUV4MPEG2 W4 H2 F25:1 Ip A1:1 Cmono\nF");
  TempFolder folder;
  EXPECT_NE(Write(folder.file("x"), Y4m(), {image.get()}, {"rate=25"}).find("rate=25 is no fraction"),
            std::string::npos);
}

TEST(Y4m, FramesAreOfOneKind) {
  TempFolder folder;
  ImageOwner a = Picture(Info(4, 2, 3, AE_SAMPLE_U8)), b = Picture(Info(4, 3, 3, AE_SAMPLE_U8));
  ImageOwner c = Picture(Info(4, 2, 1, AE_SAMPLE_U8));
  EXPECT_NE(Write(folder.file("x"), Y4m(), {a.get(), b.get()}).find("frame 2 is 4 x 3"), std::string::npos);
  EXPECT_NE(Write(folder.file("x"), Y4m(), {a.get(), c.get()}).find("frame 2"), std::string::npos);
}

} // namespace
