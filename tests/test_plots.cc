/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What must hold for every row of the table of plots, and what single ones draw. */
#include "plot/plots.h"
#include "plot_helpers.h"

#include <map>

namespace {

using std::string;
using Words = std::vector<const char *>;

const char kArch[] = "x input channels=1 height=8 width=8\nf flatten\nh dense out=6\nr relu\nd dense out=64\n"
                     "y reshape channels=1 height=8 width=8";

/* A model, its log, a table and two pictures. */
class Plots : public testing::Test {
protected:
  void SetUp() override {
    SaveModel(
        Path("m.safetensors"), kArch, "toy", [](gsize i) { return 0.1 * std::sin((double)i); }, "h");
    WriteFile(Path("m.safetensors.log.tsv"), Log(2));
    WriteFile(Path("t.csv"), "x,y,label,file\n0,0,a,a.pgm\n1,2,b,b.pgm\n2,1,a,\n");
    for (const char *name : {"a.pgm", "b.pgm"}) {
      ImageOwner image = Picture(Info(12, 10, 1, AE_SAMPLE_U8), (guint64)name[0], true);
      ASSERT_EQ(Write(pictures.file(name), ae_format_by_name("pnm"), {image.get()}), "");
    }
  }

  static string Log(int terms) {
    string text = "step\tpixels\tloss\tl1\t";
    text += terms > 1 ? "ssim\tlr\tpsnr\tseconds\n" : "lr\tpsnr\tseconds\n";
    for (int i = 1; i <= 20; i++)
      text += std::to_string(i * 100) + "\t" + std::to_string(i * 1000) + "\t0." + std::to_string(90 - i) + "\t0.3" +
              (terms > 1 ? "\t0.05" : "") + "\t0.001\t" + (i % 5 ? "" : "3" + std::to_string(i / 5)) + "\t" +
              std::to_string(i) + "\n";
    return text;
  }

  string Path(const string &name) { return folder.file(name); }

  /* What a plot is given that has no line here: a model and pictures. */
  string InputOf(const string &what) {
    static const std::map<string, string> inputs = {{"scatter", "t.csv"}, {"variance", "t.csv"}};
    auto found = inputs.find(what);
    return Path(found == inputs.end() ? "m.safetensors" : found->second);
  }

  gboolean Run(const string &what, const string &output, Words words = {}, std::vector<string> inputs = {},
               bool with_data = true) {
    g_clear_error(&failure.error);
    if (inputs.empty())
      inputs.push_back(InputOf(what));
    Words list;
    for (const string &input : inputs)
      list.push_back(input.c_str());
    list.push_back(nullptr);
    words.push_back(nullptr);
    string data = pictures.file(""), path = Path(output);
    AePlotJob job = {what.c_str(), list.data(), with_data ? data.c_str() : nullptr, words.data(), path.c_str()};
    return ae_plot_run(&job, &failure);
  }

  void ExpectUsage(const string &part) {
    EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << failure.message();
    EXPECT_NE(failure.message().find(part), string::npos) << failure.message();
  }

  bool Exists(const string &name) { return g_file_test(Path(name).c_str(), G_FILE_TEST_EXISTS); }

  /* Paths, because a failure must not print whole files. */
  bool Same(const string &a, const string &b) { return ReadFile(Path(a)) == ReadFile(Path(b)); }

  TempFolder folder, pictures; /* the pictures apart: a drawing must not become one of them */
  Failure failure;
};

TEST_F(Plots, EachDrawsTheSameBytesTwice) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++)
    for (const char *kind : {".png", ".svg"}) {
      string what = ae_plot_name(*plot);
      ASSERT_TRUE(Run(what, string("a") + kind)) << what << failure.message();
      ASSERT_TRUE(Run(what, string("b") + kind)) << what << failure.message();
      string bytes = ReadFile(Path(string("a") + kind));
      EXPECT_TRUE(Same(string("a") + kind, string("b") + kind)) << what;
      EXPECT_GT(bytes.size(), 1000u) << what;
      if (kind[1] == 's') {
        EXPECT_EQ(XmlFault(bytes), "") << what;
      }
      ASSERT_TRUE(Run(what, string("b") + kind, {"title=Another heading"})) << what << failure.message();
      EXPECT_FALSE(Same(string("a") + kind, string("b") + kind)) << what;
    }
}

TEST_F(Plots, EachIsSomethingToBeSeenInGreyToo) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    ASSERT_TRUE(Run(ae_plot_name(*plot), "a.png", {"zoom=2"})) << failure.message();
    Drawing drawing(Path("a.png"));
    int dark = 0;
    for (int y = 0; y < drawing.height(); y++)
      for (int x = 0; x < drawing.width(); x++)
        dark += drawing.at(x, y)[1] < 160;
    EXPECT_GT(dark, 1000) << ae_plot_name(*plot);
    EXPECT_EQ(drawing.width() % 2, 0);
    EXPECT_EQ(drawing.at(1, 1), kWhite);
  }
}

TEST_F(Plots, EachHasItsNameItsHelpAndTheCommonKeys) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    const AeOption *options = ae_plot_options(*plot);
    EXPECT_NE(ae_option_find(options, "title"), nullptr) << ae_plot_name(*plot);
    EXPECT_NE(ae_option_find(options, "zoom"), nullptr) << ae_plot_name(*plot);
    EXPECT_GT(strlen(ae_plot_usage(*plot)), 0u);
    EXPECT_GE((*plot)->max_inputs, 1u);
    EXPECT_EQ((*plot)->data, string(ae_plot_usage(*plot)).find("--data") != string::npos &&
                                 string(ae_plot_usage(*plot)).find("[--data") == string::npos)
        << ae_plot_name(*plot);
  }
}

TEST_F(Plots, EachRefusesBadWordsBeforeItReadsAnything) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    string what = ae_plot_name(*plot);
    std::vector<string> missing = {Path("missing")}, many((*plot)->max_inputs + 1, Path("missing"));
    EXPECT_FALSE(Run(what, "a.png", {"titel=x"}, missing));
    ExpectUsage("did you mean \"title\"");
    EXPECT_FALSE(Run(what, "a.png", {"zoom=9"}, missing));
    ExpectUsage("zoom=9 is not in 1..4");
    EXPECT_FALSE(Run(what, "a.png", {"zoom"}, missing));
    ExpectUsage("not KEY=VALUE");
    EXPECT_FALSE(Run(what, "a.gif", {}, missing));
    ExpectUsage("must end in .png or .svg");
    EXPECT_FALSE(Run(what, "a.png", {}, many));
    ExpectUsage("one too many");
    if ((*plot)->data) {
      EXPECT_FALSE(Run(what, "a.png", {}, missing, false));
      ExpectUsage("something is missing");
    }
    EXPECT_FALSE(Exists("a.png")) << what;
  }
}

TEST_F(Plots, EachNamesWhatItCannotReadOrWrite) {
  WriteFile(Path("bad"), "nothing of any use");
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    string what = ae_plot_name(*plot);
    for (const char *name : {"missing/x", "bad"}) {
      EXPECT_FALSE(Run(what, "a.png", {}, {Path(name)})) << what;
      EXPECT_NE(failure.message().find(name), string::npos) << what << ": " << failure.message();
      EXPECT_NE(failure.code(), AE_ERROR_INTERNAL) << what;
    }
    EXPECT_FALSE(Run(what, "no/a.png")) << what;
    EXPECT_EQ(failure.code(), AE_ERROR_IO) << what << failure.message();
    EXPECT_FALSE(Exists("a.png")) << what;
  }
}

TEST_F(Plots, UnknownOnesAreSuggested) {
  EXPECT_FALSE(Run("scater", "a.png"));
  ExpectUsage("no plot \"scater\"; did you mean \"scatter\"? Plots: loss");
  AePlotJob job = {"loss", nullptr, nullptr, nullptr, "a.png"};
  g_clear_error(&failure.error);
  EXPECT_FALSE(ae_plot_run(&job, &failure));
  ExpectUsage("something is missing; it takes MODEL|LOG.tsv...");
}

/* ---- loss ---- */

TEST_F(Plots, LossTakesLogsModelsAndSeveral) {
  WriteFile(Path("other.log.tsv"), Log(1));
  ASSERT_TRUE(Run("loss", "a.svg")) << failure.message();
  ASSERT_TRUE(Run("loss", "b.svg", {}, {Path("m.safetensors.log.tsv")})) << failure.message();
  EXPECT_TRUE(Same("a.svg", "b.svg"));
  for (const char *word : {"x=pixels", "x=seconds", "logarithmic=no", "terms=no", "psnr=no", "rate=no"}) {
    ASSERT_TRUE(Run("loss", "b.svg", {word})) << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg")) << word;
  }
  ASSERT_TRUE(Run("loss", "b.svg", {}, {Path("m.safetensors"), Path("other.log.tsv")})) << failure.message();
  EXPECT_FALSE(Run("loss", "b.svg", {}, {pictures.file("a.pgm")}));
  EXPECT_NE(failure.message().find("there is no loss log"), string::npos) << failure.message();
  WriteFile(Path("other.log.tsv"), "step\tpixels\tloss\tl1\tlr\tpsnr\tseconds\n");
  EXPECT_FALSE(Run("loss", "b.svg", {}, {Path("other.log.tsv")}));
  EXPECT_NE(failure.message().find("no rows yet"), string::npos) << failure.message();
  WriteFile(Path("other.log.tsv"), "step\tpixels\tlr\n1\t2\t3\n");
  EXPECT_FALSE(Run("loss", "b.svg", {}, {Path("other.log.tsv")}));
  EXPECT_NE(failure.message().find("no column \"loss\""), string::npos) << failure.message();
}

/* ---- filters, activations, weights ---- */

TEST_F(Plots, FiltersHaveATileAUnit) {
  ASSERT_TRUE(Run("filters", "a.png", {"columns=6", "title="})) << failure.message();
  Drawing drawing(Path("a.png"));
  int tiles = 0;
  for (int x = 1; x < drawing.width(); x++)
    tiles += !drawing.blank(x, 20, x + 1, 60) && drawing.blank(x - 1, 20, x, 60);
  EXPECT_EQ(tiles, 6) << "six hidden units";
  EXPECT_FALSE(Run("filters", "a.png", {"node=r"}));
  ExpectUsage("no weights that are pictures");
  EXPECT_FALSE(Run("filters", "a.png", {"channel=1"}));
  ExpectUsage("there are 1, counted from 0");
  ASSERT_TRUE(Run("filters", "b.png", {"node=d", "columns=6", "title="})) << failure.message();
  EXPECT_FALSE(Same("a.png", "b.png"));
}

TEST_F(Plots, ActivationsAreOfAnyLine) {
  for (const char *node : {"node=x", "node=f", "node=r", "node=y"})
    EXPECT_TRUE(Run("activations", "a.png", {node})) << node << failure.message();
  EXPECT_FALSE(Run("activations", "a.png", {"node=rr"}));
  ExpectUsage("no line \"rr\"");
}

TEST_F(Plots, WeightsOfALineOrOfAll) {
  ASSERT_TRUE(Run("weights", "a.svg")) << failure.message();
  ASSERT_TRUE(Run("weights", "b.svg", {"node=h"})) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  EXPECT_FALSE(Run("weights", "a.svg", {"node=r"}));
  ExpectUsage("has no weights");
  SaveModel(Path("m.safetensors"), kArch, "toy", [](gsize) { return 0.5; });
  EXPECT_TRUE(Run("weights", "a.svg")) << "all of one value: " << failure.message();
}

/* ---- strip ---- */

TEST_F(Plots, StripShowsTheDifference) {
  SaveModel(Path("m.safetensors"), "x input channels=1\nc conv2d out=1 kernel=1 bias=0", "toy",
            [](gsize) { return 0.875; });
  ASSERT_TRUE(Run("strip", "a.png", {"gain=2", "count=1", "title="}, {}, true)) << failure.message();
  Drawing drawing(Path("a.png"));
  /* one column of three: the third is 0.5 - 0.25 of the first, wherever that is */
  int x = drawing.width() - 60, first = 21, step = 0;
  for (int y = 22; !step && y < drawing.height(); y++)
    step = drawing.at(x, y) != kWhite && drawing.at(x, y - 1) == kWhite ? y - 20 : 0;
  ASSERT_GT(step, 10);
  int in = drawing.at(x, first)[0], out = drawing.at(x, first + step)[0],
      difference = drawing.at(x, first + 2 * step)[0];
  EXPECT_NEAR(out, in * 0.875, 1.1);
  EXPECT_NEAR(difference, 127.5 - 2 * 0.125 * in, 1.6);
}

TEST_F(Plots, StripSpoilsAndRepairsAsEvalDoes) {
  SaveModel(Path("m.safetensors"), "x input channels=4\ny slice x count=3", "denoise", [](gsize) { return 0; });
  ASSERT_TRUE(Run("strip", "a.svg", {"level=50"})) << failure.message();
  ASSERT_TRUE(Run("strip", "b.svg", {"level=10"})) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  ASSERT_TRUE(Run("strip", "b.svg", {"level=50", "seed=1"})) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  EXPECT_FALSE(Run("strip", "b.svg", {"level=101"}));
  ExpectUsage("sigma is in 0..100");
}

TEST_F(Plots, StripNeedsPicturesBehindTheModel) {
  SaveModel(Path("m.safetensors"), "x input channels=1 height=8 width=8\nf flatten\nh dense out=6", "toy",
            [](gsize) { return 0.1; });
  EXPECT_FALSE(Run("strip", "a.png"));
  ExpectUsage("no picture like the one that goes in");
  WriteFile(pictures.file("b.pgm"), "P5 9 9 255\nshort");
  SaveModel(Path("m.safetensors"), kArch, "toy", [](gsize) { return 0.1; });
  EXPECT_FALSE(Run("strip", "a.png"));
  EXPECT_NE(failure.message().find("b.pgm"), string::npos) << failure.message();
}

/* ---- codes ---- */

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
  /* IDX: n pictures of 2 x 2, of which every byte is 10 times its picture's number, labels 0 1 2 0 1 2 ... */
  void WriteIdx(guint n) {
    string images("\0\0\x08\x03\0\0\0", 7), labels("\0\0\x08\x01\0\0\0", 7);
    images += (char)n + string("\0\0\0\x02\0\0\0\x02", 8);
    labels += (char)n;
    for (guint i = 0; i < n; i++) {
      images += string(4, (char)(10 * i));
      labels += (char)(i % 3);
    }
    WriteFile(Path("a-images-idx3-ubyte"), images);
    WriteFile(Path("a-labels-idx1-ubyte"), labels);
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
  ExpectUsage("--data is missing");
  EXPECT_FALSE(RunOn(idx, "scatter", "b.svg", {"code=zz"}));
  ExpectUsage("did you mean \"z\"");
  SaveModel(Path("m.safetensors"), kArch, "toy", [](gsize) { return 0.1; });
  EXPECT_FALSE(Run("scatter", "b.svg", {}, {Path("m.safetensors")}));
  ExpectUsage("does not say which line is its code");
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

/* ---- scatter ---- */

TEST_F(Plots, ScatterTakesAnyColumns) {
  ASSERT_TRUE(Run("scatter", "a.svg")) << failure.message();
  ASSERT_TRUE(Run("scatter", "b.svg", {"columns=y,x"})) << failure.message();
  EXPECT_FALSE(Same("a.svg", "b.svg"));
  ASSERT_TRUE(Run("scatter", "b.svg", {"picture=file"})) << failure.message();
  EXPECT_NE(ReadFile(Path("b.svg")).find("<image"), string::npos) << "thumbnails";
  EXPECT_EQ(ReadFile(Path("a.svg")).find("<image"), string::npos);
  EXPECT_FALSE(Run("scatter", "b.svg", {"label=lable"}));
  ExpectUsage("did you mean \"label\"");
  EXPECT_FALSE(Run("scatter", "b.svg", {"columns=x,label"}));
  EXPECT_NE(failure.message().find("line 2: label=a is no number"), string::npos) << failure.message();
  EXPECT_FALSE(Run("scatter", "b.svg", {"picture=label"}));
  EXPECT_NE(failure.message().find("/a: "), string::npos) << failure.message();
  WriteFile(Path("t.csv"), "x\n1\n");
  EXPECT_FALSE(Run("scatter", "b.svg"));
  ExpectUsage("one number");
  WriteFile(Path("t.csv"), "x,y\n1,2\n");
  EXPECT_TRUE(Run("scatter", "b.svg")) << "no labels, one point: " << failure.message();
  WriteFile(Path("t.csv"), "x,y\n");
  EXPECT_TRUE(Run("scatter", "b.svg")) << "no points: " << failure.message();
  string many = "x,y,label\n";
  for (int i = 0; i < 65; i++)
    many += "1,1,c" + std::to_string(i) + "\n";
  WriteFile(Path("t.csv"), many);
  EXPECT_FALSE(Run("scatter", "b.svg"));
  ExpectUsage("more than 64 different values");
}

} // namespace
