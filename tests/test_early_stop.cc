/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What keeps a network from learning its examples by heart (R25): penalties, noise, dropout, and stopping in time. */
#include "requirements_helpers.h"

#include <sstream>

namespace {

using std::string;

/* 40 pictures for a network that has room for them all. */
const char kRecipe[] = R"([model]
name = toy

[metadata]
code = z

[net]
x = input channels=1 height=10 width=10
f = flatten
e = dense out=64
er = relu
c = dense out=24
z = sigmoid
o = dropout p=0
d = dense out=64
dr = relu
p = dense out=100
s = sigmoid
y = reshape channels=1 height=10 width=10

[data]
kind = toy
set = shapes
examples = 80
held_out = 50
batch = 20
order = epochs

[loss]
bce = 1 reduce=sum

[optim]
lr = 3e-3

[schedule]
steps = 1500
shape = constant

[validate]
every = 50
pictures = 40

[run]
threads = 1
store = f32
micro = 20
)";

class Regularisers : public Requirements {
protected:
  /* The error on pictures that were not trained on, over that on those that were. */
  double Ratio(const string &name, Words overrides) {
    EXPECT_EQ(Train(kRecipe, name, overrides), "");
    auto found = Eval(name, "mse,train_mse", {"kind=toy", "set=shapes", "examples=80", "held_out=50"});
    return found["mse"] / found["train_mse"];
  }
  string Meta(const string &name, const char *key) {
    Failure failure;
    AeModel *model = ae_model_load(Path(name).c_str(), nullptr, &failure);
    EXPECT_NE(model, nullptr) << failure.message();
    const char *value = model ? ae_model_get(model, key) : nullptr;
    string text = value ? value : "";
    ae_model_unref(model);
    return text;
  }
  /* A column of the loss log, without the cells that are empty. */
  Words Column(const string &name, const string &title) {
    std::istringstream lines(ReadFile(Path(name) + ".log.tsv"));
    Words cells;
    gsize at = 0;
    for (string line; std::getline(lines, line);) {
      g_auto(GStrv) all = g_strsplit(line.c_str(), "\t", -1);
      for (gsize i = 0; cells.empty() && all[i]; i++)
        at = title == all[i] ? i : at;
      if (cells.empty() || *all[at])
        cells.push_back(all[at]);
    }
    cells.erase(cells.begin());
    return cells;
  }
};

TEST_F(Regularisers, R25EachLearnsLessByHeart) {
  double none = Ratio("none", {});
  EXPECT_GT(none, 20) << "nothing keeps it from learning by heart";
  for (const Words &with : std::vector<Words>{{"loss.l1_sparse=3 node=z"},
                                              {"loss.kl_bernoulli=10 node=z rho=0.1"},
                                              {"corrupt.train=gaussian sigma_min=60 sigma_max=60 clip=1"},
                                              {"weight_decay=1e-3"},
                                              {"net.o=dropout p=0.3"},
                                              {"patience=4"}})
    EXPECT_LT(Ratio("some", with), 0.8 * none) << with[0];
}

/* The log has a curve of validations that rises and then falls; early stopping ends behind its top, and the model is
 * what was there. */
TEST_F(Regularisers, R25StopsBehindTheBestValidation) {
  ASSERT_EQ(Train(kRecipe, "whole"), "");
  ASSERT_EQ(Train(kRecipe, "early", {"patience=4"}), "");
  Words curve = Column("whole", "psnr"), part = Column("early", "psnr");
  ASSERT_EQ(curve.size(), 30u);
  gsize best = std::stoul(Meta("early", "best_step")) / 50, end = std::stoul(Meta("early", "trained_steps")) / 50;
  ASSERT_LT(end, 30u) << "it is not stopped";
  ASSERT_EQ(part.size(), end);
  EXPECT_EQ(end, best + 4);
  for (gsize i = 0; i < end; i++) {
    EXPECT_EQ(part[i], curve[i]) << i;
    EXPECT_LE(std::stod(part[i]), std::stod(part[best - 1])) << i;
  }
  EXPECT_LT(std::stod(curve.back()), std::stod(part[best - 1]));
  ASSERT_EQ(Train(kRecipe, "until", {"steps=" + Meta("early", "best_step")}), "");
  EXPECT_EQ(Weights("until"), Weights("early"));
}

/* Stopped and resumed is as never stopped, and what is over stays over. */
TEST_F(Regularisers, R25PatienceIsInTheCheckpoint) {
  ASSERT_EQ(Train(kRecipe, "whole", {"patience=4"}), "");
  string steps = Meta("whole", "trained_steps"), path = folder.file("recipe.ini"), output = Path("parts");
  Failure failure;
  AeTrainOptions options = {};
  Words words = {"patience=4"};
  std::vector<const char *> list = Pointers(words);
  options.recipe = path.c_str();
  options.overrides = list.data();
  options.output = output.c_str();
  options.resume = TRUE;
  guint64 stop_at = std::stoull(steps) - 70; /* between the best validation and the end */
  options.user_data = &stop_at;
  options.progress = [](const AeTrainProgress *p, gpointer at) { *static_cast<guint64 *>(at) -= p->step > 0; };
  options.stop = [](gpointer at) -> gboolean { return *static_cast<guint64 *>(at) == 0; };
  EXPECT_FALSE(ae_train_run(&options, &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_CANCELLED);
  g_clear_error(&failure.error);
  for (int again = 0; again < 2; again++) {
    stop_at = G_MAXUINT64;
    ASSERT_TRUE(ae_train_run(&options, &failure)) << failure.message();
    EXPECT_EQ(Meta("parts", "trained_steps"), steps) << again;
    EXPECT_EQ(Weights("parts"), Weights("whole")) << again;
  }
}

TEST_F(Regularisers, PatienceNeedsValidations) {
  EXPECT_NE(Train(kRecipe, "m", {"patience=2", "every=0"}).find("validate.every is 0"), string::npos);
  EXPECT_NE(Train(kRecipe, "m", {"patience=2", "held_out=0"}).find("no examples are held out"), string::npos);
}

} // namespace
