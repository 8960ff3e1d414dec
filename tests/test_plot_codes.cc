/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Plots of codes: of a coder whose numbers are known. */
#include <algorithm>

#include "plots_fixture.h"

namespace {

/* Two numbers that are the picture's sums of left and right, and back: what is known can be looked for. */
const char kCoder[] = "x input channels=1 height=2 width=2\nf flatten\nz dense out=2 bias=0\nd dense out=4 bias=0\n"
                      "y reshape channels=1 height=2 width=2";
double CoderWeight(gsize i) {
  const double weights[] = {1, 0, 1, 0, 0, 1, 0, 1, /* z */ 0.5, 0, 0, 0.5, 0.5, 0, 0, 0.5 /* d */};
  return weights[i];
}

class Codes : public Plots {
protected:
  void SetUp() override {
    Plots::SetUp();
    SaveModel(Path("c.safetensors"), kCoder, "reconstruct", CoderWeight, "z");
  }
  /* n pictures of 2 x 2 and their labels. */
  void WriteIdx(guint n) {
    WriteFile(Path("a-images-idx3-ubyte"), IdxPictures(n, 2));
    WriteFile(Path("a-labels-idx1-ubyte"), IdxLabels(n));
  }
  gboolean RunOn(const string &data, const string &what, const string &output, Words words = {}) {
    g_clear_error(&failure.error);
    string model = Path("c.safetensors"), path = Path(output);
    const char *inputs[] = {model.c_str(), nullptr};
    words.push_back(nullptr);
    AePlotJob job = {what.c_str(), inputs, data.empty() ? nullptr : data.c_str(), words.data(), path.c_str()};
    return ae_plot_run(&job, &failure);
  }
};

TEST_F(Codes, ScatterDrawsThoseOfPicturesAndOfIdx) {
  WriteIdx(6);
  string idx = Path("a-images-idx3-ubyte");
  ASSERT_TRUE(RunOn(idx, "scatter", "a.svg")) << failure.message();
  WriteFile(Path("same.csv"), "number 1 of the code,number 2 of the code,label\n0,0,0\n" /* sums of 10 i / 255 */
                              "0.0784313725,0.0784313725,1\n0.156862745,0.156862745,2\n0.235294118,0.235294118,0\n"
                              "0.31372549,0.31372549,1\n0.392156863,0.392156863,2\n");
  ASSERT_TRUE(Run("scatter", "b.svg", {"title=Codes of toy"}, {Path("same.csv")})) << failure.message();
  EXPECT_TRUE(Same("a.svg", "b.svg")) << "codes are what the model says, labels what the file beside it says";
  ASSERT_TRUE(RunOn(idx, "scatter", "b.svg", {"limit=3"})) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  ASSERT_TRUE(RunOn(idx, "scatter", "b.svg", {"pictures=yes"})) << failure.message();
  EXPECT_NE(ReadFile(Path("b.svg")).find("<image"), string::npos);
  for (const char *method : {"method=pca", "method=tsne", "code=f"})
    EXPECT_TRUE(RunOn(idx, "scatter", "b.svg", {method})) << method << failure.message();
  EXPECT_TRUE(RunOn(pictures.file(""), "scatter", "b.svg")) << failure.message();
  EXPECT_FALSE(RunOn("", "scatter", "b.svg"));
  ExpectUsage("--data DIR is missing");
  EXPECT_FALSE(RunOn(idx, "scatter", "b.svg", {"code=zz"}));
  ExpectUsage("did you mean \"z\"");
  SaveModel(Path("m.safetensors"), kArch, "toy", [](gsize) { return 0.1; });
  EXPECT_FALSE(Run("scatter", "b.svg", {}, {Path("m.safetensors")}));
  ExpectUsage("does not say which line is its code");
}

/* Each posterior of a sample line is as wide as the line before it says. */
TEST_F(Codes, ScatterDrawsSpreads) {
  WriteIdx(3);
  SaveModel(
      Path("c.safetensors"),
      "x input channels=1 height=2 width=2\nf flatten\ns dense out=4\nz sample\nd dense out=4\n"
      "y reshape channels=1 height=2 width=2",
      "reconstruct",
      [](gsize i) { /* log variances of 0 for the first number and of 2 log 3 for the second: biases of s, 16 .. 19 */
                    return i == 19 ? 2 * std::log(3) : 0;
      },
      "z");
  string idx = Path("a-images-idx3-ubyte");
  ASSERT_TRUE(RunOn(idx, "scatter", "a.png", {"spread=yes", "title=", "centres=no"})) << failure.message();
  Drawing drawing(Path("a.png"));
  int left = 900, right = 0, top = 800, bottom = 0;
  for (int y = 50; y < 740; y++) /* below the legend */
    for (int x = 100; x < drawing.width(); x++) {
      Rgb c = drawing.at(x, y);
      if (std::abs(c[0] - c[2]) < 20 && std::abs(c[0] - c[1]) < 20)
        continue;
      left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
    }
  EXPECT_NEAR((bottom - top) / (double)(right - left), 3, 0.1) << "sigma 3 upwards, 1 to the side";
  ASSERT_TRUE(RunOn(idx, "scatter", "b.png", {"title=", "centres=no"})) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
  SaveModel(Path("c.safetensors"), kCoder, "reconstruct", CoderWeight, "z");
  EXPECT_FALSE(RunOn(idx, "scatter", "a.png", {"spread=yes"}));
  ExpectUsage("no sample line");
}

TEST_F(Codes, ScatterSaysHowWellClassesLieApart) {
  string apart = "x,y,label\n", mixed = apart;
  for (int i = 0; i < 30; i++) {
    string c = i % 2 ? "a" : "b", at = std::to_string(0.1 * (i / 2));
    apart += at + "," + (i % 2 ? "50" : "0") + "," + c + "\n";
    mixed += at + ",0," + c + "\n";
  }
  string title = "u.csv: 10 nearest points tell 100.0 % of the classes";
  WriteFile(Path("u.csv"), apart);
  ASSERT_TRUE(Run("scatter", "a.svg", {}, {Path("u.csv")})) << failure.message();
  ASSERT_TRUE(Run("scatter", "b.svg", {("title=" + title).c_str()}, {Path("u.csv")}));
  EXPECT_TRUE(Same("a.svg", "b.svg"));
  WriteFile(Path("u.csv"), mixed);
  ASSERT_TRUE(Run("scatter", "a.svg", {}, {Path("u.csv")})) << failure.message();
  ASSERT_TRUE(Run("scatter", "b.svg", {("title=" + title).c_str()}, {Path("u.csv")}));
  EXPECT_FALSE(Same("a.svg", "b.svg"));
}

TEST_F(Codes, StripsAndActivationsTakeIdxToo) {
  WriteIdx(5);
  for (const char *what : {"strip", "activations"}) {
    ASSERT_TRUE(RunOn(Path("a-images-idx3-ubyte"), what, "a.png")) << failure.message();
    ASSERT_TRUE(RunOn(pictures.file(""), what, "b.png")) << failure.message();
    EXPECT_FALSE(Same("a.png", "b.png")) << what;
  }
  WriteIdx(0);
  EXPECT_FALSE(RunOn(Path("a-images-idx3-ubyte"), "strip", "a.png"));
  EXPECT_NE(failure.message().find("a-images"), string::npos) << failure.message();
}

TEST_F(Codes, SeveralLieSideBySide) {
  WriteFile(Path("u.csv"), "x,y\n0,0\n5,5\n");
  ASSERT_TRUE(Run("scatter", "a.png", {"width=800", "height=600"}, {Path("t.csv"), Path("u.csv"), Path("t.csv")}))
      << failure.message();
  Drawing drawing(Path("a.png"));
  EXPECT_EQ(drawing.width(), 1200);
  EXPECT_EQ(drawing.height(), 400);
  int axes = 0;
  for (int x = 1; x < drawing.width(); x++) {
    bool line = true;
    for (int y = 180; y < 280; y++)
      line = line && drawing.at(x, y)[0] < 60;
    axes += line;
  }
  EXPECT_EQ(axes, 3);
}

TEST_F(Codes, IdxOfAnotherSizeOrDamagedIsRefused) {
  WriteIdx(6);
  SaveModel(
      Path("c.safetensors"), kArch, "toy", [](gsize) { return 0.1; }, "h");
  EXPECT_FALSE(RunOn(Path("a-images-idx3-ubyte"), "scatter", "a.svg"));
  ExpectUsage("a picture of 2 x 2 with 1 channels, where 8 x 8 with 1 is wanted");
  SaveModel(Path("c.safetensors"), kCoder, "toy", CoderWeight, "z");
  string labels = ReadFile(Path("a-labels-idx1-ubyte"));
  labels[7] = 5;
  labels.resize(labels.size() - 1);
  WriteFile(Path("a-labels-idx1-ubyte"), labels);
  EXPECT_FALSE(RunOn(Path("a-images-idx3-ubyte"), "scatter", "a.svg"));
  EXPECT_NE(failure.message().find("these are no labels"), string::npos) << failure.message();
  WriteFile(Path("a-images-idx3-ubyte"), "short");
  EXPECT_FALSE(RunOn(Path("a-images-idx3-ubyte"), "scatter", "a.svg"));
  EXPECT_EQ(failure.code(), AE_ERROR_FORMAT) << failure.message();
  SaveModel(
      Path("c.safetensors"), "x input channels=1\nz conv2d out=2 kernel=1", "toy", [](gsize) { return 0.1; }, "z");
  EXPECT_FALSE(RunOn(pictures.file(""), "scatter", "a.svg"));
  ExpectUsage("does not take pictures of one size");
}

/* Bars as long as the root of what comes out: 4 numbers, and 2 of the code, which has a colour of its own. */
TEST_F(Codes, NetworkIsAnHourglass) {
  ASSERT_TRUE(RunOn("", "network", "a.png", {"title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::map<Rgb, std::vector<int>> lengths;      /* of the bars by their colour */
  for (int y = 46; y < drawing.height(); y++) { /* below the legend */
    int n = 0;
    Rgb colour = drawing.at(380, y);
    for (int x = 200; x < 560; x++)
      n += drawing.at(x, y) == colour;
    if (colour != kWhite && drawing.at(380, y - 1) == kWhite)
      lengths[colour].push_back(n);
  }
  const Rgb blue = {0x00, 0x72, 0xB2}, vermilion = {0xD5, 0x5E, 0x00};
  EXPECT_EQ(lengths[blue], (std::vector<int>{250, 250, 250, 250})) << "x, f, d, y";
  ASSERT_EQ(lengths[vermilion].size(), 1u) << "z";
  EXPECT_NEAR(lengths[vermilion][0], 250 * std::sqrt(0.5), 2);
  SaveModel(Path("c.safetensors"), "x input channels=1\na conv2d out=1 kernel=3\nb relu\ny add x b", "toy",
            CoderWeight);
  ASSERT_TRUE(RunOn("", "network", "a.png", {"title="})) << failure.message();
  Drawing skip(Path("a.png"));
  EXPECT_FALSE(skip.blank(540, 60, 550, skip.height())) << "a skip";
  EXPECT_TRUE(drawing.blank(540, 60, 550, drawing.height())) << "none";
  EXPECT_FALSE(RunOn("", "network", "a.png", {"code=zz"}));
  ExpectUsage("no line");
}

/* x to the right is the brightness of the left column, y upwards that of the right one. */
TEST_F(Codes, ManifoldRunsOverTheGrid) {
  ASSERT_TRUE(RunOn("", "manifold", "a.png", {"n=3", "spacing=even", "range=1", "title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  int side = (drawing.height() - 20 - 52) / 3;
  auto tone = [&](int row, int column, int right) {
    return drawing.at(20 + column * side + side / 4 + right * side / 2, 20 + row * side + side / 4)[0];
  };
  EXPECT_EQ(tone(0, 2, 0), 128) << "number 1 is 1 at the right";
  EXPECT_EQ(tone(0, 1, 0), 0);
  EXPECT_EQ(tone(0, 0, 1), 128) << "number 2 is 1 at the top";
  EXPECT_EQ(tone(1, 0, 1), 0);
  EXPECT_EQ(tone(2, 2, 1), 0);
  ASSERT_TRUE(RunOn("", "manifold", "b.png", {"n=3", "x=2", "y=1", "spacing=even", "range=1", "title="}));
  EXPECT_FALSE(Same("a.png", "b.png"));
  ASSERT_TRUE(RunOn("", "manifold", "b.png", {"n=3", "title="}));
  EXPECT_NEAR(Drawing(Path("b.png")).at(20 + 2 * side + side / 4, 20 + side / 4)[0], 0.5 * 0.967422 * 255, 1)
      << "5/6 of N(0, 1) lie below 0.967";
  EXPECT_FALSE(RunOn("", "manifold", "b.png", {"x=3"}));
  ExpectUsage("must be two of the code's 2 numbers");
  EXPECT_FALSE(RunOn("", "manifold", "b.png", {"x=2"}));
  EXPECT_FALSE(RunOn("", "manifold", "b.png", {"code=d", "x=9", "y=1"}));
}

TEST_F(Codes, InterpolationEndsAtThePictures) {
  WriteIdx(4);
  string idx = Path("a-images-idx3-ubyte");
  ASSERT_TRUE(RunOn(idx, "interpolation", "a.png", {"frames=3", "title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::vector<int> tones; /* of the first row, from left to right */
  for (int x = 20; x < drawing.width() - 20; x++) {
    int tone = drawing.at(x, 60)[0];
    if (tone != 255 && (x == 20 || drawing.at(x - 1, 60) == kWhite))
      tones.push_back(tone);
  }
  ASSERT_EQ(tones.size(), 5u);
  EXPECT_EQ(tones, (std::vector<int>{0, 0, 5, 10, 10})) << "half the sum of two equal pixels is the pixel";
  for (const char *word : {"arc=yes", "frames=2", "pairs=1"}) {
    ASSERT_TRUE(RunOn(idx, "interpolation", "b.png", {"title=", word})) << failure.message();
    EXPECT_FALSE(Same("a.png", "b.png")) << word;
  }
  WriteIdx(1);
  EXPECT_FALSE(RunOn(idx, "interpolation", "b.png"));
  ExpectUsage("it needs two pictures");
}

TEST_F(Codes, VarianceOfPicturesTablesAndCodes) {
  WriteIdx(6);
  string idx = Path("a-images-idx3-ubyte");
  ASSERT_TRUE(RunOn(idx, "variance", "a.svg")) << failure.message();
  ASSERT_TRUE(Run("variance", "b.svg", {}, {idx}, false)) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  WriteFile(Path("v.csv"), "a,b\n1,0\n-1,0\n0,0\n");
  ASSERT_TRUE(Run("variance", "a.png", {"title="}, {Path("v.csv")}, false)) << failure.message();
  Drawing drawing(Path("a.png"));
  auto blue = [&](double x) {
    int n = 0;
    for (int y = 0; y < drawing.height(); y++)
      n += drawing.at(x * drawing.width(), y) == Rgb{0x00, 0x72, 0xB2};
    return n;
  };
  EXPECT_GT(blue(0.25), 300) << "all of the variance in the first component";
  EXPECT_EQ(blue(0.7), 0) << "and none in the second";
}

} // namespace
