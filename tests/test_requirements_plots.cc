/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of the requirements on drawings, looked at pixel by pixel. Filters (R30) and thumbnails (R113) are in
 * test_plots.cc and test_sheet.cc. */
#include "plots_fixture.h"

#include <algorithm>
#include <set>

namespace {

using Drawn = Plots;

/* Digits of 28 x 28 that are all of one grey, so that the grid is what is of that grey: a square of n tiles a side. */
TEST_F(Drawn, R44GridIsASquareOfTiles) {
  SaveModel(
      Path("d.safetensors"),
      "x input channels=1 height=28 width=28\nf flatten\nz dense out=2\nd dense out=784\ns sigmoid\n"
      "y reshape channels=1 height=28 width=28",
      "reconstruct", [](gsize) { return 0; }, "z");
  for (auto [n, word] : {std::pair{4, "n=4"}, {10, "n=10"}}) {
    ASSERT_TRUE(Run("manifold", "a.png", {word, "title=", "spacing=even", "range=1"}, {Path("d.safetensors")}, false))
        << failure.message();
    Drawing drawing(Path("a.png"));
    int left = drawing.width(), right = 0, top = drawing.height(), bottom = 0, inside = 0;
    for (int y = 0; y < drawing.height(); y++) {
      std::vector<int> row;
      for (int x = 0; x < drawing.width(); x++)
        if (drawing.at(x, y) == Rgb{128, 128, 128})
          row.push_back(x);
      if (row.size() < 28) /* letters have edges of that grey */
        continue;
      left = std::min(left, row.front()), right = std::max(right, row.back());
      top = std::min(top, y), bottom = std::max(bottom, y);
      inside += (int)row.size();
    }
    int side = right - left + 1;
    EXPECT_EQ(side, bottom - top + 1) << "a square";
    EXPECT_EQ(side % (n * 28), 0) << "n tiles of 28 pixels, each drawn as a whole number: " << side;
    EXPECT_GE(side, n * 28);
    EXPECT_EQ(inside, side * side) << "without gaps";
  }
}

bool Coloured(const Rgb &c) {
  auto [least, most] = std::minmax({c[0], c[1], c[2]});
  return most - least > 90;
}

/* Pixels that hang together with x, y; they are taken away, and the strongest colour among them is given. */
Rgb TakeBlob(const Drawing &drawing, std::set<std::pair<int, int>> *left, std::pair<int, int> at) {
  std::vector<std::pair<int, int>> open = {at};
  Rgb strongest = kWhite;
  left->erase(at);
  while (!open.empty()) {
    auto [x, y] = open.back();
    open.pop_back();
    Rgb c = drawing.at(x, y);
    if (c[0] + c[1] + c[2] < strongest[0] + strongest[1] + strongest[2])
      strongest = c;
    for (int dx = -1; dx <= 1; dx++)
      for (int dy = -1; dy <= 1; dy++)
        if (left->erase({x + dx, y + dy}))
          open.push_back({x + dx, y + dy});
  }
  return strongest;
}

/* Six pictures of three classes: six points apart from one another, two of each of three colours. */
TEST_F(Drawn, R45OnePointAPictureOneColourAClass) {
  SaveModel(
      Path("d.safetensors"),
      "x input channels=1 height=2 width=2\nf flatten\nz dense out=2 bias=0\nd dense out=4\n"
      "y reshape channels=1 height=2 width=2",
      "reconstruct", [](gsize i) { return i < 4   ? 1
                                          : i < 8 ? -1
                                                  : 0; }, "z");
  WriteFile(Path("a-images-idx3-ubyte"), IdxPictures(6, 2));
  WriteFile(Path("a-labels-idx1-ubyte"), IdxLabels(6));
  string model = Path("d.safetensors"), data = Path("a-images-idx3-ubyte"), path = Path("a.png");
  const char *inputs[] = {model.c_str(), nullptr}, *words[] = {"title=", "centres=no", nullptr};
  AePlotJob job = {"scatter", inputs, data.c_str(), words, path.c_str()};
  ASSERT_TRUE(ae_plot_run(&job, &failure)) << failure.message();
  Drawing drawing(path);
  std::set<std::pair<int, int>> left;
  for (int y = 50; y < drawing.height(); y++) /* below the legend */
    for (int x = 0; x < drawing.width(); x++)
      if (Coloured(drawing.at(x, y)))
        left.insert({x, y});
  std::vector<std::pair<Rgb, int>> colours; /* small markers have no pixel of the very colour */
  auto near = [](const Rgb &a, const Rgb &b) {
    return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) < 60;
  };
  while (!left.empty()) {
    std::pair<int, int> first = *left.begin();
    Rgb c = TakeBlob(drawing, &left, first);
    auto known = std::find_if(colours.begin(), colours.end(), [&](const auto &old) { return near(old.first, c); });
    if (known == colours.end())
      colours.push_back({c, 1});
    else
      known->second++;
  }
  EXPECT_EQ(colours.size(), 3u);
  for (const auto &[colour, n] : colours)
    EXPECT_EQ(n, 2) << colour[0] << " " << colour[1] << " " << colour[2];
}

} // namespace
