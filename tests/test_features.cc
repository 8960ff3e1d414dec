/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The error as another network's layers see it. */
#include "data_helpers.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "model/model.h"
#include "train/features.h"
}

namespace {

using std::string;
using std::vector;

const AeShape kShape = {2, 3, 8, 8};
const char *const kNet = "[net]\nx=input channels=3 height=8 width=8\na=conv2d out=4 kernel=3 stride=2\nr=silu\n"
                         "b=conv2d out=6 kernel=3\nf=flatten\no=dropout p=0.5\ny=dense out=192\n"
                         "z=reshape channels=3 height=8 width=8\n";
const char *const kRest = "[data]\nkind=folder\nheld_out=0\nbatch=4\n[loss]\nmse=1\n[optim]\ntype=adam\nlr=1e-3\n"
                          "[schedule]\nsteps=2\n[run]\nthreads=2\n";

class Features : public testing::Test {
protected:
  void SetUp() override {
    for (int i = 0; i < 8; i++)
      tree.Write("d/p" + std::to_string(i) + ".ppm", Pnm(8, 8, 3, [i](int k) { return (37 * k + 11 * i) % 256; }));
    ASSERT_EQ(TrainText(tree, string(kNet) + kRest, tree.Path("d").c_str(), "eye.safetensors"), "");
    eye = ae_model_load(tree.Path("eye.safetensors").c_str(), nullptr, nullptr);
    ASSERT_NE(eye, nullptr);
    AeRng rng;
    ae_rng_init(&rng, 1, 0);
    for (size_t i = 0; i < 2 * 3 * 64; i++) {
      data.push_back(float(ae_rng_uniform(&rng)));
      made.push_back(float(ae_rng_uniform(&rng)));
    }
  }
  void TearDown() override {
    ae_features_free(features);
    ae_features_spec_clear(&spec);
    ae_model_unref(eye);
    g_clear_error(&error);
  }
  bool Make(const char *nodes, double weight, guint jitter = 0) {
    return ae_features_spec_init(&spec, eye, nodes, weight, jitter, &error) &&
           (features = ae_features_new(&spec, kShape, &error));
  }
  double Judge(double share = 1) {
    gradient.assign(made.size(), 0);
    AeTensor x = ae_tensor_wrap(data.data(), kShape, AE_REAL), y = ae_tensor_wrap(made.data(), kShape, AE_REAL),
             g = ae_tensor_wrap(gradient.data(), kShape, AE_REAL);
    AeRng rng;
    ae_rng_init(&rng, 5, 0);
    return ae_features_judge(features, &x, &y, share, &rng, &g);
  }
  DataTree tree;
  AeModel *eye = nullptr;
  AeFeaturesSpec spec = {};
  AeFeatures *features = nullptr;
  GError *error = nullptr;
  vector<float> data, made, gradient;
};

TEST_F(Features, AreEqualForEqualPictures) {
  ASSERT_TRUE(Make("a b", 1)) << error->message;
  made = data;
  EXPECT_EQ(Judge(), 0);
  EXPECT_EQ(std::count(gradient.begin(), gradient.end(), 0.0f), std::ptrdiff_t(gradient.size()));
}

TEST_F(Features, GradientAgreesWithFiniteDifferences) {
  const double weight = 0.6, step = 1e-3;
  ASSERT_TRUE(Make("r b", weight)) << error->message;
  Judge();
  vector<float> by = gradient;
  for (size_t i = 0; i < made.size(); i += 29) {
    float kept = made[i];
    made[i] = float(kept + step);
    double up = Judge();
    made[i] = float(kept - step);
    EXPECT_NEAR(by[i], weight * (up - Judge()) / (2 * step), 2e-4) << i;
    made[i] = kept;
  }
  Judge(0.5);
  EXPECT_NEAR(gradient[7], by[7] / 2, 1e-6);
}

/* In each of the two pictures of a batch otherwise; rng is the same in each call. */
TEST_F(Features, GradientMovesBack) {
  const double step = 1e-3;
  ASSERT_TRUE(Make("r b", 1)) << error->message;
  double still = Judge();
  ae_features_free(features);
  features = nullptr;
  ae_features_spec_clear(&spec);
  ASSERT_TRUE(Make("r b", 1, 8)) << error->message;
  EXPECT_NE(Judge(), still);
  vector<float> by = gradient;
  for (size_t i = 0; i < made.size(); i += 29) {
    float kept = made[i];
    made[i] = float(kept + step);
    double up = Judge();
    made[i] = float(kept - step);
    EXPECT_NEAR(by[i], (up - Judge()) / (2 * step), 3e-4) << i;
    made[i] = kept;
  }
}

TEST_F(Features, RefuseWhatTheModelDoesNotHave) {
  EXPECT_FALSE(Make("a none", 1));
  EXPECT_NE(string(error->message).find("no layer none"), string::npos) << error->message;
  g_clear_error(&error);
  ae_features_spec_clear(&spec);
  EXPECT_FALSE(Make(nullptr, 1));
  EXPECT_NE(string(error->message).find("features.nodes"), string::npos) << error->message;
}

/* By the features alone, a net learns what they tell. */
TEST_F(Features, Teach) {
  string recipe = string("[net]\nx=input channels=3 height=8 width=8\nf=flatten\nd=dense out=16\nh=dense out=192\n"
                         "y=reshape channels=3 height=8 width=8\n[features]\nnodes=a b\nmodel=") +
                  tree.Path("eye.safetensors") + "\n" + kRest;
  auto loss = [&](const char *steps) {
    EXPECT_EQ(TrainText(tree, recipe, tree.Path("d").c_str(), "m.safetensors", {steps, "loss.mse=0", "log=5"}), "");
    return std::stod(LastLogRow(tree, "m.safetensors")[4]);
  };
  double before = loss("steps=5"), after = loss("steps=400");
  EXPECT_LT(after, before / 2);
  EXPECT_EQ(tree.Read("m.safetensors.log.tsv").find("step\tpixels\tloss\tmse\tfeatures\tlr"), 0u);
}

} // namespace
