/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Places, cuts, optical flow and changes of faces, on drawings. */
#include "image_helpers.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "face/change.h"
#include "face/flow.h"
}

namespace {

using Floats = std::vector<float>;

const AePoint kModelEyes[2] = {{0.35, 0.45}, {0.68, 0.44}};

/* A smooth pattern of three colours at a point. */
float Pattern(double x, double y, int c) { return (float)(0.5 + 0.2 * sin(x / 5 + c) + 0.2 * cos(y / 7 - x / 11)); }

template <typename Function> Floats Draw(guint size, Function value) {
  Floats out;
  for (guint y = 0; y < size; y++)
    for (guint x = 0; x < size; x++)
      for (int c = 0; c < 3; c++)
        out.push_back(value(x + 0.5, y + 0.5, c));
  return out;
}

RowsOwner Photo(guint size) {
  AeImageInfo info = Info(size, size, 3, AE_SAMPLE_FLOAT);
  AeImage *image = ae_image_new(&info, nullptr);
  Floats pixels = Draw(size, Pattern);
  memcpy(image->data, pixels.data(), pixels.size() * sizeof(float));
  ae_image_info_clear(&info);
  return RowsOwner(ae_image_rows(image, TRUE));
}

TEST(FacePlace, BringsEyesToEyes) {
  const AePoint photo[2] = {{412.5, 300.25}, {466, 311}};
  AeFacePlace place = ae_face_place_of_eyes(kModelEyes, photo);
  for (int i = 0; i < 2; i++) {
    AePoint p = ae_face_to_photo(&place, kModelEyes[i].x, kModelEyes[i].y);
    EXPECT_NEAR(p.x, photo[i].x, 1e-9);
    EXPECT_NEAR(p.y, photo[i].y, 1e-9);
    AePoint back = ae_face_from_photo(&place, p.x, p.y);
    EXPECT_NEAR(back.x, kModelEyes[i].x, 1e-12);
    EXPECT_NEAR(back.y, kModelEyes[i].y, 1e-12);
  }
}

TEST(FacePlace, Eyes) {
  AePoint eyes[2];
  EXPECT_TRUE(ae_face_eyes_parse("0.3,0.4, 0.7,0.41", eyes));
  EXPECT_EQ(eyes[1].y, 0.41);
  for (const char *bad :
       {"", "0.3,0.4,0.7", "0.3,0.4,0.7,0.4,0.1", "0.7,0.4,0.3,0.4", "0.3,0.4,1.7,0.4", "a,b,c,d", "0.3,0.4,nan,0.4"})
    EXPECT_FALSE(ae_face_eyes_parse(bad, eyes)) << bad;
}

TEST(FacePlace, BoxStaysInThePhoto) {
  AeFacePlace place = {10, 10, 40, 0};
  AeFaceBox box = ae_face_place_box(&place, 0.25, 25, 100);
  EXPECT_EQ(box.x0, 0);
  EXPECT_EQ(box.y0, 0);
  EXPECT_EQ(box.x1, 25);
  EXPECT_EQ(box.y1, 40);
}

TEST(FaceCut, SamplesTheSquare) {
  RowsOwner photo = Photo(160);
  for (AeFacePlace place : {AeFacePlace{80, 80, 64, 0}, AeFacePlace{70, 90, 64, 0.4}, AeFacePlace{80, 80, 32, -0.2}}) {
    AeFaceBox box = ae_face_place_box(&place, 0.1, 160, 160);
    g_autoptr(AeFacePart) part = ae_face_part_read(photo.get(), box, 1, nullptr);
    ASSERT_NE(part, nullptr);
    Floats cut(64 * 64 * 3);
    ae_face_cut(part, &place, 64, 3, cut.data());
    double worst = 0;
    for (guint y = 0, i = 0; y < 64; y++)
      for (guint x = 0; x < 64; x++)
        for (int c = 0; c < 3; c++, i++) {
          AePoint p = ae_face_to_photo(&place, (x + 0.5) / 64, (y + 0.5) / 64);
          worst = std::max(worst, fabs((double)cut[i] - Pattern(p.x, p.y, c)));
        }
    EXPECT_LT(worst, 0.01) << place.side << " turned by " << place.angle;
  }
}

/* A checkerboard of single pixels is grey from afar, and a part that is shrunk gives the same. */
TEST(FaceCut, DoesNotAlias) {
  AeImageInfo info = Info(128, 128, 1, AE_SAMPLE_U8);
  ImageOwner image(ae_image_new(&info, nullptr));
  for (guint i = 0; i < 128 * 128; i++)
    image->data[i] = (i + i / 128) % 2 ? 255 : 0;
  RowsOwner rows(ae_image_rows(image.get(), FALSE));
  AeFacePlace place = {64, 64, 100, 0.3};
  for (guint32 step : {1, 2, 3}) {
    g_autoptr(AeFacePart) part = ae_face_part_read(rows.get(), AeFaceBox{0, 0, 128, 128}, step, nullptr);
    Floats cut(20 * 20);
    ae_face_cut(part, &place, 20, 1, cut.data());
    for (float value : cut)
      EXPECT_NEAR(value, 0.5, 0.06) << step;
  }
  ae_image_info_clear(&info);
}

TEST(FaceCut, ShrunkIsReadWithALargerStep) {
  RowsOwner photo = Photo(90);
  AeFaceBox box = {3, 5, 80, 71}; /* the last blocks are no whole ones */
  g_autoptr(AeFacePart) fine = ae_face_part_read(photo.get(), box, 2, nullptr);
  g_autoptr(AeFacePart) coarse = ae_face_part_read(photo.get(), box, 6, nullptr);
  g_autoptr(AeFacePart) shrunk = ae_face_part_shrink(fine, 3, nullptr);
  ASSERT_EQ(shrunk->step, 6u);
  ASSERT_EQ(shrunk->width, coarse->width);
  ASSERT_EQ(shrunk->height, coarse->height);
  for (gsize i = 0; i < (gsize)coarse->width * coarse->height * 3; i++)
    ASSERT_NEAR(shrunk->pixels[i], coarse->pixels[i], 0.02) << i;
}

TEST(Flow, FindsWhatMoved) {
  const double kX = 2.6, kY = -1.7;
  Floats from = Draw(64, Pattern);
  Floats to = Draw(64, [&](double x, double y, int c) { return Pattern(x + kX, y + kY, c); });
  Floats flow(64 * 64 * 2), warped(from.size());
  ASSERT_TRUE(ae_flow_find(from.data(), to.data(), 64, 3, flow.data(), nullptr));
  for (guint y = 12; y < 52; y++)
    for (guint x = 12; x < 52; x++) {
      EXPECT_NEAR(flow[2 * (y * 64 + x)], kX, 0.35) << x << " " << y;
      EXPECT_NEAR(flow[2 * (y * 64 + x) + 1], kY, 0.35) << x << " " << y;
    }
  ae_flow_warp(from.data(), 64, 3, flow.data(), 1, warped.data());
  double before = 0, after = 0;
  for (gsize i = 0; i < to.size(); i++) {
    before += fabs(from[i] - to[i]);
    after += fabs(warped[i] - to[i]);
  }
  EXPECT_LT(after, before / 5);
}

TEST(Flow, NothingMoves) {
  Floats from = Draw(32, Pattern), flow(32 * 32 * 2, 9);
  ASSERT_TRUE(ae_flow_find(from.data(), from.data(), 32, 3, flow.data(), nullptr));
  for (float value : flow)
    EXPECT_EQ(value, 0);
}

class Change : public testing::Test {
protected:
  /* What is to be added to each pixel of the photo. */
  Floats Apply(const Floats &before, const Floats &after) {
    Floats cut(64 * 64 * 3), out(160 * 160 * 3, 0);
    g_autoptr(AeFacePart) whole = ae_face_part_read(photo.get(), AeFaceBox{0, 0, 160, 160}, 1, nullptr);
    ae_face_cut(whole, &place, 64, 3, cut.data());
    AeFacePictures pictures = {64, cut.data(), before.data(), after.data()};
    g_autoptr(AeFaceChange) change = ae_face_change_new(&place, &pictures, nullptr);
    AeFaceBox box = ae_face_change_box(change, 160, 160), reach = ae_face_change_reach(change, 160, 160);
    g_autoptr(AeFacePart) part = ae_face_part_read(photo.get(), reach, 1, nullptr);
    for (gint64 y = box.y0; y < box.y1; y++)
      ae_face_change_row(change, part, y, box.x0, box.x1, out.data() + (y * 160 + box.x0) * 3);
    return out;
  }
  AeFacePlace place = {75, 85, 90, 0.2};
  RowsOwner photo = Photo(160);
  Floats flat = Floats(64 * 64 * 3, 0.5f);
};

TEST_F(Change, OfNothingIsNothing) {
  for (float value : Apply(flat, flat))
    EXPECT_NEAR(value, 0, 1e-4);
}

TEST_F(Change, StaysInTheSquare) {
  Floats after = Draw(64, [](double x, double y, int) { return hypot(x - 32, y - 32) < 40 ? 0.54f : 0.5f; });
  Floats added = Apply(flat, after);
  EXPECT_NEAR(added[(85 * 160 + 75) * 3], 0.04, 0.005) << "in its middle all of it";
  for (guint y = 0, i = 0; y < 160; y++)
    for (guint x = 0; x < 160; x++, i += 3) {
      AePoint p = ae_face_from_photo(&place, x + 0.5, y + 0.5);
      if (std::min({p.x, p.y, 1 - p.x, 1 - p.y}) <= 0) {
        ASSERT_EQ(added[i], 0) << x << " " << y;
      }
    }
}

/* The network sees a line move; in the photo it must not be seen twice. */
TEST_F(Change, LeavesNoGhost) {
  auto line = [](double at) {
    return [at](double, double y, int) { return (float)(0.6 - 0.4 * exp(-(y - at) * (y - at) / 8)); };
  };
  AeImageInfo info = Info(64, 64, 3, AE_SAMPLE_FLOAT);
  ImageOwner image(ae_image_new(&info, nullptr));
  Floats before = Draw(64, line(30)), after = Draw(64, line(34));
  memcpy(image->data, before.data(), before.size() * sizeof(float));
  photo.reset(ae_image_rows(image.release(), TRUE));
  AeFacePictures pictures = {64, before.data(), before.data(), after.data()};
  place = {32, 32, 64, 0};
  g_autoptr(AeFaceChange) change = ae_face_change_new(&place, &pictures, nullptr);
  g_autoptr(AeFacePart) part = ae_face_part_read(photo.get(), AeFaceBox{0, 0, 64, 64}, 1, nullptr);
  for (gint64 y = 20; y < 44; y++) {
    float added[3];
    ae_face_change_row(change, part, y, 32, 33, added);
    gsize at = (gsize)(y * 64 + 32) * 3;
    EXPECT_NEAR(before[at] + added[0], after[at], 0.02) << y;
  }
  ae_image_info_clear(&info);
}

} // namespace
