/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the tests of plots draw from. */
#ifndef AE_TESTS_PLOTS_FIXTURE_H
#define AE_TESTS_PLOTS_FIXTURE_H

#include "plot/plots.h"
#include "plot_helpers.h"

#include <map>

using std::string;
using Words = std::vector<const char *>;

inline constexpr char kArch[] =
    "x input channels=1 height=8 width=8\nf flatten\nh dense out=6\nr relu\nd dense out=64\n"
    "y reshape channels=1 height=8 width=8";

/* A model, its log, a table and two pictures. */
class Plots : public testing::Test {
protected:
  void SetUp() override {
    SaveModel(
        Path("m.safetensors"), kArch, "reconstruct", [](gsize i) { return 0.1 * std::sin((double)i); }, "h");
    WriteFile(Path("m.safetensors.log.tsv"), Log(2));
    WriteFile(Path("t.csv"), "x,y,label,file\n0,0,a,a.pgm\n1,2,b,b.pgm\n2,1,a,\n");
    WriteFile(Path("c.tsv"), "d\tmse\tpca\n2\t0.04\t0.055\n16\t0.01\t0.026\n32\t0.006\t0.016\n");
    for (const char *name : {"a.pgm", "b.pgm"}) {
      ImageOwner image = Picture(Info(12, 10, 1, AE_SAMPLE_U8), (guint64)name[0], true);
      ASSERT_EQ(Write(pictures.file(name), ae_format_by_name("pnm"), {image.get()}), "");
    }
    WriteFile(digits.file("train-images-idx3-ubyte"), IdxPictures(12, 8));
    WriteFile(digits.file("t10k-images-idx3-ubyte"), IdxPictures(5, 8));
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

  /* n pictures of side x side, of which every byte is 10 times its picture's number. */
  static string IdxPictures(guint n, guint side) {
    string bytes("\0\0\x08\x03\0\0\0", 7);
    bytes += (char)n + string("\0\0\0", 3) + (char)side + string("\0\0\0", 3) + (char)side;
    for (guint i = 0; i < n; i++)
      bytes += string(side * side, (char)(10 * i));
    return bytes;
  }

  /* Classes 0 1 2 0 1 2 ... */
  static string IdxLabels(guint n) {
    string bytes("\0\0\x08\x01\0\0\0", 7);
    bytes += (char)n;
    for (guint i = 0; i < n; i++)
      bytes += (char)(i % 3);
    return bytes;
  }

  string Path(const string &name) { return folder.file(name); }

  /* What a plot is given that has no line here: a model and pictures. */
  string InputOf(const string &what) {
    static const std::map<string, string> inputs = {{"scatter", "t.csv"}, {"variance", "t.csv"}, {"curves", "c.tsv"}};
    auto found = inputs.find(what);
    return Path(found == inputs.end() ? "m.safetensors" : found->second);
  }

  static bool TakesInputs(const string &what) {
    for (const AePlot *const *plot = ae_plots(); *plot; plot++)
      if (what == ae_plot_name(*plot))
        return (*plot)->max_inputs > 0;
    return true;
  }

  gboolean Run(const string &what, const string &output, Words words = {}, std::vector<string> inputs = {},
               bool with_data = true) {
    g_clear_error(&failure.error);
    if (inputs.empty() && TakesInputs(what))
      inputs.push_back(InputOf(what));
    Words list;
    for (const string &input : inputs)
      list.push_back(input.c_str());
    list.push_back(nullptr);
    words.push_back(nullptr);
    bool measured = what == "sweep" || what == "curve"; /* on held-out examples */
    string data = (measured ? digits : pictures).file(""), path = Path(output);
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

  TempFolder folder, pictures, digits; /* the pictures apart: a drawing must not become one of them */
  Failure failure;
};

#endif
