/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* R51: what is sampled is like what was learnt: rows of a table in mean and covariance, words in their letters; and it
 * is no copy. */
#include "requirements_helpers.h"

#include <cmath>
#include <set>

extern "C" {
#include <aefilter/fit.h>
#include <aefilter/stage.h>
#include <aefilter/text.h>

#include "base/rng.h"
}

namespace {

using std::string;
using std::vector;

using Rows = vector<vector<double>>;

class Generated : public Requirements {
protected:
  bool Fit(const string &name, Words words) {
    string model = Path(name), data = folder.file("");
    vector<const char *> list = Pointers(words);
    AeFitJob job = {};
    job.model = model.c_str();
    job.data = data.c_str();
    job.words = list.data();
    job.print = [](const char *, gpointer) {};
    Failure failure;
    bool good = ae_fit_run(&job, &failure);
    EXPECT_TRUE(good) << failure.message();
    return good;
  }
  /* What the stage sample gives. */
  Rows Sample(const string &name, Words more) {
    Words words = {"sample", "model=" + Path(name)};
    words.insert(words.end(), more.begin(), more.end());
    vector<const char *> list = Pointers(words);
    AeSettings settings = {};
    Failure failure;
    Rows rows;
    g_autoptr(AeChain) chain = ae_chain_parse(list.data(), &failure);
    if (!chain || !ae_chain_open(chain, &settings, &failure)) {
      ADD_FAILURE() << failure.message();
      return rows;
    }
    ae_chain_begin(chain);
    ae_chain_put(chain, nullptr);
    while (AeRows *next = ae_chain_next(chain, &failure)) {
      RowsOwner owner(next);
      vector<float> row(next->info.width);
      EXPECT_TRUE(ae_rows_read(next, row.data(), 1, &failure));
      rows.emplace_back(row.begin(), row.end());
    }
    return rows;
  }
};

const char kRows[] = R"([model]
name = rows

[metadata]
code = z

[net]
x = input channels=3 height=1 width=1
e = dense out=32
et = tanh
dist = dense out=6
z = sample
d = dense out=32
dt = tanh
y = dense out=3

[data]
kind = csv
held_out = 0
batch = 64

[loss]
mse = 300 reduce=sum
kl_gauss = 1 node=dist

[optim]
lr = 1e-2
ema = 0.99

[schedule]
steps = 1500
warmup = 20

[run]
threads = 1
store = f32
)";

/* Two Gaussians in space, each of which has numbers that go together. */
Rows TwoGaussians(int n) {
  AeRng rng;
  ae_rng_init(&rng, 5, 0);
  Rows rows;
  for (int i = 0; i < n; i++) {
    double a = ae_rng_normal(&rng), b = ae_rng_normal(&rng);
    if (ae_rng_uniform(&rng) < 0.3)
      rows.push_back({0.2 + 0.06 * a, 0.8 + 0.05 * a + 0.02 * b, 0.5 - 0.04 * b});
    else
      rows.push_back({0.7 + 0.04 * a, 0.3 + 0.06 * b, 0.4 + 0.05 * a - 0.05 * b});
  }
  return rows;
}

vector<double> Mean(const Rows &rows) {
  vector<double> mean(rows[0].size());
  for (const auto &row : rows)
    for (gsize k = 0; k < row.size(); k++)
      mean[k] += row[k] / static_cast<double>(rows.size());
  return mean;
}

Rows Covariance(const Rows &rows) {
  vector<double> mean = Mean(rows);
  Rows all(mean.size(), mean);
  for (gsize k = 0; k < mean.size(); k++)
    for (gsize j = 0; j < mean.size(); j++) {
      all[k][j] = 0;
      for (const auto &row : rows)
        all[k][j] += (row[k] - mean[k]) * (row[j] - mean[j]) / static_cast<double>(rows.size());
    }
  return all;
}

TEST_F(Generated, R51RowsHaveMeanAndCovariance) {
  Rows wanted = TwoGaussians(1500);
  string table;
  for (const auto &row : wanted)
    table += std::to_string(row[0]) + "," + std::to_string(row[1]) + "," + std::to_string(row[2]) + "\n";
  WriteFile(folder.file("data.csv"), table);
  ASSERT_EQ(Train(kRows, "rows"), "");
  ASSERT_TRUE(Fit("rows", {"prior=mixture", "components=4", "held_out=0"}));
  Rows made = Sample("rows", {"n=3000", "prior=mixture"});
  ASSERT_EQ(made.size(), 3000u);
  vector<double> a = Mean(wanted), b = Mean(made);
  Rows x = Covariance(wanted), y = Covariance(made);
  double difference = 0, norm = 0;
  for (gsize k = 0; k < 3; k++) {
    EXPECT_NEAR(b[k] / a[k], 1, 0.1) << k;
    for (gsize j = 0; j < 3; j++) {
      difference += (x[k][j] - y[k][j]) * (x[k][j] - y[k][j]);
      norm += x[k][j] * x[k][j];
    }
  }
  EXPECT_LT(std::sqrt(difference / norm), 0.1);
  auto found = Eval("rows", "sample_mean,sample_covariance", {"prior=mixture", "samples=3000"});
  EXPECT_LT(found["sample_mean"], 0.1);
  EXPECT_NEAR(found["sample_covariance"], std::sqrt(difference / norm), 0.05) << "other draws, the same measure";
}

/* The measures, of a decoder that gives the prior as it is, N(0, I), and four examples around (1, 0). */
TEST_F(Generated, MomentsAreTheirClosedForms) {
  Save("same", "x input channels=2 height=1 width=1\ndist dense out=4\nz sample\ny dense out=2",
       {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0}, "z");
  string table;
  for (int i = 0; i < 4; i++)
    table += "3,1\n3,-1\n-1,1\n-1,-1\n";
  WriteFile(folder.file("data.csv"), table);
  auto found = Eval("same", "sample_mean,sample_covariance", {"kind=csv", "held_out=0", "samples=20000"});
  EXPECT_NEAR(found["sample_mean"], 1 / std::sqrt(5), 0.01) << "variances 4 and 1";
  EXPECT_NEAR(found["sample_covariance"], 3 / std::sqrt(17), 0.02);
}

/* ---- words ---- */

const char kWords[] = R"([model]
name = words

[metadata]
code = z

[net]
x = input channels=66 height=1 width=1
e = dense out=64
er = relu
dist = dense out=16 gain=0.3
z = sample
d = dense out=96
dr = relu
p = dense out=66
y = sigmoid

[data]
kind = text
letters = aeioubdgkm
held_out = 0
batch = 50

[loss]
bce = 1 reduce=sum
kl_gauss = 1 node=dist

[optim]
lr = 5e-3
ema = 0.99

[schedule]
steps = 1500
warmup = 20

[run]
threads = 1
)";

/* Two or three times a consonant and a vowel; 150 of the 15625 + 625 that there are. */
string Syllables() {
  AeRng rng;
  ae_rng_init(&rng, 4, 0);
  string lines;
  for (int i = 0; i < 150; i++) {
    for (guint k = 2 + ae_rng_below(&rng, 2); k > 0; k--)
      lines += string{"bdgkm"[ae_rng_below(&rng, 5)], "aeiou"[ae_rng_below(&rng, 5)]};
    lines += '\n';
  }
  return lines;
}

TEST_F(Generated, R51WordsAreOfTheirAlphabetAndNoCopies) {
  string lines = Syllables();
  WriteFile(folder.file("lines.txt"), lines);
  ASSERT_EQ(Train(kWords, "words"), "");
  Failure failure;
  g_autoptr(AeText) text = ae_text_new(Path("words").c_str(), &failure);
  ASSERT_NE(text, nullptr) << failure.message();
  int whole = 0, copied = 0, syllables = 0;
  std::set<string> met;
  Rows made = Sample("words", {"n=500"});
  ASSERT_EQ(made.size(), 500u);
  for (const auto &row : made) {
    string numbers;
    for (double x : row)
      numbers += std::to_string(x) + ",";
    gboolean is_whole;
    g_autofree char *line = ae_text_from_row(text, numbers.c_str(), &is_whole, &failure);
    ASSERT_NE(line, nullptr) << failure.message();
    whole += is_whole;
    copied += is_whole && ("\n" + lines).find(string("\n") + line + "\n") != string::npos;
    gsize n = strlen(line);
    syllables += is_whole && n % 2 == 0 && strspn(line, "bdgkm") == 1 && strchr("aeiou", line[n - 1]) != nullptr;
    met.insert(line);
  }
  EXPECT_GE(whole, 450) << "letters, and then nothing";
  EXPECT_LE(copied, 100);
  EXPECT_GE(syllables, 400) << "they begin and end as they should";
  EXPECT_GE(met.size(), 150u);
  auto found = Eval("words", "sample_whole,sample_copied,sample_distinct", {"samples=500"});
  EXPECT_NEAR(found["sample_whole"], whole / 500.0, 0.06) << "other draws, the same measure";
  EXPECT_NEAR(found["sample_copied"], copied / (double)whole, 0.06);
  EXPECT_NEAR(found["sample_distinct"], (double)met.size() / 500, 0.06);
}

TEST_F(Generated, TextBecomesRowsAndBack) {
  WriteFile(folder.file("lines.txt"), "baba\n");
  ASSERT_EQ(Train(kWords, "words", {"steps=1", "batch=1"}), "");
  Failure failure;
  g_autoptr(AeText) text = ae_text_new(Path("words").c_str(), &failure);
  ASSERT_NE(text, nullptr) << failure.message();
  for (const char *line : {"kimona", "geb", "a", ""}) {
    g_autofree char *row = ae_text_to_row(text, line, &failure);
    if (!strcmp(line, "kimona")) {
      EXPECT_EQ(row, nullptr) << "n is no letter of the alphabet";
      EXPECT_EQ(failure.code(), AE_ERROR_FORMAT);
      g_clear_error(&failure.error);
      continue;
    }
    ASSERT_NE(row, nullptr) << failure.message();
    EXPECT_EQ(std::count(row, row + strlen(row), ','), 65);
    gboolean whole;
    g_autofree char *back = ae_text_from_row(text, row, &whole, &failure);
    EXPECT_STREQ(back, line);
    EXPECT_EQ(whole, *line != 0);
    for (string wrong : {string("1,2,3"), string(row) + ",1", string("x") + row}) {
      EXPECT_EQ(ae_text_from_row(text, wrong.c_str(), &whole, &failure), nullptr) << wrong;
      EXPECT_EQ(failure.code(), AE_ERROR_FORMAT);
      g_clear_error(&failure.error);
    }
  }
  Save("plain", "x input channels=2 height=1 width=1\nz dense out=1\ny dense out=2", {1, 1, 1, 1, 1, 1, 1}, "z");
  EXPECT_EQ(ae_text_new(Path("plain").c_str(), &failure), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
}

} // namespace
