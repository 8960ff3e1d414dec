/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Plots that compare models, or tell them a label: of models whose numbers are known. */
#include <algorithm>

#include "plots_fixture.h"

#include "plot/part.h"

namespace {

/* 2 x 2 pictures; z is the mean of the left and of the right column, and decodes to it times w. */
const char kCoder[] = "x input channels=1 height=2 width=2\nf flatten\nz dense out=2 bias=0\nd dense out=4 bias=0\n"
                      "y reshape channels=1 height=2 width=2";
const char kShort[] = "x input channels=1 height=2 width=2\nf flatten\nz dense out=1 bias=0\nd dense out=4 bias=0\n"
                      "y reshape channels=1 height=2 width=2";
std::function<double(gsize)> Coder(double w) {
  return [w](gsize i) {
    const double weights[] = {0.5, 0, 0.5, 0, 0, 0.5, 0, 0.5, /* z */ w, 0, 0, w, w, 0, 0, w /* d */};
    return weights[i];
  };
}

/* The decoder adds a third of the label's number to every pixel, of 3 labels; the encoder takes it away again. */
const char kConditional[] = "x input channels=1 height=2 width=2\nl input channels=3 height=1 width=1\nf flatten x\n"
                            "e concat f l\nz dense out=2 bias=0\nc concat z l\nd dense out=4 bias=0\n"
                            "y reshape channels=1 height=2 width=2";
double Conditional(gsize i) {
  const double third = 1 / 3.0;
  const double weights[] = {0.5, 0, 0.5,    0,          0,         -third, -2 * third, 0, 0.5,   0,
                            0.5, 0, -third, -2 * third, /* z */
                            1,   0, 0,      third,      2 * third, 0,      1,          0, third, 2 * third,
                            1,   0, 0,      third,      2 * third, 0,      1,          0, third, 2 * third /* d */};
  return weights[i];
}

class Models : public Plots {
protected:
  void SetUp() override {
    Plots::SetUp();
    Save("a", Coder(1));
    Save("b", Coder(0.5));
    SaveModel(
        Path("s.safetensors"), kShort, "reconstruct", [](gsize i) { return i < 4 ? 0.25 : 0.8; }, "z");
    SaveModel(
        Path("l.safetensors"),
        "x input channels=1 height=2 width=2\nf flatten\nz dense out=4\ny reshape channels=1 height=2 width=2",
        "reconstruct", [](gsize i) { return i % 5 ? 0 : 0.9; }, "z");
    SaveModel(Path("k.safetensors"), kConditional, "reconstruct", Conditional, "z");
    WriteFile(Path("a-images-idx3-ubyte"), IdxPictures(6, 2));
    WriteFile(Path("a-labels-idx1-ubyte"), IdxLabels(6));
    WriteFile(Path("train-images-idx3-ubyte"), IdxPictures(9, 2));
  }
  void Save(const string &name, const std::function<double(gsize)> &weights) {
    SaveModel(Path(name + ".safetensors"), kCoder, "reconstruct", weights, "z");
  }
  gboolean RunOn(const string &what, const string &names, const string &data, Words words = {},
                 const string &output = "a.png") {
    g_clear_error(&failure.error);
    std::vector<string> paths;
    for (char name : names)
      paths.push_back(Path(string(1, name) + ".safetensors"));
    std::vector<const char *> inputs;
    for (const string &path : paths)
      inputs.push_back(path.c_str());
    inputs.push_back(nullptr);
    words.push_back(nullptr);
    string where = Path(data), to = Path(output);
    AePlotJob job = {what.c_str(), inputs.data(), where.c_str(), words.data(), to.c_str()};
    return ae_plot_run(&job, &failure);
  }
  /* The tones of the tiles that the line at y crosses, from left to right. */
  std::vector<int> Tones(int y, int from = 20) {
    Drawing drawing(Path("a.png"));
    std::vector<int> tones;
    for (int x = from; x < drawing.width() - 20; x++) {
      int tone = drawing.at(x, y)[0];
      if (tone != 255 && drawing.at(x - 1, y) == kWhite)
        tones.push_back(tone);
    }
    return tones;
  }
};

/* ---- labels ---- */

TEST_F(Models, PartsOfConditionalModelsAreToldTheLabel) {
  AeModel *model = ae_model_load(Path("k.safetensors").c_str(), nullptr, &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  AePart *encoder = ae_part_new(model, nullptr, "z", 2, 2, &failure),
         *decoder = ae_part_new(model, "z", nullptr, 1, 1, &failure);
  ASSERT_TRUE(encoder && decoder) << failure.message();
  EXPECT_EQ(ae_part_classes(encoder), 3);
  EXPECT_EQ(ae_part_classes(decoder), 3);
  const float picture[] = {0.75f, 1, 0.75f, 1};
  for (int label : {-1, 0, 1, 2}) {
    float z[2], out[4], third = (float)MAX(label, 0) / 3;
    ae_part_run(encoder, picture, &label, 1, z);
    EXPECT_FLOAT_EQ(z[0], 0.75f - third);
    ae_part_run(decoder, z, &label, 1, out);
    EXPECT_FLOAT_EQ(out[1], 1) << label;
  }
  ae_part_free(encoder);
  ae_part_free(decoder);
  ae_model_unref(model);
}

TEST_F(Models, ConditionalGridsHaveARowALabelAndOneCodeAColumn) {
  ASSERT_TRUE(RunOn("manifold", "k", "", {"n=4", "title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  int side = (drawing.height() - 20 - 52) / 3, left = drawing.width() - 20 - 4 * side;
  auto tone = [&](int row, int column) {
    return drawing.at(left + column * side + side / 4, 20 + row * side + side / 4)[0];
  };
  int checked = 0;
  for (int column = 0; column < 4; column++)
    for (int row = 0; row < 2; row++)
      if (tone(row, column) > 0 && tone(row + 1, column) < 255) {
        EXPECT_NEAR(tone(row + 1, column) - tone(row, column), 85, 1) << "a label more is a third more light";
        checked++;
      }
  EXPECT_GT(checked, 0);
  for (const char *word : {"label=1", "seed=1"}) {
    ASSERT_TRUE(RunOn("manifold", "k", "", {"n=4", "title=", word}, "b.png")) << failure.message();
    EXPECT_FALSE(Same("a.png", "b.png")) << word;
  }
  EXPECT_FALSE(RunOn("manifold", "k", "", {"label=3"}));
  ExpectUsage("knows 3 classes");
  EXPECT_FALSE(RunOn("manifold", "a", "", {"label=0"}));
  ExpectUsage("is not told a class");
  EXPECT_TRUE(RunOn("manifold", "a", "", {"spacing=random"})) << failure.message();
}

TEST_F(Models, EveryPlotOfCodesTakesConditionalModels) {
  for (const char *what : {"scatter", "strip", "interpolation", "activations", "jitter"})
    EXPECT_TRUE(RunOn(what, "k", "a-images-idx3-ubyte")) << what << failure.message();
  ASSERT_TRUE(RunOn("interpolation", "k", "a-images-idx3-ubyte", {"frames=2", "title="})) << failure.message();
  EXPECT_EQ(Tones(60), (std::vector<int>{0, 0, 10, 10})) << "with its own label each comes back";
  EXPECT_TRUE(RunOn("interpolation", "k", "a-images-idx3-ubyte", {"label=2"})) << failure.message();
  EXPECT_FALSE(RunOn("interpolation", "k", "a-images-idx3-ubyte", {"label=3"}));
  ExpectUsage("one of 3 classes");
}

/* ---- several models ---- */

TEST_F(Models, AStripHasARowAModelAndADifference) {
  WriteFile(Path("a-images-idx3-ubyte"), IdxPictures(6, 2).substr(0, 16) + string(24, (char)200));
  ASSERT_TRUE(RunOn("strip", "ab", "a-images-idx3-ubyte", {"title=", "gain=1", "count=1"})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::vector<int> tones; /* down a column of the page that goes through the pictures */
  for (int x = drawing.width() - 1; x > 0 && tones.size() != 5; x--) {
    tones.clear();
    for (int y = 1; y < drawing.height() - 50; y++)
      if (drawing.at(x, y) != kWhite && drawing.at(x, y - 1) == kWhite)
        tones.push_back(drawing.at(x, y)[0]);
  }
  EXPECT_EQ(tones, (std::vector<int>{200, 200, 100, 128, 27})) << "in, a, b, no difference, half of 200 less";
  ASSERT_TRUE(RunOn("strip", "ab", "a-images-idx3-ubyte", {"title=", "names=one,two"}, "b.png")) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
  EXPECT_FALSE(RunOn("strip", "ab", "a-images-idx3-ubyte", {"names=one"}));
  ExpectUsage("1 of them, where 2 are needed");
  ASSERT_TRUE(RunOn("strip", "a", "a-images-idx3-ubyte", {"difference=no"}, "b.png")) << failure.message();
}

TEST_F(Models, AStripSpoilsPicturesAsRecipesDo) {
  const Words words = {"corrupt=gaussian sigma_min=20 sigma_max=20", "title="};
  ASSERT_TRUE(RunOn("strip", "ab", "a-images-idx3-ubyte", words)) << failure.message();
  ASSERT_TRUE(RunOn("strip", "ab", "a-images-idx3-ubyte", words, "b.png")) << failure.message();
  EXPECT_TRUE(Same("a.png", "b.png"));
  Words other = words;
  other.push_back("seed=1");
  ASSERT_TRUE(RunOn("strip", "ab", "a-images-idx3-ubyte", other, "b.png")) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
  EXPECT_FALSE(RunOn("strip", "a", "a-images-idx3-ubyte", {"corrupt=fog"}));
  ExpectUsage("no corruption \"fog\"");
  SaveModel(Path("u.safetensors"), "x input channels=1 height=2 width=2\nu upsample factor=2", "reconstruct",
            [](gsize) { return 0; });
  WriteFile(Path("large-images-idx3-ubyte"), IdxPictures(3, 4));
  EXPECT_TRUE(RunOn("strip", "u", "large-images-idx3-ubyte", {"corrupt=downscale factor=2"})) << failure.message();
  EXPECT_FALSE(RunOn("strip", "u", "large-images-idx3-ubyte"));
  ExpectUsage("where 2 x 2 with 1 is wanted");
}

TEST_F(Models, ModelsOfOneStripAreOfOneTask) {
  SaveModel(Path("c.safetensors"), kCoder, "other", Coder(1), "z");
  EXPECT_FALSE(RunOn("strip", "ac", "a-images-idx3-ubyte"));
  ExpectUsage("a model for \"other\" beside one for \"reconstruct\"");
}

/* The circles are where N(0, I) says, in the middle of a scale that points at +-4 make. */
TEST_F(Models, ScatterDrawsThePrior) {
  WriteFile(Path("u.csv"), "x,y\n-4,-4\n4,4\n");
  ASSERT_TRUE(Run("scatter", "a.png", {"prior=yes", "title="}, {Path("u.csv")})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::vector<int> dark; /* where circles cross the line up from 0, which is the middle of the frame */
  for (int x = 300; x < drawing.width() - 100; x++) {
    bool crossed = false;
    for (int y = 300; y < 500; y++)
      crossed = crossed || drawing.at(x, y)[0] < 90;
    if (crossed)
      dark.push_back(x);
  }
  ASSERT_FALSE(dark.empty());
  ASSERT_TRUE(Run("scatter", "b.png", {"title="}, {Path("u.csv")})) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
  double unit = (dark.back() - dark.front()) / 4.0;
  EXPECT_NEAR(unit, 700 / 8.8, 8) << "two standard deviations to either side";
}

TEST_F(Models, ScattersCanShareTheirScale) {
  WriteFile(Path("u.csv"), "x,y\n-40,-40\n40,40\n");
  WriteFile(Path("v.csv"), "x,y\n-1,-1\n1,1\n");
  std::vector<string> both = {Path("u.csv"), Path("v.csv")};
  ASSERT_TRUE(Run("scatter", "a.png", {"same_scale=yes", "title=", "radius=5"}, both)) << failure.message();
  Drawing drawing(Path("a.png"));
  int left = 900, right = 0;
  for (int y = 60; y < 400; y++)
    for (int x = 540; x < 880; x++)
      if (drawing.at(x, y)[0] < 150)
        left = std::min(left, x), right = std::max(right, x);
  EXPECT_LT(right - left, 30) << "the second's points lie together";
  ASSERT_TRUE(Run("scatter", "b.png", {"title=", "radius=5"}, both)) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
}

/* ---- sweep, jitter, checker ---- */

TEST_F(Models, SweepMeasuresOverTheCodesLength) {
  ASSERT_TRUE(RunOn("sweep", "bsl", "", {}, "a.svg")) << failure.message();
  ASSERT_TRUE(RunOn("sweep", "bsl", "", {"pca=no"}, "b.svg")) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  for (const char *word : {"measure=psnr", "measure=mae", "n=1", "logarithmic_x=no", "logarithmic_y=no",
                           "corrupt=gaussian sigma_min=9 sigma_max=9"}) {
    ASSERT_TRUE(RunOn("sweep", "bsl", "", {word}, "b.svg")) << word << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg")) << word;
  }
  EXPECT_FALSE(RunOn("sweep", "a", "", {"measure=mze"}));
  ExpectUsage("did you mean \"mse\"");
  EXPECT_FALSE(RunOn("sweep", "a", "", {"measure=kl"}));
  ExpectUsage("kl");
}

TEST_F(Models, JitterOfNothingChangesNothing) {
  ASSERT_TRUE(RunOn("jitter", "a", "a-images-idx3-ubyte", {"sigmas=0,0,1", "title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::vector<int> tones = Tones(60);
  ASSERT_EQ(tones.size(), 4u);
  EXPECT_EQ(tones[1], tones[2]);
  for (const char *sigmas : {"sigmas=", "sigmas=1,,2", "sigmas=-1", "sigmas=x", "sigmas=nan"}) {
    EXPECT_FALSE(RunOn("jitter", "a", "a-images-idx3-ubyte", {sigmas})) << sigmas;
    ExpectUsage("numbers in 0..1000");
  }
}

/* The middle of a transposed convolution's map of products: 4 times as many where kernels meet. */
TEST_F(Models, CheckerDrawsHowOftenPixelsAreReached) {
  SaveModel(Path("t.safetensors"), "x input channels=4 height=8 width=8\ny tconv2d out=1 kernel=3 stride=2 pad=valid",
            "reconstruct", [](gsize) { return 0.1; });
  ASSERT_TRUE(RunOn("checker", "t", "", {"title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  std::set<int> tones;
  for (int y = 80; y < 120; y++)
    for (int x = 80; x < 200; x++)
      tones.insert(drawing.at(x, y)[0]);
  for (int tone : {64, 128, 255})
    EXPECT_EQ(tones.count(tone), 1u) << "1, 2 and 4 of 4";
  ASSERT_TRUE(RunOn("checker", "t", "", {"title=", "trained=yes"}, "b.png")) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
  EXPECT_FALSE(RunOn("checker", "a", ""));
  ExpectUsage("too few");
}

/* ---- matrices of convolutions ---- */

TEST_F(Models, TheMatrixOfAConvolutionHasItsCells) {
  ASSERT_TRUE(Run("convmatrix", "a.png", {"title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  int coloured = 0; /* the corner of each cell, where there is no letter */
  double left = 76, top = 66, cell = 46;
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 16; column++) {
      Rgb c = drawing.at(left + column * cell + 6, top + row * cell + 6);
      coloured += c[0] != c[1] || c[1] != c[2];
    }
  EXPECT_EQ(coloured, 36);
  ASSERT_TRUE(Run("convmatrix", "b.svg", {"title="})) << failure.message();
  for (const char *word : {"input=5", "kernel=2", "stride=2", "pad=1", "transposed=yes"}) {
    ASSERT_TRUE(Run("convmatrix", "a.svg", {"title=", word})) << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg")) << word;
  }
  EXPECT_FALSE(Run("convmatrix", "a.png", {"kernel=9"}));
  ExpectUsage("kernel");
  EXPECT_FALSE(Run("convmatrix", "a.png", {"input=64"}));
  EXPECT_EQ(failure.code(), AE_ERROR_LIMIT) << failure.message();
}

TEST_F(Models, DecodersOfTwoNumbersDrawANet) {
  SaveModel(
      Path("t.safetensors"), "x input channels=2 height=1 width=1\nz dense out=1\ny dense out=2", "reconstruct",
      [](gsize i) { return i == 0 || i == 3 ? 1.0 : 0.5; }, "z");
  SaveModel(
      Path("r.safetensors"), "x input channels=3 height=1 width=1\nz dense out=2\ny dense out=3", "reconstruct",
      [](gsize i) { return 0.1 * (double)i; }, "z");
  for (const auto &[model, kind] : {std::pair("t", "kind=toy set=curve"), std::pair("r", "kind=toy set=roll")}) {
    std::vector<string> input = {Path(string(model) + ".safetensors")};
    ASSERT_TRUE(Run("curve", "a.svg", {kind}, input, false)) << failure.message();
    ASSERT_TRUE(Run("curve", "b.svg", {kind, "points=no"}, input, false)) << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg"));
    ASSERT_TRUE(Run("curve", "b.svg", {kind, "n=3"}, input, false)) << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg"));
  }
  ASSERT_TRUE(Run("scatter", "a.svg", {"kind=toy set=roll"}, {Path("r.safetensors")}, false)) << failure.message();
  ASSERT_TRUE(Run("scatter", "b.svg", {"kind=toy set=roll", "limit=100"}, {Path("r.safetensors")}, false));
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  EXPECT_FALSE(Run("curve", "a.svg", {"kind=toy set=curve"}, {Path("t.safetensors"), Path("r.safetensors")}, false));
  EXPECT_FALSE(Run("curve", "a.svg", {"kind=toy set=nothing"}, {Path("t.safetensors")}, false));
  ExpectUsage("nothing");
}

} // namespace
