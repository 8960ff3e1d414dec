/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is drawn stands where it should: the PNG is read back. */
#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/page.h"
#include "plot/palette.h"
#include "plot/picture.h"
#include "plot/svg_ids.h"
#include "plot_helpers.h"

#include <limits>

namespace {

const Rgb kBlue = {0x00, 0x72, 0xB2}, kVermilion = {0xD5, 0x5E, 0x00};
const double kNan = std::numeric_limits<double>::quiet_NaN();

/* A page with one chart on it, x 0..10, y 0..1. */
class Chart : public testing::Test {
protected:
  void Open(int zoom = 1) {
    page = ae_page_new(folder.file("a.png").c_str(), 400, 300, zoom, &failure);
    ASSERT_NE(page, nullptr) << failure.message();
    chart.axis[AE_AXIS_X].label = "x";
    chart.axis[AE_AXIS_LEFT].label = "y";
    for (AeSide side : {AE_AXIS_X, AE_AXIS_LEFT}) {
      ae_axis_cover(&chart.axis[side], 0);
      ae_axis_cover(&chart.axis[side], side == AE_AXIS_X ? 10 : 1);
      chart.axis[side].tight = TRUE;
    }
  }
  void Layout() {
    ae_charts_layout(&chart, 1, page->cr, {0, 20, 400, 280});
    ae_charts_frames(&chart, 1, page->cr);
  }
  Drawing Close() {
    EXPECT_TRUE(ae_page_write(page, &failure)) << failure.message();
    ae_page_free(page);
    return Drawing(folder.file("a.png"));
  }
  double X(double value) { return ae_chart_x(&chart, value); }
  double Y(double value) { return ae_chart_y(&chart, AE_AXIS_LEFT, value); }

  TempFolder folder;
  Failure failure;
  AePage *page = nullptr;
  AeChart chart = {};
};

TEST_F(Chart, PointsAreWhereTheirValuesAre) {
  Open();
  Layout();
  ae_set_colour(page->cr, 0, 1);
  ae_chart_marker(&chart, page->cr, AE_AXIS_LEFT, 2.5, 0.3, 0, 5);
  ae_set_colour(page->cr, 1, 1);
  ae_chart_marker(&chart, page->cr, AE_AXIS_LEFT, 7.5, 0.9, 1, 5);
  AeBox f = chart.frame;
  Drawing drawing = Close();
  EXPECT_EQ(drawing.width(), 400);
  EXPECT_EQ(drawing.height(), 300);
  EXPECT_EQ(drawing.at(f.x + 0.25 * f.width, f.y + 0.7 * f.height), kBlue);
  EXPECT_EQ(drawing.at(f.x + 0.75 * f.width, f.y + 0.1 * f.height), kVermilion);
  EXPECT_NE(drawing.at(f.x + 0.25 * f.width + 8, f.y + 0.7 * f.height), kBlue);
}

TEST_F(Chart, AxesTicksAndWordsSurroundTheFrame) {
  Open();
  Layout();
  AeBox f = chart.frame;
  Drawing drawing = Close();
  double off_tick = Y(0.5 * (chart.axis[AE_AXIS_LEFT].ticks.at[0] + chart.axis[AE_AXIS_LEFT].ticks.at[1]));
  EXPECT_LT(drawing.at(f.x, off_tick)[0], 60) << "y axis";
  EXPECT_LT(drawing.at(X(0.5), f.y + f.height)[0], 60) << "x axis";
  EXPECT_GT(drawing.at(f.x + f.width, off_tick)[0], 220) << "no axis at the right";
  EXPECT_LT(drawing.at(f.x - 3, Y(chart.axis[AE_AXIS_LEFT].ticks.at[1]))[0], 60) << "tick";
  EXPECT_NEAR(drawing.at(X(0.5), Y(chart.axis[AE_AXIS_LEFT].ticks.at[1]))[0], 224, 1) << "grid";
  EXPECT_FALSE(drawing.blank(0, f.y, f.x - 6, f.y + f.height)) << "numbers and label at the left";
  EXPECT_FALSE(drawing.blank(f.x, f.y + f.height + 25, f.x + f.width, 300)) << "label below";
  EXPECT_TRUE(drawing.blank(0, 0, 400, 12)) << "nothing above";
}

TEST_F(Chart, ARightAxisHasItsOwnScale) {
  Open();
  chart.axis[AE_AXIS_RIGHT] = {};
  chart.axis[AE_AXIS_RIGHT].label = "%";
  chart.axis[AE_AXIS_RIGHT].tight = TRUE;
  ae_axis_cover(&chart.axis[AE_AXIS_RIGHT], 0);
  ae_axis_cover(&chart.axis[AE_AXIS_RIGHT], 200);
  Layout();
  AeBox f = chart.frame;
  EXPECT_DOUBLE_EQ(ae_chart_y(&chart, AE_AXIS_RIGHT, 100), Y(0.5));
  EXPECT_LT(f.x + f.width, 370) << "room for its numbers";
  Drawing drawing = Close();
  EXPECT_LT(drawing.at(f.x + f.width, Y(0.5) + 7)[0], 60);
  EXPECT_FALSE(drawing.blank(f.x + f.width + 8, f.y, 400, f.y + f.height));
}

TEST_F(Chart, LinesHaveGapsAndStayInside) {
  Open();
  chart.axis[AE_AXIS_LEFT].hi = 0.5;
  Layout();
  const double x[] = {1, 3, 5, 7, 9}, y[] = {0.23, 0.23, kNan, 0.23, 5};
  AeStroke stroke = {0, 0, 4, 1};
  ae_chart_line(&chart, page->cr, AE_AXIS_LEFT, x, y, 5, &stroke);
  AeBox f = chart.frame;
  double in = X(2), gap = X(5.1), row = Y(0.23);
  Drawing drawing = Close();
  EXPECT_EQ(drawing.at(in, row), kBlue);
  EXPECT_EQ(drawing.at(gap, row), kWhite);
  EXPECT_TRUE(drawing.blank(f.x + 10, 0, 400, f.y - 1)) << "the last piece leaves the frame";
}

TEST_F(Chart, DashedLinesHaveHoles) {
  Open();
  Layout();
  const double x[] = {0, 10}, y[] = {0.43, 0.43};
  AeStroke stroke = {1, 1, 3, 1};
  ae_chart_line(&chart, page->cr, AE_AXIS_LEFT, x, y, 2, &stroke);
  AeBox f = chart.frame;
  double row = Y(0.43);
  Drawing drawing = Close();
  int on = 0;
  for (int i = 20; i < 220; i++)
    on += drawing.at(f.x + i, row) == kVermilion;
  EXPECT_GT(on, 90);
  EXPECT_LT(on, 160);
}

TEST_F(Chart, BarsStandOnZero) {
  Open();
  chart.axis[AE_AXIS_LEFT].lo = -1;
  Layout();
  const double x[] = {2, 6}, y[] = {0.6, -0.6};
  ae_chart_bars(&chart, page->cr, AE_AXIS_LEFT, x, y, 2, 2, 1);
  double up = X(2), down = X(6), above = Y(0.33), below = Y(-0.33), top = Y(0.7), beside = X(3.5);
  Drawing drawing = Close();
  EXPECT_EQ(drawing.at(up, above), kVermilion);
  EXPECT_NE(drawing.at(up, below), kVermilion);
  EXPECT_EQ(drawing.at(down, below), kVermilion);
  EXPECT_NE(drawing.at(down, above), kVermilion);
  EXPECT_NE(drawing.at(up, top), kVermilion);
  EXPECT_NE(drawing.at(beside, above), kVermilion);
}

TEST_F(Chart, LogarithmicAxesCountFactors) {
  Open();
  chart.axis[AE_AXIS_LEFT] = {};
  chart.axis[AE_AXIS_LEFT].label = "y";
  chart.axis[AE_AXIS_LEFT].logarithmic = chart.axis[AE_AXIS_LEFT].tight = TRUE;
  for (double value : {1.0, 100.0, 0.0, -5.0, kNan, (double)INFINITY})
    ae_axis_cover(&chart.axis[AE_AXIS_LEFT], value);
  Layout();
  EXPECT_DOUBLE_EQ(chart.axis[AE_AXIS_LEFT].lo, 1);
  EXPECT_DOUBLE_EQ(chart.axis[AE_AXIS_LEFT].hi, 100);
  EXPECT_NEAR(Y(10), chart.frame.y + chart.frame.height / 2, 1e-9);
  const double x[] = {1, 2}, y[] = {0, -1};
  AeStroke stroke = {0, 0, 2, 1};
  ae_chart_line(&chart, page->cr, AE_AXIS_LEFT, x, y, 2, &stroke);
  Close();
}

TEST_F(Chart, SquareMeansOneScale) {
  Open();
  chart.square = TRUE;
  Layout();
  EXPECT_NEAR(X(1) - X(0), Y(0) - Y(1), 1e-9);
  EXPECT_GE(Y(1), chart.frame.y) << "all is still inside";
  EXPECT_LE(X(10), chart.frame.x + chart.frame.width + 1e-9);
  Close();
}

TEST_F(Chart, ConstantAndMissingValuesHaveAnAxis) {
  Open();
  for (double value : {0.0, 7.0, -1e-9, 1e12}) {
    chart.axis[AE_AXIS_LEFT] = {};
    chart.axis[AE_AXIS_LEFT].label = "y";
    ae_axis_cover(&chart.axis[AE_AXIS_LEFT], value);
    Layout();
    EXPECT_NEAR(Y(value), chart.frame.y + chart.frame.height / 2, 1) << value;
    EXPECT_GE(chart.axis[AE_AXIS_LEFT].ticks.n, 2u) << value;
  }
  chart.axis[AE_AXIS_LEFT] = {};
  chart.axis[AE_AXIS_LEFT].label = "y";
  Layout();
  EXPECT_GE(chart.axis[AE_AXIS_LEFT].ticks.n, 2u);
  Close();
}

TEST_F(Chart, StackedChartsShareTheirXAxis) {
  Open();
  AeChart two[2] = {chart, chart};
  two[0].weight = 3;
  two[1].axis[AE_AXIS_LEFT].hi = 1e6;
  ae_axis_cover(&two[1].axis[AE_AXIS_X], 20);
  ae_charts_layout(two, 2, page->cr, {0, 0, 400, 300});
  EXPECT_EQ(two[0].frame.x, two[1].frame.x);
  EXPECT_EQ(two[0].frame.width, two[1].frame.width);
  EXPECT_EQ(two[0].axis[AE_AXIS_X].hi, 20);
  EXPECT_NEAR(two[0].frame.height, 3 * two[1].frame.height, 1e-9);
  EXPECT_LT(two[0].frame.y + two[0].frame.height, two[1].frame.y);
  Close();
}

TEST_F(Chart, LegendShowsEachEntryAndWraps) {
  Open();
  const AeLegendEntry entries[] = {{"first", AE_LEGEND_LINE, 0, 0},
                                   {"second", AE_LEGEND_BAR, 1, 0},
                                   {"a long name that leaves no room beside it", AE_LEGEND_MARKER, 1, 0}};
  EXPECT_EQ(ae_legend(page, 100, entries, 0), 100);
  double two = ae_legend(page, 0, entries, 2), three = ae_legend(page, 100, entries, 3);
  EXPECT_GT(three - 100, two + 20) << "the third goes to a line of its own";
  Drawing drawing = Close();
  EXPECT_EQ(drawing.at(22, 12), kBlue) << "a sample of the line";
  EXPECT_FALSE(drawing.blank(65, 0, 100, 24)) << "its name";
  EXPECT_EQ(drawing.at(27, 100 + 24 + 12), kVermilion) << "the marker";
  EXPECT_TRUE(drawing.blank(0, three, 400, 300));
}

TEST_F(Chart, LettersAreDrawnAndCutToFit) {
  Open();
  AeLabelStyle style = {};
  style.size = 16;
  double width = ae_label_width(page->cr, "word", &style);
  EXPECT_GT(width, 20);
  EXPECT_LT(width, 80);
  ae_set_grey(page->cr, 0);
  ae_label(page->cr, 100, 50, "word", &style);
  ae_label(page->cr, 100, 150, "\xff not UTF-8 \x01", &style);
  g_autofree char *whole = ae_label_fit(page->cr, "word", &style, width + 1);
  g_autofree char *cut = ae_label_fit(page->cr, "some longer words", &style, width);
  g_autofree char *none = ae_label_fit(page->cr, "some longer words", &style, 1);
  EXPECT_STREQ(whole, "word");
  EXPECT_TRUE(g_str_has_prefix(cut, "so") && g_str_has_suffix(cut, "…")) << cut;
  EXPECT_LE(ae_label_width(page->cr, cut, &style), width);
  EXPECT_STREQ(none, "");
  Drawing drawing = Close();
  EXPECT_FALSE(drawing.blank(100, 42, 100 + width, 58));
  EXPECT_TRUE(drawing.blank(100 + width + 1, 40, 400, 60));
  EXPECT_TRUE(drawing.blank(0, 40, 99, 60));
}

TEST_F(Chart, ZoomGivesMorePixels) {
  Open(2);
  Layout();
  ae_set_colour(page->cr, 0, 1);
  ae_chart_marker(&chart, page->cr, AE_AXIS_LEFT, 2.5, 0.3, 0, 5);
  double x = X(2.5), y = Y(0.3);
  Drawing drawing = Close();
  EXPECT_EQ(drawing.width(), 800);
  EXPECT_EQ(drawing.at(2 * x, 2 * y), kBlue);
}

/* ---- palette ---- */

TEST_F(Chart, MarkersDifferInFormAndNotInSize) {
  Open();
  ae_set_grey(page->cr, 0);
  for (guint i = 0; i < AE_MARKERS; i++)
    ae_draw_marker(page->cr, i, 20.5 + 36 * i, 150.5, 10);
  Drawing drawing = Close();
  std::vector<std::string> forms;
  for (guint i = 0; i < AE_MARKERS; i++) {
    std::string form;
    int ink = 0;
    for (int y = 134; y < 167; y++)
      for (int x = 4; x < 37; x++) {
        form += (char)drawing.at(x + 36.0 * i, y)[0];
        ink += drawing.at(x + 36.0 * i, y)[0] < 128;
      }
    EXPECT_GT(ink, 100) << i;
    EXPECT_LT(ink, 480) << i;
    for (const std::string &other : forms)
      EXPECT_NE(form, other) << i;
    forms.push_back(form);
  }
}

/* ---- pages ---- */

std::string Svg(const std::string &path, int pictures) {
  AePage *page = ae_page_new(path.c_str(), 200, 100, 1, nullptr);
  ImageOwner picture(ae_picture_new(3, 2, 1, nullptr));
  for (int i = 0; i < pictures; i++)
    EXPECT_TRUE(ae_picture_draw(page->cr, picture.get(), 20 + 10 * i, 50, 2, nullptr));
  AeLabelStyle style = {};
  style.size = 16;
  ae_label(page->cr, 20, 20, "a < b & c", &style);
  EXPECT_TRUE(ae_page_write(page, nullptr));
  ae_page_free(page);
  return ReadFile(path);
}

TEST(Page, SvgIsXmlAndTheSameWhateverWasDrawnBefore) {
  TempFolder folder;
  std::string first = Svg(folder.file("a.svg"), 2);
  EXPECT_EQ(XmlFault(first), "");
  EXPECT_NE(first.find("<svg"), std::string::npos);
  Svg(folder.file("b.svg"), 5);
  EXPECT_EQ(Svg(folder.file("c.svg"), 2), first);
  EXPECT_NE(XmlFault("<svg><g></svg>"), "");
}

TEST(Page, SvgIdsAreNumberedInOrder) {
  g_autofree char *text = ae_svg_number_ids(
      "<g id=\"surface17\"><use href=\"#image9\"/><p clip=\"url(#clip-3)\" fid=\"x\"/><i id=\"image9\"/>");
  EXPECT_STREQ(text, "<g id=\"i1\"><use href=\"#i2\"/><p clip=\"url(#i3)\" fid=\"x\"/><i id=\"i2\"/>");
}

TEST(Page, RefusesWhatCannotBe) {
  TempFolder folder;
  const struct {
    const char *path;
    double width;
    int code;
  } cases[] = {{"a.jpg", 100, AE_ERROR_USAGE}, {"png", 100, AE_ERROR_USAGE},     {".png", 100, AE_ERROR_USAGE},
               {"", 100, AE_ERROR_USAGE},      {"a.png", 20000, AE_ERROR_LIMIT}, {"a.svg", 1e9, AE_ERROR_LIMIT}};
  for (const auto &c : cases) {
    Failure failure;
    EXPECT_EQ(ae_page_new(c.path, c.width, 100, 1, &failure), nullptr) << c.path;
    EXPECT_EQ(failure.code(), c.code) << failure.message();
  }
  for (const char *name : {"missing/a.png", "missing/a.svg"}) {
    Failure failure;
    AePage *page = ae_page_new(folder.file(name).c_str(), 100, 100, 1, &failure);
    ASSERT_NE(page, nullptr);
    EXPECT_FALSE(ae_page_write(page, &failure));
    EXPECT_EQ(failure.code(), AE_ERROR_IO);
    EXPECT_NE(failure.message().find(name), std::string::npos) << failure.message();
    ae_page_free(page);
  }
  EXPECT_TRUE(folder.names().empty());
}

} // namespace
