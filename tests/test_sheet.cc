/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <algorithm>

#include "plot/sheet.h"

#include "plot/picture.h"
#include "plot/scatter.h"
#include "plot/tones.h"
#include "plot_helpers.h"

namespace {

const Rgb kRed = {255, 0, 0}, kGreen = {0, 255, 0}, kMiddle = {128, 128, 128};

AeImage *Made(guint width, guint height, guint channels, const std::vector<float> &samples) {
  AeImage *image = ae_picture_new(width, height, channels, nullptr);
  std::copy(samples.begin(), samples.end(), (float *)image->data);
  return image;
}

AeImage *RedGreen() { return Made(2, 1, 3, {1, 0, 0, 0, 1, 0}); }
AeImage *Grey(guint side) { return Made(side, side, 1, std::vector<float>(side * side, 0.5f)); }

class Sheet : public testing::Test {
protected:
  void SetUp() override { ae_sheet_init(&sheet); }
  Drawing Write() {
    Failure failure;
    EXPECT_TRUE(ae_sheet_write(&sheet, folder.file("a.png").c_str(), &failure)) << failure.message();
    ae_sheet_clear(&sheet);
    return Drawing(folder.file("a.png"));
  }
  TempFolder folder;
  AeSheet sheet;
};

/* Without words the first picture lies at 20, 20. */
TEST_F(Sheet, PixelsAreSquaresInTheirPlaces) {
  sheet.columns = 2;
  sheet.enlarge = 30;
  sheet.gap = 10;
  ae_sheet_add(&sheet, RedGreen(), nullptr);
  ae_sheet_add(&sheet, nullptr, nullptr);
  ae_sheet_add(&sheet, RedGreen(), nullptr);
  ae_sheet_add(&sheet, Grey(1), nullptr);
  Drawing drawing = Write();
  EXPECT_EQ(drawing.width(), MAX(20 + 60 + 10 + 60 + 20, 240));
  EXPECT_EQ(drawing.height(), 20 + 30 + 10 + 30 + 20);
  EXPECT_EQ(drawing.at(20, 20), kRed);
  EXPECT_EQ(drawing.at(49, 49), kRed);
  EXPECT_EQ(drawing.at(50, 49), kGreen);
  EXPECT_EQ(drawing.at(79, 20), kGreen);
  EXPECT_EQ(drawing.at(19, 20), kWhite);
  EXPECT_EQ(drawing.at(80, 20), kWhite);
  EXPECT_TRUE(drawing.blank(80, 0, 240, 60)) << "an empty place";
  EXPECT_EQ(drawing.at(20, 60), kRed) << "the second row";
  EXPECT_EQ(drawing.at(120, 75), kMiddle) << "a smaller picture is enlarged as far as it goes, and centred";
  EXPECT_EQ(drawing.at(105, 60), kMiddle);
  EXPECT_EQ(drawing.at(104, 75), kWhite);
}

TEST_F(Sheet, WordsTakeRoomAroundThePictures) {
  const char *heads[] = {"in", "out"}, *sides[] = {"a", "b"};
  sheet.columns = 2;
  sheet.enlarge = 50;
  sheet.title = "Title", sheet.note = "Note", sheet.heads = heads, sheet.sides = sides;
  for (int i = 0; i < 4; i++)
    ae_sheet_add(&sheet, RedGreen(), g_strdup(i == 3 ? "caption" : ""));
  Drawing with = Write();
  int left = 0, top = 0;
  while (left < with.width() && with.at(left, with.height() / 2.0 - 20) != kRed)
    left++;
  while (top < with.height() && with.at(left, top) != kRed)
    top++;
  ASSERT_LT(left, with.width());
  ASSERT_LT(top, with.height());
  EXPECT_GT(left, 30) << "names of the rows";
  EXPECT_GT(top, 70) << "title and names of the columns";
  EXPECT_FALSE(with.blank(20, 15, 80, 40)) << "title";
  EXPECT_FALSE(with.blank(left, top - 24, left + 100, top)) << "head";
  EXPECT_FALSE(with.blank(0, top, left, top + 50)) << "side";
  EXPECT_FALSE(with.blank(20, with.height() - 32, 80, with.height() - 8)) << "note";
  int below = top + 50 + 22 + 8 + 50;
  EXPECT_FALSE(with.blank(left + 108, below, left + 208, below + 22)) << "caption";
  EXPECT_TRUE(with.blank(left, below, left + 100, below + 22)) << "an empty one";
}

TEST_F(Sheet, IsNoWiderThanASlideWhereItCan) {
  sheet.columns = 10;
  for (int i = 0; i < 100; i++)
    ae_sheet_add(&sheet, Grey(28), nullptr);
  Drawing drawing = Write();
  EXPECT_GT(drawing.width(), 600);
  EXPECT_LE(drawing.width(), 900);
}

TEST_F(Sheet, OnlyRowsWithCaptionsAreHigher) {
  sheet.enlarge = 20;
  sheet.gap = 10;
  sheet.outlined = TRUE;
  ae_sheet_add(&sheet, RedGreen(), nullptr);
  ae_sheet_add(&sheet, RedGreen(), g_strdup("a"));
  ae_sheet_add(&sheet, RedGreen(), nullptr);
  Drawing drawing = Write();
  EXPECT_EQ(drawing.at(20, 20), kRed);
  EXPECT_EQ(drawing.at(20, 20 + 30), kRed);
  EXPECT_EQ(drawing.at(20, 20 + 30 + 30 + 22), kRed);
  EXPECT_EQ(drawing.height(), 20 + 30 + 30 + 22 + 20 + 20);
  EXPECT_EQ(drawing.at(19, 25), (Rgb{153, 153, 153})) << "outline";
}

TEST_F(Sheet, TooMuchIsRefused) {
  Failure failure;
  sheet.enlarge = 32;
  for (int i = 0; i < 600; i++)
    ae_sheet_add(&sheet, Grey(28), nullptr);
  EXPECT_FALSE(ae_sheet_write(&sheet, folder.file("a.png").c_str(), &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_LIMIT) << failure.message();
  ae_sheet_clear(&sheet);
  EXPECT_TRUE(folder.names().empty());
}

TEST(SheetColumns, AreAboutThreeToTwo) {
  EXPECT_EQ(ae_sheet_columns(1, 10, 10), 1u);
  EXPECT_EQ(ae_sheet_columns(96, 10, 10), 12u);
  EXPECT_EQ(ae_sheet_columns(64, 10, 10), 8u) << "no rest in the last row";
  EXPECT_EQ(ae_sheet_columns(97, 10, 10), 13u);
  EXPECT_EQ(ae_sheet_columns(6, 1, 1000), 6u);
  EXPECT_EQ(ae_sheet_columns(6, 1000, 1), 1u);
}

/* ---- tones ---- */

TEST(Tones, GreyIsZeroWhereNumbersAreSigned) {
  AeImage *two[] = {Made(2, 1, 1, {-4, 2}), Made(2, 1, 1, {0, 1})};
  ae_tones(two, 2, AE_SCALE_ALL);
  auto sample = [&](int i, int k) { return ((const float *)two[i]->data)[k]; };
  EXPECT_FLOAT_EQ(sample(0, 0), 0);
  EXPECT_FLOAT_EQ(sample(0, 1), 0.75f);
  EXPECT_FLOAT_EQ(sample(1, 0), 0.5f);
  EXPECT_FLOAT_EQ(sample(1, 1), 0.625f);
  for (AeImage *image : two)
    ae_image_free(image);
}

TEST(Tones, EachByItsOwnLargest) {
  AeImage *three[] = {Made(2, 1, 1, {0, 2}), Made(2, 1, 1, {1, 8}), Made(2, 1, 1, {0, 0})};
  ae_tones(three, 3, AE_SCALE_EACH);
  EXPECT_FLOAT_EQ(((const float *)three[0]->data)[1], 1) << "no negative number: white is the largest";
  EXPECT_FLOAT_EQ(((const float *)three[1]->data)[0], 0.125f);
  EXPECT_FLOAT_EQ(((const float *)three[2]->data)[1], 0);
  for (AeImage *image : three)
    ae_image_free(image);
}

/* ---- points ---- */

struct Points {
  std::vector<double> x, y;
  std::vector<int> classes;
  std::vector<AeImage *> pictures;
};

Drawing Scatter(const Points &points, bool centres) {
  static const char *const names[] = {"zero", "one"};
  TempFolder folder;
  Failure failure;
  AePage *page = ae_page_new(folder.file("a.png").c_str(), 600, 500, 1, &failure);
  AeScatter scatter = {};
  scatter.n = (guint)points.x.size();
  scatter.x = points.x.data(), scatter.y = points.y.data();
  scatter.classes = points.classes.empty() ? nullptr : points.classes.data();
  scatter.n_classes = points.classes.empty() ? 0 : 2;
  scatter.names = names;
  scatter.pictures = points.pictures.empty() ? nullptr : points.pictures.data();
  scatter.x_label = "x", scatter.y_label = "y";
  scatter.centres = centres;
  scatter.radius = 8;
  EXPECT_TRUE(ae_scatters_draw(&scatter, 1, FALSE, nullptr, page, &failure) && ae_page_write(page, &failure))
      << failure.message();
  ae_page_free(page);
  return Drawing(folder.file("a.png"));
}

int Count(const Drawing &drawing, const std::function<bool(const Rgb &)> &is) {
  int n = 0;
  for (int y = 44; y < drawing.height(); y++) /* below the legend */
    for (int x = 0; x < drawing.width(); x++)
      n += is(drawing.at(x, y));
  return n;
}

bool IsBlue(const Rgb &c) { return c[2] > c[0] + 80 && c[1] < 190; }
bool IsOrange(const Rgb &c) { return c[0] > c[2] + 120; }

TEST(Scatter, ClassesHaveColoursAndALegend) {
  double nan = std::numeric_limits<double>::quiet_NaN();
  Points points = {{1, 2, 3, nan}, {1, 5, 2, 1}, {0, 1, -1, 0}, {}};
  Drawing drawing = Scatter(points, false);
  EXPECT_NEAR(Count(drawing, IsBlue), G_PI * 64, 30) << "one point of class 0: what is not finite is left out";
  EXPECT_NEAR(Count(drawing, IsOrange), 200, 30) << "one of class 1";
  EXPECT_FALSE(drawing.blank(20, 14, 80, 38)) << "legend";
  points.classes.clear();
  Drawing plain = Scatter(points, false);
  EXPECT_EQ(Count(plain, IsBlue) + Count(plain, IsOrange), 0);
}

TEST(Scatter, CentresAreWrittenWhereTheClassIs) {
  Points points = {{1, 1, 9, 9}, {1, 1, 9, 9}, {0, 0, 1, 1}, {}};
  auto black = [](const Rgb &c) { return c[0] < 20 && c[1] < 20 && c[2] < 20; };
  EXPECT_EQ(Count(Scatter(points, false), black), 0);
  EXPECT_GT(Count(Scatter(points, true), black), 100);
}

/* R113. */
TEST(Scatter, PicturesLieAtTheirPointsAndNotOnEachOther) {
  std::vector<float> white(40 * 40, 0.25f);
  Points points;
  for (int i = 0; i < 50; i++) {
    points.x.push_back(i % 5 * 10 + (i > 4 ? 0.01 * i : 0));
    points.y.push_back(i % 5 == 2 ? 10 : 0);
    points.pictures.push_back(Made(40, 40, 1, white));
  }
  points.x.push_back(20), points.y.push_back(30), points.pictures.push_back(nullptr);
  points.x.push_back(20), points.y.push_back(-20), points.pictures.push_back(nullptr);
  Drawing drawing = Scatter(points, false);
  int shown = Count(drawing, [](const Rgb &c) { return c == Rgb{64, 64, 64}; });
  /* four lie 10 apart and one alone; the frame cuts the outermost */
  EXPECT_GE(shown, 3 * 38 * 38);
  EXPECT_LE(shown, 5 * 40 * 40);
  for (AeImage *image : points.pictures)
    ae_image_free(image);
}

} // namespace
