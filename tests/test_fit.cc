/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is stored in a model beside its weights, and the stages on codes that use it: fit, attribute; sample, add,
 * jitter. */
#include "toy_models.h"

extern "C" {
#include <aefilter/fit.h>

#include "latent/prior.h"
#include "latent/quantise.h"
#include "latent/shift.h"
#include "stage/coder.h"
}

namespace {

using Floats = std::vector<float>;

class Fit : public ToyModels {
protected:
  /* Pictures for the toy models, with labels 0, 1, 2, as IDX files. */
  void WriteData(int n) {
    auto head = [](std::vector<int> dims) {
      std::string bytes = {0, 0, 8, (char)dims.size()};
      for (int d : dims)
        bytes += std::string({0, 0, (char)(d >> 8), (char)d});
      return bytes;
    };
    std::string images = head({n, 8, 6}), labels = head({n});
    AeRng rng;
    ae_rng_init(&rng, 8, 0);
    for (int i = 0; i < n; i++) {
      labels += (char)(i % 3);
      for (int k = 0; k < 48; k++)
        images += (char)ae_rng_below(&rng, 256);
    }
    WriteFile(folder.file("train-images-idx3-ubyte"), images);
    WriteFile(folder.file("train-labels-idx1-ubyte"), labels);
    data = images.substr(16);
  }
  bool RunFit(const std::string &model, std::vector<const char *> words) {
    std::string dir = folder.file("");
    words.push_back(nullptr);
    printed.clear();
    AeFitJob job = {};
    job.model = model.c_str();
    job.data = dir.c_str();
    job.words = words.data();
    job.print = Print;
    job.user_data = &printed;
    g_clear_error(&failure.error);
    return ae_fit_run(&job, &failure);
  }
  bool RunAttribute(const std::string &model, const char *name, const std::string &with, const std::string &without,
                    std::vector<const char *> words = {}) {
    words.push_back(nullptr);
    printed.clear();
    AeAttributeJob job = {};
    job.model = model.c_str();
    job.name = name;
    job.with = with.c_str();
    job.without = without.c_str();
    job.words = words.data();
    job.print = Print;
    job.user_data = &printed;
    g_clear_error(&failure.error);
    return ae_attribute_run(&job, &failure);
  }
  static void Print(const char *line, gpointer data) { *(std::string *)data += std::string(line) + "\n"; }
  /* Codes of pictures written as files, and a list of them. */
  std::string List(const std::string &name, const std::vector<guint64> &seeds) {
    std::string text;
    for (guint64 seed : seeds) {
      std::string file = name + std::to_string(seed) + ".png";
      ImageOwner image = ToyPicture(AE_SAMPLE_U8, 1, seed);
      EXPECT_EQ(Write(folder.file(file), ae_format_by_name("png"), {image.get()}, {}), "");
      text += file + "\n";
    }
    WriteFile(folder.file(name + ".txt"), text);
    return folder.file(name + ".txt");
  }
  Floats Numbers(const std::vector<std::string> &words, const std::string &model, AeImage *in) {
    ImageOwner code = Run(words, model, in);
    EXPECT_TRUE(code) << failure.message();
    const float *numbers = code ? (const float *)(const void *)code->data : nullptr;
    return code ? Floats(numbers, numbers + code->info.width) : Floats();
  }
  std::string data, printed;
};

/* R56. */
TEST_F(Fit, StoresTheMomentsOfTheCodes) {
  WriteData(100);
  std::string model = Model("vae", kVariational, "z");
  ASSERT_TRUE(RunFit(model, {"prior=full", "held_out=0"})) << failure.message();
  EXPECT_NE(printed.find("codes\t100\n"), std::string::npos) << printed;
  double mean[4] = {}, square[4][4] = {};
  std::vector<Floats> codes;
  for (int i = 0; i < 100; i++) {
    ImageOwner image = ToyPicture(AE_SAMPLE_U8, 1);
    memcpy(image->data, data.data() + 48 * i, 48);
    codes.push_back(Numbers({"encode", "@"}, model, image.get()));
    for (int k = 0; k < 4; k++)
      mean[k] += codes.back()[k] / 100.0;
  }
  for (const Floats &z : codes)
    for (int k = 0; k < 4; k++)
      for (int l = 0; l < 4; l++)
        square[k][l] += (z[k] - mean[k]) * (z[l] - mean[l]) / 100;
  AeModel *loaded = ae_model_load(model.c_str(), nullptr, &failure);
  g_autoptr(AePrior) prior = ae_prior_read(ae_prior_kind_by_name("full", nullptr), ae_model_side(loaded), &failure);
  ASSERT_TRUE(prior) << failure.message();
  for (int k = 0; k < 4; k++) {
    EXPECT_NEAR(prior->mean[k], mean[k], 1e-5);
    for (int l = 0; l < 4; l++) {
      double covariance = 0;
      for (int j = 0; j < 4; j++)
        covariance += prior->factor[4 * k + j] * prior->factor[4 * l + j];
      EXPECT_NEAR(covariance, square[k][l], 1e-3 * square[k][k] + 1e-3 * square[l][l]) << k << l;
    }
  }
  g_autoptr(AeQuantiser) ranges = ae_quantiser_read(ae_model_side(loaded), 8, &failure);
  ASSERT_TRUE(ranges) << failure.message();
  for (const Floats &z : codes)
    for (int k = 0; k < 4; k++) {
      EXPECT_GE(z[k], ranges->low[k] - 1e-5);
      EXPECT_LE(z[k], ranges->low[k] + 255 * ranges->step[k] + 1e-5);
    }
  ae_model_unref(loaded);
}

TEST_F(Fit, SamplesComeFromTheStoredPrior) {
  WriteData(60);
  std::string model = Model("cvae", kConditional, "z");
  for (const char *prior : {"prior=diag", "prior=full", "prior=mixture"}) {
    ASSERT_TRUE(RunFit(model, {prior, "components=2"})) << failure.message();
    g_autoptr(AeChain) chain = Open({"sample", "@", prior, "n=1", "label=2"}, model);
    EXPECT_TRUE(chain) << failure.message();
  }
  ASSERT_TRUE(RunFit(model, {"prior=normal"})) << failure.message();
  EXPECT_TRUE(ChainOpens({"sample", "@", "prior=diag", "label=2"}, model)) << "others are left as they are";
  EXPECT_FALSE(RunFit(model, {"priors=diag"}));
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
}

/* S = mean(e(with)) - mean(e(without)) */
TEST_F(Fit, AttributesAreDifferencesOfMeans) {
  std::string model = Model("vae", kVariational, "z"), with = List("a", {1, 2, 3}), without = List("b", {4, 5});
  ASSERT_TRUE(RunAttribute(model, "smile", with, without)) << failure.message();
  double wanted[4] = {};
  for (guint64 seed = 1; seed <= 5; seed++) {
    ImageOwner image = ToyPicture(AE_SAMPLE_U8, 1, seed);
    Floats z = Numbers({"encode", "@"}, model, image.get());
    for (int k = 0; k < 4; k++)
      wanted[k] += seed <= 3 ? z[k] / 3.0 : -z[k] / 2.0;
  }
  ImageOwner image = ToyPicture(AE_SAMPLE_U8, 1, 9);
  Floats z = Numbers({"encode", "@"}, model, image.get()),
         more = Numbers({"encode", "@", "add", "@", "smile=1"}, model, image.get()),
         back = Numbers({"encode", "@", "add", "@", "smile=1", "add", "@", "smile=-1"}, model, image.get()),
         twice = Numbers({"encode", "@", "add", "@", "smile=1.5", "smile=0.5"}, model, image.get());
  for (int k = 0; k < 4; k++) {
    EXPECT_NEAR(more[k] - z[k], wanted[k], 1e-6);
    EXPECT_NEAR(back[k], z[k], 1e-5);
    EXPECT_NEAR(twice[k] - z[k], 2 * wanted[k], 1e-5);
  }
  ASSERT_TRUE(RunAttribute(model, "hat", without, List("c", {6, 7}), {"orthogonal=smile"})) << failure.message();
  EXPECT_NE(printed.find("cosine with smile\t"), std::string::npos) << printed;
  Floats hat = Numbers({"encode", "@", "add", "@", "hat=1"}, model, image.get());
  double along = 0;
  for (int k = 0; k < 4; k++)
    along += (hat[k] - z[k]) * wanted[k];
  EXPECT_NEAR(along, 0, 1e-5);
  EXPECT_FALSE(RunAttribute(model, "again", with, without, {"orthogonal=smile"}));
  EXPECT_NE(failure.message().find("nothing is left"), std::string::npos) << failure.message();
}

TEST_F(Fit, UnknownAttributesAreAnsweredWithTheModels) {
  std::string model = Model("vae", kVariational, "z");
  EXPECT_FALSE(ChainOpens({"add", "@", "smile=1"}, model));
  EXPECT_NE(failure.message().find("aemodel attribute"), std::string::npos) << failure.message();
  ASSERT_TRUE(RunAttribute(model, "smile", List("a", {1}), List("b", {2}))) << failure.message();
  EXPECT_TRUE(ChainOpens({"add", "@", "smile=1"}, model)) << failure.message();
  for (const char *word : {"smlie=1", "model_=1"}) {
    EXPECT_FALSE(ChainOpens({"add", "@", word}, model));
    EXPECT_NE(failure.message().find("attributes: smile"), std::string::npos) << failure.message();
  }
  for (const char *word : {"smile=much", "smile=", "smile=nan", "attributes=smile"}) {
    EXPECT_FALSE(ChainOpens({"add", "@", word}, model)) << word;
    EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  }
  EXPECT_FALSE(ChainOpens({"add", "@"}, model));
  EXPECT_NE(failure.message().find("has the attributes smile"), std::string::npos) << failure.message();
  EXPECT_FALSE(RunAttribute(model, "a b", List("a", {1}), List("b", {2})));
  EXPECT_FALSE(RunAttribute(model, "x", folder.file("none"), List("b", {2})));
}

TEST_F(Fit, ChainsTellTheirAttributes) {
  const char *words[] = {"add", "smile=0.5", "hat=-1", nullptr};
  g_autoptr(AeChain) chain = ae_chain_parse(words, &failure);
  g_autofree char *text = ae_chain_text(chain);
  EXPECT_STREQ(text, "add attributes=smile:0.5,hat:-1");
}

/* R78. */
TEST_F(Fit, JitterOfNothingIsNothing) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner image = ToyPicture(AE_SAMPLE_U8, 1);
  Floats z = Numbers({"encode", "@"}, model, image.get()),
         still = Numbers({"encode", "@", "jitter", "sigma=0"}, model, image.get()),
         moved = Numbers({"encode", "@", "jitter", "sigma=0.5"}, model, image.get());
  EXPECT_TRUE(still == z);
  EXPECT_FALSE(moved == z);
  EXPECT_TRUE(Numbers({"encode", "@", "jitter", "sigma=0.5"}, model, image.get()) == moved) << "the same seed";
}

} // namespace
