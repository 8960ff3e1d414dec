/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/model.h"
#include "train/clean_pictures.h"
#include "train/eval.h"

#include <aefilter/format.h>
#include <glib/gstdio.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace {

using std::string;
using Lines = std::vector<string>;

AeImage *Picture(guint32 width, guint32 height, guint channels, AeSample sample) {
  AeImageInfo info = {};
  info.width = width;
  info.height = height;
  info.channels = channels;
  info.sample = sample;
  info.maxval = sample == AE_SAMPLE_U8 ? 255 : 0;
  AeImage *image = ae_image_new(&info, nullptr);
  for (gsize i = 0; i < gsize{width} * height * channels; i++)
    if (sample == AE_SAMPLE_U8)
      image->data[i] = static_cast<guint8>(i * 7 % 256);
    else
      reinterpret_cast<float *>(image->data)[i] = static_cast<float>(i % 101) / 100;
  return image;
}

/* A folder with two small pictures and a model that gives back what it gets. */
class Eval : public testing::Test {
protected:
  void SetUp() override {
    folder = g_dir_make_tmp("eval-XXXXXX", nullptr);
    ASSERT_NE(folder, nullptr);
    WritePicture("b.ppm", 40, 24, 3);
    WritePicture("a.pgm", 24, 16, 1);
    ASSERT_TRUE(g_file_set_contents(Path("notes.txt").c_str(), "no picture", -1, nullptr));
    SaveModel("denoise");
  }

  void TearDown() override {
    g_clear_error(&error);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, nullptr);
    while (const char *name = g_dir_read_name(dir))
      g_unlink(Path(name).c_str());
    g_rmdir(folder);
    g_free(folder);
  }

  string Path(const string &name) { return string(folder) + "/" + name; }

  /* Takes image. */
  void WritePicture(const string &name, AeImage *image) {
    AeWriter *writer = ae_writer_open(Path(name).c_str(), ae_format_by_path(name.c_str()), nullptr, nullptr, &error);
    ASSERT_NE(writer, nullptr) << error->message;
    ASSERT_TRUE(ae_writer_write(writer, ae_image_rows(image, TRUE), &error)) << error->message;
    ASSERT_TRUE(ae_writer_close(writer, &error));
  }

  void WritePicture(const string &name, guint32 width, guint32 height, guint channels) {
    WritePicture(name, Picture(width, height, channels, AE_SAMPLE_U8));
  }

  void SaveModel(const char *task, const char *net = nullptr) {
    AeGraph *graph = ae_graph_parse(net ? net : "x input channels=4\nc conv2d out=3 kernel=1 bias=0\n", "test", &error);
    ASSERT_NE(graph, nullptr) << error->message;
    AeParams *params = ae_params_new(graph, &error);
    ae_params_init(params, graph, 1);
    for (int i = 0; !net && i < 12; i++)
      params->data[i] = i % 4 == i / 4;
    GHashTable *metadata = g_hash_table_new(g_str_hash, g_str_equal);
    const char *pairs[][2] = {{"task", task}, {"name", "same"}, {"sigma_max", "100"}};
    for (auto &pair : pairs)
      g_hash_table_insert(metadata, const_cast<char *>(pair[0]), const_cast<char *>(pair[1]));
    ASSERT_TRUE(ae_model_save(Path("same.safetensors").c_str(), graph, params, metadata, FALSE, &error))
        << error->message;
    g_hash_table_unref(metadata);
    ae_params_free(params);
    ae_graph_unref(graph);
  }

  gboolean Run(std::vector<const char *> words, Lines *lines, const string &data = "") {
    g_clear_error(&error);
    words.push_back(nullptr);
    string model = Path("same.safetensors"), place = data.empty() ? folder : data;
    AeEvalJob job = {};
    job.model = model.c_str();
    job.data = place.c_str();
    job.words = words.data();
    job.print = [](const char *line, gpointer to) { static_cast<Lines *>(to)->push_back(line); };
    job.user_data = lines;
    lines->clear();
    return ae_eval_run(&job, &error);
  }

  static double Cell(const string &line, int column) {
    g_auto(GStrv) cells = g_strsplit(line.c_str(), "\t", -1);
    EXPECT_EQ(g_strv_length(cells), 7u) << line;
    return g_ascii_strtod(cells[column], nullptr);
  }

  char *folder = nullptr;
  GError *error = nullptr;
};

TEST_F(Eval, PrintsATitleEveryPictureAndMeans) {
  Lines lines;
  ASSERT_TRUE(Run({"sigma=25,5"}, &lines)) << error->message;
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "picture\tsigma\tpsnr\tssim\tmse\tmae\tbefore");
  const char *begins[] = {"a.pgm\t25\t", "a.pgm\t5\t", "b.ppm\t25\t", "b.ppm\t5\t", "mean\t25\t", "mean\t5\t"};
  for (int i = 0; i < 6; i++)
    EXPECT_EQ(lines[i + 1].find(begins[i]), 0u) << lines[i + 1];
  for (int column = 2; column < 7; column++)
    EXPECT_NEAR(Cell(lines[5], column), (Cell(lines[1], column) + Cell(lines[3], column)) / 2,
                2e-3 * Cell(lines[5], column));
}

/* A model that changes nothing: the result is the noisy picture, clipped. */
TEST_F(Eval, NoiseIsAsStrongAsSaid) {
  Lines lines;
  ASSERT_TRUE(Run({"sigma=25"}, &lines)) << error->message;
  double before = Cell(lines[2], 6), psnr = Cell(lines[2], 2);
  EXPECT_NEAR(before, 20.17, 0.3) << "20 log10(255 / 25)";
  EXPECT_GT(psnr, before) << "clipping takes noise away";
  EXPECT_LT(psnr, before + 2);
  EXPECT_GT(Cell(lines[2], 3), 0.3);
  EXPECT_LT(Cell(lines[2], 3), 0.999);
  ASSERT_TRUE(Run({"sigma=0"}, &lines)) << error->message;
  EXPECT_EQ(Cell(lines[2], 6), 120) << "no noise";
  EXPECT_GT(Cell(lines[2], 2), 100);
}

TEST_F(Eval, SameSeedSameTableAndNoiseByName) {
  Lines first, second, one;
  ASSERT_TRUE(Run({"sigma=25", "seed=3"}, &first)) << error->message;
  ASSERT_TRUE(Run({"sigma=25", "seed=3"}, &second));
  EXPECT_EQ(first, second);
  ASSERT_TRUE(Run({"sigma=25", "seed=4"}, &second));
  EXPECT_NE(first, second);
  ASSERT_TRUE(Run({"sigma=25", "seed=3"}, &one, Path("b.ppm"))) << "a file is as good as a folder";
  ASSERT_EQ(one.size(), 3u);
  EXPECT_EQ(one[1], first[2]) << "the noise of a picture does not depend on its neighbours";
}

TEST_F(Eval, TellsWhatIsWrong) {
  Lines lines;
  const struct {
    std::vector<const char *> words;
    const char *part;
  } cases[] = {
      {{"sigma=25,"}, "sigma=25, is not a list of numbers in 0..100"},
      {{"sigma=-1"}, "is not a list"},
      {{"sigma=101"}, "is not a list"},
      {{"sigma=nan"}, "is not a list"},
      {{"sigma="}, "is not a list"},
      {{"sgima=25"}, "did you mean \"sigma\""},
      {{"25"}, "\"25\" is not KEY=VALUE"},
      {{"seed=-1"}, "seed=-1 is not in"},
  };
  for (const auto &c : cases) {
    EXPECT_FALSE(Run(c.words, &lines)) << c.part;
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE)) << c.part;
    EXPECT_NE(string(error->message).find(c.part), string::npos) << error->message;
    EXPECT_TRUE(lines.empty()) << c.part;
  }
  EXPECT_FALSE(Run({}, &lines, Path("nothing")));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_IO));
  ASSERT_TRUE(g_file_set_contents(Path("c.ppm").c_str(), "P6 9 9 255\nshort", -1, nullptr));
  EXPECT_FALSE(Run({"sigma=5"}, &lines)) << "a mean over what is left would mislead";
  EXPECT_NE(string(error->message).find("c.ppm"), string::npos) << error->message;
  SaveModel("cooking");
  EXPECT_FALSE(Run({}, &lines));
  EXPECT_NE(string(error->message).find("no way to measure a model for cooking"), string::npos) << error->message;
}

/* A model that is bicubic but for the border, which is not measured. */
TEST_F(Eval, EnlargedPicturesAreMeasuredByTheirLuma) {
  SaveModel("upscale", "x input channels=3\nc conv2d out=12 kernel=5 bias=0 init=bicubic\ny pixel_shuffle factor=2\n");
  WritePicture("c.ppm", 31, 33, 3);
  Lines lines;
  ASSERT_TRUE(Run({}, &lines)) << error->message;
  EXPECT_EQ(lines[0], "picture\tscale\tpsnr\tssim\tmse\tmae\tbefore");
  ASSERT_EQ(lines.size(), 5u);
  for (gsize i = 1; i < lines.size(); i++) {
    EXPECT_NEAR(Cell(lines[i], 2), Cell(lines[i], 6), 0.6) << lines[i];
    EXPECT_GT(Cell(lines[i], 2), 8) << lines[i];
    EXPECT_LT(Cell(lines[i], 2), 40) << lines[i];
  }
  EXPECT_FALSE(Run({"scale=3"}, &lines));
  EXPECT_NE(string(error->message).find("enlarges 2 times"), string::npos) << error->message;
  EXPECT_FALSE(Run({"scale=1.5"}, &lines));
  EXPECT_NE(string(error->message).find("cannot be measured with scale=1.5"), string::npos) << error->message;
}

/* The luma of BT.601 has 219 steps where a grey picture has 255: else grey is measured as RGB is. */
TEST_F(Eval, RestoredGreyIsMeasuredAsItsLuma) {
  SaveModel("restore");
  AeImage *grey = Picture(24, 16, 1, AE_SAMPLE_U8), *rgb = Picture(24, 16, 3, AE_SAMPLE_U8);
  for (int i = 0; i < 24 * 16 * 3; i++)
    rgb->data[i] = grey->data[i / 3];
  WritePicture("b.ppm", rgb);
  ae_image_free(grey);
  Lines lines;
  ASSERT_TRUE(Run({"quality=10"}, &lines)) << error->message;
  for (int column : {2, 6}) {
    EXPECT_GT(Cell(lines[1], column), 8);
    EXPECT_LT(Cell(lines[1], column), 40);
    EXPECT_NEAR(Cell(lines[1], column) + 20 * std::log10(255 / 219.0), Cell(lines[2], column), 0.1) << column;
  }
}

TEST_F(Eval, PicturesAreFloatWithoutAlpha) {
  g_autoptr(GPtrArray) paths = ae_clean_pictures_list(folder, &error);
  ASSERT_NE(paths, nullptr);
  ASSERT_EQ(paths->len, 2u);
  AeImage *picture = ae_clean_picture_read(static_cast<char *>(paths->pdata[1]), &error);
  ASSERT_NE(picture, nullptr) << error->message;
  EXPECT_EQ(picture->info.channels, 3u);
  EXPECT_EQ(picture->info.sample, AE_SAMPLE_FLOAT);
  EXPECT_FLOAT_EQ(reinterpret_cast<float *>(picture->data)[10], 70 / 255.0f);
  ae_image_free(picture);
  WritePicture("d.pam", 5, 4, 4);
  WritePicture("e.pam", 5, 4, 2);
  for (const char *name : {"d.pam", "e.pam"}) {
    picture = ae_clean_picture_read(Path(name).c_str(), &error);
    ASSERT_NE(picture, nullptr) << error->message;
    guint all = *name == 'd' ? 4 : 2;
    EXPECT_EQ(picture->info.channels, all - 1);
    for (guint i = 0; i < 20; i++)
      EXPECT_FLOAT_EQ(reinterpret_cast<float *>(picture->data)[i * (all - 1)], (i * all * 7 % 256) / 255.0f);
    ae_image_free(picture);
  }
}

/* A ramp is harmonic, so the rival makes it anew, and a model that keeps the fill comes near; only holes count. */
TEST_F(Eval, InpaintComparesWhatWasHidden) {
  AeImage *ramp = Picture(64, 48, 3, AE_SAMPLE_FLOAT);
  for (int i = 0; i < 64 * 48 * 3; i++)
    reinterpret_cast<float *>(ramp->data)[i] = 0.2f + 0.008f * (i / 3 % 64) + 0.002f * (i % 3);
  for (const char *name : {"a.pgm", "b.ppm"})
    g_unlink(Path(name).c_str());
  WritePicture("r.pfm", ramp);
  SaveModel("inpaint");
  Lines lines;
  ASSERT_TRUE(Run({"share=0.05", "seed=3"}, &lines)) << error->message;
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_GT(Cell(lines[1], 2), 38);
  EXPECT_GT(Cell(lines[1], 6), Cell(lines[1], 2)) << "before is the harmonic fill";
  EXPECT_LT(Cell(lines[1], 6), 119);
  SaveModel("inpaint", "x input channels=4\nq slice x from=3 count=1\ny concat q q q\n"); /* white */
  ASSERT_TRUE(Run({"share=0.05", "seed=3"}, &lines)) << error->message;
  double white = Cell(lines[1], 5);
  EXPECT_GT(white, 0.25) << "the mean over the holes, and not over the picture";
  EXPECT_LT(white, 0.8);
}

/* Every row of the table: its defaults are right, spoiling keeps the size and follows the seed, and its chain parses.
 */
TEST(EvalTable, EveryRowIsSound) {
  AeImage *clean = Picture(48, 32, 3, AE_SAMPLE_FLOAT);
  for (const AeEval *const *at = ae_evals(); *at; at++) {
    const AeEval *eval = *at;
    g_autofree auto *options = static_cast<AeEvalOptions *>(g_malloc0(eval->options_size));
    ae_options_init(eval->options, options);
    EXPECT_NE(ae_option_find(eval->options, eval->value), nullptr) << eval->task << ": no key for its values";
    EXPECT_NE(ae_option_find(eval->options, "seed"), nullptr) << eval->task;
    double value = g_ascii_strtod(options->values, nullptr);
    EXPECT_TRUE(value >= eval->min && value <= eval->max) << eval->task;
    AeImage *spoiled[3];
    for (int i = 0; i < 3; i++) {
      AeRng rng;
      ae_rng_init(&rng, i == 2, 0);
      spoiled[i] = eval->spoil(clean, value, options, &rng, nullptr);
      ASSERT_NE(spoiled[i], nullptr) << eval->task;
    }
    gsize bytes = ae_image_row_bytes(&spoiled[0]->info) * spoiled[0]->info.height;
    EXPECT_EQ(memcmp(spoiled[0]->data, spoiled[1]->data, bytes), 0) << eval->task;
    g_auto(GStrv) words = eval->chain("model.safetensors", value, options);
    g_autoptr(GError) error = nullptr;
    AeChain *chain = ae_chain_parse(words, &error);
    EXPECT_NE(chain, nullptr) << error->message;
    ae_chain_free(chain);
    for (AeImage *image : spoiled)
      ae_image_free(image);
    ae_options_clear(eval->options, options);
  }
  ae_image_free(clean);
}

} // namespace
