/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What must hold for every row of the table of plots, and what single ones draw. */
#include "plots_fixture.h"

namespace {

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
    EXPECT_EQ((*plot)->data, string(ae_plot_usage(*plot)).find("--data") != string::npos &&
                                 string(ae_plot_usage(*plot)).find("[--data") == string::npos)
        << ae_plot_name(*plot);
  }
}

TEST_F(Plots, EachRefusesBadWordsBeforeItReadsAnything) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    string what = ae_plot_name(*plot);
    std::vector<string> missing, many((*plot)->max_inputs + 1, Path("missing"));
    if (TakesInputs(what))
      missing.push_back(Path("missing"));
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

/* R30. */
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
  /* one column of three, right of their captions */
  int x = drawing.width() - 1;
  while (x > 9 && drawing.at(x, 25) == kWhite)
    x--;
  x -= 9;
  std::vector<int> tones;
  for (int y = 15; y < drawing.height() - 1; y++)
    if (drawing.at(x, y) != kWhite && drawing.at(x, y - 1) == kWhite)
      tones.push_back(drawing.at(x, y + 1)[0]);
  ASSERT_GE(tones.size(), 3u);
  int in = tones[0], out = tones[1], difference = tones[2];
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
  SaveModel(Path("m.safetensors"), "x input channels=4\ny slice x count=3", "inpaint", [](gsize) { return 0; });
  ASSERT_TRUE(Run("strip", "a.svg", {"level=2"})) << failure.message();
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

/* ---- curves ---- */

TEST_F(Plots, CurvesChooseColumnsAndAxes) {
  ASSERT_TRUE(Run("curves", "a.svg")) << failure.message();
  for (const char *word :
       {"x=mse", "y=mse", "right=pca", "logarithmic_x=1", "logarithmic_y=1", "x_label=size", "y_label=error"}) {
    ASSERT_TRUE(Run("curves", "b.svg", {word})) << word << failure.message();
    EXPECT_FALSE(Same("a.svg", "b.svg")) << word;
  }
  ASSERT_TRUE(Run("curves", "b.svg", {"x=d", "y=mse,pca"})) << failure.message();
  EXPECT_TRUE(Same("a.svg", "b.svg"));
  EXPECT_FALSE(Run("curves", "b.svg", {"y=mse,mes"}));
  ExpectUsage("did you mean \"mse\"");
  EXPECT_FALSE(Run("curves", "b.svg", {}, {Path("t.csv")}));
  EXPECT_NE(failure.message().find("label=a is no number"), string::npos) << failure.message();
  WriteFile(Path("c.tsv"), "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r\n1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1\n");
  EXPECT_FALSE(Run("curves", "b.svg"));
  ExpectUsage("more than 16 curves");
  WriteFile(Path("c.tsv"), "only\n1\n");
  EXPECT_FALSE(Run("curves", "b.svg"));
  EXPECT_NE(failure.message().find("no column beside"), string::npos) << failure.message();
  WriteFile(Path("c.tsv"), "a,b\n");
  EXPECT_TRUE(Run("curves", "b.svg")) << "an empty frame: " << failure.message();
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
