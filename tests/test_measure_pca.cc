/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The PCA of a data set as a model. */
#include "measure_fixture.h"

extern "C" {
#include <aefilter/pca.h>

#include "latent/pca.h"
#include "image/idx.h"
}

namespace {

using std::string;

class Pca : public MeasureTest {
protected:
  gboolean Make(const string &name, std::vector<string> words) {
    std::vector<const char *> list;
    for (const string &word : words)
      list.push_back(word.c_str());
    list.push_back(nullptr);
    string data = folder.file(""), output = folder.file(name);
    AePcaJob job = {data.c_str(), list.data(), output.c_str()};
    g_clear_error(&failure.error);
    return ae_pca_run(&job, &failure);
  }
  /* The pictures of a file as rows of numbers. */
  std::vector<float> Rows(const string &name) {
    AeIdx idx;
    EXPECT_TRUE(ae_idx_read(folder.file(name + "-images-idx3-ubyte").c_str(), &idx, nullptr));
    gsize n = (gsize)idx.dims[0] * idx.dims[1] * idx.dims[2] * idx.dims[3];
    std::vector<float> rows(n);
    for (gsize i = 0; i < n; i++)
      rows[i] = idx.data[i] / 255.0f;
    ae_idx_clear(&idx);
    return rows;
  }
  void ExpectResiduals(int d) {
    std::vector<float> train = Rows("train"), test = Rows("t10k");
    AeCodes from = {train.size() / d, d, train.data()}, on = {test.size() / d, d, test.data()};
    g_autoptr(AePca) pca = ae_pca_new(&from, 5, &failure);
    ASSERT_NE(pca, nullptr) << failure.message();
    double residual[6];
    ASSERT_TRUE(ae_pca_residual(pca, &on, residual, &failure)) << failure.message();
    for (int k : {1, 3, 5}) {
      ASSERT_TRUE(Make("pca.safetensors", {"codes=" + std::to_string(k), "held_out=0"})) << failure.message();
      Values v = Measure(folder.file("pca.safetensors"), {"measures=mse,explained,angle,orthonormality", "held_out=0"});
      EXPECT_NEAR(v["mse"] / residual[k], 1, 1e-5) << k;
      EXPECT_LT(v["angle"], 1e-3) << k;
      EXPECT_LT(v["orthonormality"], 1e-5) << k;
      EXPECT_NEAR(v["explained"], 1 - residual[k] / residual[0], 5e-3) << k << ": about another mean";
    }
  }
};

/* R19, R20 */
TEST_F(Pca, ItsErrorIsThePrincipalComponentsResidual) { ExpectResiduals(kPixels); }

TEST_F(Pca, ColoursAreInTheOrderOfTheNetwork) {
  for (const char *name : {"train", "t10k"}) {
    string bytes = IdxHead({60, 4, 5, 3});
    AeRng rng;
    ae_rng_init(&rng, 5, name[1]);
    for (int i = 0; i < 60; i++) {
      double a = ae_rng_uniform(&rng), b = ae_rng_uniform(&rng);
      for (int k = 0; k < 60; k++)
        bytes += static_cast<char>(
            static_cast<int>(100 * a * (k % 3 == 0) + 90 * b * (k % 7 == 2) + 20 * ae_rng_uniform(&rng)));
    }
    WriteFile(folder.file(string(name) + "-images-idx3-ubyte"), bytes);
    g_unlink(folder.file(string(name) + "-labels-idx1-ubyte").c_str());
  }
  ExpectResiduals(60);
}

TEST_F(Pca, IsAModelLikeOthers) {
  ASSERT_TRUE(Make("two.safetensors", {"codes=2", "name=plane"})) << failure.message();
  AeModel *model = ae_model_load(folder.file("two.safetensors").c_str(), "reconstruct", &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  EXPECT_STREQ(ae_model_name(model), "plane");
  EXPECT_STREQ(ae_model_get(model, "code"), "code");
  EXPECT_NE(string(ae_model_get(model, "card")).find("190 examples of 144 numbers"), string::npos)
      << ae_model_get(model, "card");
  ae_model_unref(model);
}

/* No linear network beats it on the rows that it was made from: not one that is a little off either way. */
TEST_F(Pca, NothingLinearIsBetter) {
  std::vector<string> words = {"measures=mse", "images=train-images-idx3-ubyte", "labels=train-labels-idx1-ubyte",
                               "held_out=0"};
  ASSERT_TRUE(Make("best.safetensors", {"codes=3", "held_out=0"})) << failure.message();
  AeModel *model = ae_model_load(folder.file("best.safetensors").c_str(), nullptr, &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  double best = Measure(folder.file("best.safetensors"), words)["mse"];
  AeParams *params = ae_params_copy(ae_model_params(model), nullptr);
  AeRng rng;
  ae_rng_init(&rng, 1, 1);
  for (int trial = 0; trial < 5; trial++) {
    memcpy(params->data, ae_model_params(model)->data, params->total * sizeof *params->data);
    for (gsize i = 0; i < params->total; i++)
      params->data[i] += (ae_real)(0.003 * ae_rng_normal(&rng));
    ASSERT_TRUE(ae_model_save(folder.file("off.safetensors").c_str(), ae_model_graph(model), params,
                              ae_model_metadata(model), FALSE, &failure))
        << failure.message();
    EXPECT_GT(Measure(folder.file("off.safetensors"), words)["mse"], best);
  }
  ae_params_free(params);
  ae_model_unref(model);
}

TEST_F(Pca, TellsWhatIsWrong) {
  const struct {
    std::vector<string> words;
    const char *part;
  } cases[] = {
      {{"codes=0"}, "codes=0"},
      {{"codes=145"}, "145"},
      {{"code=3"}, "did you mean \"codes\"?"},
      {{"kind=idx", "images=nothing"}, "nothing"},
      {{"width=13"}, "12x12"},
      {{"codes"}, "is not KEY=VALUE"},
  };
  for (const auto &c : cases) {
    EXPECT_FALSE(Make("no.safetensors", c.words)) << c.part;
    EXPECT_NE(failure.message().find(c.part), string::npos) << failure.message();
    EXPECT_FALSE(g_file_test(folder.file("no.safetensors").c_str(), G_FILE_TEST_EXISTS));
  }
}

} // namespace
