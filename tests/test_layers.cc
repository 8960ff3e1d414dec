/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every row of the table of layers, by its examples: gradients against finite differences, back ends against each
 * other, reach, inference against training. Built twice: in float, and in double against libaefilter_f64. */
#include "net_helpers.h"

extern "C" {
#include "nn/strip.h"
}

#include <algorithm>
#include <cmath>

namespace {

#ifdef AE_REAL_DOUBLE
const double kTolerance = 1e-6, kSteps[] = {1e-4, 1e-5, 1e-6};
#else
const double kTolerance = 1e-3, kSteps[] = {1e-2, 3e-3, 1e-3};
#endif

struct Example {
  const AeLayerType *type;
  const char *text;
};

void PrintTo(const Example &e, std::ostream *out) { *out << e.text; }

std::vector<Example> Examples() {
  std::vector<Example> all;
  for (const AeLayerType *const *type = ae_layers(); *type; type++)
    for (const char *const *text = (*type)->examples; text && *text; text++)
      all.push_back({*type, *text});
  return all;
}

std::string Name(const testing::TestParamInfo<Example> &info) {
  return std::string(info.param.type->name) + "_" + std::to_string(info.index);
}

/* A number at least 0.05 away from zero, where activations have their corners; all of them differ by more than the
 * steps. */
ae_real Spread(AeRng *rng, gsize i, gsize n) {
  double size = 0.05 + 1.2 * static_cast<double>((i * 7919 + 13) % n) / static_cast<double>(n);
  return static_cast<ae_real>(ae_rng_uniform(rng) < 0.5 ? -size : size);
}

/* A training net of the example for two 8 x 8 pictures, with a random linear functional of its output. */
class Probe {
public:
  Probe(const char *text, const AeNetOptions &options, guint64 seed = 3) : graph(Parse(text)), info(Info(graph.get())) {
    params = NewParams(graph.get(), seed);
    AeRng rng;
    ae_rng_init(&rng, seed, 1);
    for (guint i = 0; i < params->n; i++) /* no weight stays at a special value */
      if (params->items[i].trainable)
        for (gsize k = 0; k < params->items[i].count; k++)
          params->items[i].data[k] += static_cast<ae_real>(0.3 * ae_rng_normal(&rng));
    int h = info.fixed ? info.in.h : 8, w = info.fixed ? info.in.w : 8;
    net = NewNet(graph.get(), params.get(), 2, h, w, options);
    for (int k = 0; k < graph->n_inputs; k++) {
      AeTensor *x = ae_net_input(net.get(), k);
      for (gsize i = 0; i < Count(x); i++)
        Data(x)[i] = Spread(&rng, i, Count(x));
    }
    functional.resize(Count(ae_net_output(net.get())));
    for (double &f : functional)
      f = ae_rng_normal(&rng);
  }

  const std::vector<ae_real> Forward() {
    ae_rng_init(ae_net_rng(net.get()), 5, 0); /* the same numbers are dropped each time */
    ae_net_weights_changed(net.get());
    ae_net_forward(net.get());
    return Copy(ae_net_output(net.get()));
  }

  void Backward() {
    AeTensor *dy = ae_net_output_gradient(net.get());
    for (gsize i = 0; i < functional.size(); i++)
      Data(dy)[i] = static_cast<ae_real>(functional[i]);
    grads.assign(params->total, 0);
    ae_net_backward(net.get(), grads.data());
  }

  /* d functional / d *x by central differences. */
  double Difference(ae_real *x, double step) {
    ae_real kept = *x, up = static_cast<ae_real>(kept + step), down = static_cast<ae_real>(kept - step);
    *x = up;
    std::vector<ae_real> above = Forward();
    *x = down;
    std::vector<ae_real> below = Forward();
    *x = kept;
    double sum = 0;
    for (gsize i = 0; i < functional.size(); i++)
      sum += functional[i] * (static_cast<double>(above[i]) - below[i]);
    return sum / (static_cast<double>(up) - down);
  }

  /* Compares some of the gradients dx of x; in float the best step depends on the layer. */
  void ExpectGradients(const char *what, ae_real *x, const std::vector<ae_real> &dx) {
    double scale = 1e-3;
    for (ae_real d : dx)
      scale = std::max(scale, std::fabs(static_cast<double>(d)));
    gsize stride = std::max<gsize>(dx.size() / 40, 1);
    for (gsize i = 0; i < dx.size(); i += stride) {
      double best = INFINITY, found = 0;
      for (double step : kSteps) {
        double d = Difference(&x[i], step);
        if (std::fabs(d - dx[i]) < best)
          best = std::fabs(d - dx[i]), found = d;
      }
      EXPECT_LE(best, kTolerance * scale) << what << "[" << i << "]: backward " << dx[i] << ", differences " << found;
    }
  }

  Graph graph;
  AeGraphInfo info;
  Params params;
  NetOwner net;
  std::vector<double> functional;
  std::vector<ae_real> grads;
};

double RelativeDistance(const std::vector<ae_real> &a, const std::vector<ae_real> &b) {
  double most = 0, scale = 1e-3;
  for (gsize i = 0; i < a.size(); i++) {
    most = std::max(most, std::fabs(static_cast<double>(a[i]) - b[i]));
    scale = std::max(scale, std::fabs(static_cast<double>(b[i])));
  }
  return a.size() == b.size() ? most / scale : INFINITY;
}

AeNetOptions TrainingWith(const AeKernels *kernels) {
  AeNetOptions options = Training();
  options.kernels = kernels;
  options.input_gradient = TRUE;
  return options;
}

const AeKernels *Ref() { return ae_kernels_by_name("ref", nullptr); }

using Strip = std::unique_ptr<AeStrip, Deleter<ae_strip_free>>;
using StripState = std::unique_ptr<AeStripState, Deleter<ae_strip_state_free>>;

class Layers : public testing::TestWithParam<Example> {};

/* R7, R35. */
TEST_P(Layers, GradientsAgreeWithFiniteDifferences) {
  Probe run(GetParam().text, TrainingWith(Ref()));
  run.Forward();
  run.Backward();
  for (int k = 0; k < run.graph->n_inputs; k++) {
    const AeTensor *dx = ae_net_input_gradient(run.net.get(), k);
    ASSERT_NE(dx, nullptr);
    run.ExpectGradients("input", Data(ae_net_input(run.net.get(), k)), Copy(dx));
  }
  for (guint i = 0; i < run.params->n; i++) {
    const AeParam &item = run.params->items[i];
    const ae_real *g = run.grads.data() + (item.data - run.params->data);
    if (item.trainable)
      run.ExpectGradients(item.name, item.data, {g, g + item.count});
    else
      EXPECT_EQ(std::vector<ae_real>(g, g + item.count), std::vector<ae_real>(item.count, 0)) << item.name;
  }
}

/* Weight gradients are added to what is there. */
TEST_P(Layers, BackwardAccumulatesWeightGradients) {
  Probe run(GetParam().text, TrainingWith(Ref()));
  run.Forward();
  run.Backward();
  std::vector<ae_real> once = run.grads;
  ae_net_backward(run.net.get(), run.grads.data());
  for (ae_real &g : once)
    g *= 2;
  EXPECT_LT(RelativeDistance(run.grads, once), kTolerance);
}

/* Input gradients are added to what another reader of the input gave. */
TEST_P(Layers, BackwardAddsToOthersInputGradients) {
  Probe run(GetParam().text, TrainingWith(Ref()));
  run.Forward();
  run.Backward();
  for (int k = 0; k < run.graph->n_inputs; k++) {
    const char *name = run.graph->nodes[run.graph->inputs[k]].name;
    std::vector<ae_real> sum = Copy(ae_net_input_gradient(run.net.get(), k));
    AeTensor *g = ae_net_node_gradient(run.net.get(), name);
    ASSERT_NE(g, nullptr);
    for (gsize i = 0; i < sum.size(); i++) {
      Data(g)[i] += static_cast<ae_real>(i % 5);
      sum[i] += static_cast<ae_real>(i % 5);
    }
    run.Backward();
    EXPECT_LT(RelativeDistance(Copy(ae_net_input_gradient(run.net.get(), k)), sum), kTolerance);
  }
}

TEST_P(Layers, BackEndsAgree) {
  Probe ref(GetParam().text, TrainingWith(Ref()));
  std::vector<ae_real> y = ref.Forward();
  ref.Backward();
  for (const AeKernels *const *kernels = ae_kernels(); *kernels; kernels++) {
    if (*kernels == Ref() || !(*kernels)->available())
      continue;
    Probe run(GetParam().text, TrainingWith(*kernels));
    EXPECT_LT(RelativeDistance(run.Forward(), y), 1e-5) << (*kernels)->name;
    run.Backward();
    EXPECT_LT(RelativeDistance(run.grads, ref.grads), 1e-4) << (*kernels)->name;
    for (int k = 0; k < ref.graph->n_inputs; k++)
      EXPECT_LT(RelativeDistance(Copy(ae_net_input_gradient(run.net.get(), k)),
                                 Copy(ae_net_input_gradient(ref.net.get(), k))),
                1e-4)
          << (*kernels)->name;
  }
}

/* Rows and columns of the output that a change of input pixel (at, at) reaches, from the declared reaches. */
std::pair<double, double> Reached(const AeGraphInfo &info, int at) {
  double scale = static_cast<double>(info.scale_num) / info.scale_den;
  return {(at - info.margin) * scale, (at + info.margin + 1) * scale};
}

TEST_P(Layers, ReachesNoFurtherThanDeclared) {
  const int side = 32, at = 14;
  Graph graph = Parse(GetParam().text);
  AeGraphInfo info = Info(graph.get());
  if (!info.local || info.fixed || 32 % info.stride)
    GTEST_SKIP() << "has no reach";
  Params params = NewParams(graph.get(), 3);
  NetOwner net = NewNet(graph.get(), params.get(), 1, side, side, {});
  AeRng rng;
  ae_rng_init(&rng, 9, 0);
  for (int k = 0; k < graph->n_inputs; k++)
    for (gsize i = 0; i < Count(ae_net_input(net.get(), k)); i++)
      Data(ae_net_input(net.get(), k))[i] = static_cast<ae_real>(ae_rng_normal(&rng));
  AeTensor *x = ae_net_input(net.get(), 0);
  ae_net_forward(net.get());
  std::vector<ae_real> before = Copy(ae_net_output(net.get()));
  for (int c = 0; c < x->shape.c; c++)
    ae_real_row(x, 0, at)[at * x->shape.c + c] += 10;
  ae_net_forward(net.get());
  const AeTensor *y = ae_net_output(net.get());
  auto [first, end] = Reached(info, at);
  bool changed = false;
  for (int i = 0; i < y->shape.h; i++)
    for (int j = 0; j < y->shape.w * y->shape.c; j++) {
      int column = j / y->shape.c;
      bool same = ae_real_row(y, 0, i)[j] == before[i * y->row + j];
      changed = changed || !same;
      bool inside = i >= first && i < end && column >= first && column < end;
      ASSERT_TRUE(same || inside) << "row " << i << " column " << column << " beyond " << first << ".." << end;
    }
  EXPECT_TRUE(changed);
}

/* In strips, the rows that are further from the ends than the margin are those of the whole picture. */
TEST_P(Layers, StripsEqualTheWholePicture) {
  const int side = 48, step = 12;
  Graph graph = Parse(GetParam().text);
  AeGraphInfo info = Info(graph.get());
  if (!info.local || info.fixed || graph->n_inputs != 1)
    GTEST_SKIP() << "cannot run in strips";
  ASSERT_EQ(step % info.stride, 0);
  Params params = NewParams(graph.get(), 3);
  AeNetOptions options = {};
  NetOwner net = NewNet(graph.get(), params.get(), 1, side, side, options);
  GError *error = nullptr;
  Strip strip(Check(ae_strip_new(graph.get(), params.get(), side, step, &options, &error), error));
  StripState state(Check(ae_strip_state_new(strip.get(), &error), error));
  AeTensor *x = ae_net_input(net.get(), 0), *part = ae_strip_input(strip.get());
  AeRng rng;
  ae_rng_init(&rng, 9, 0);
  for (gsize i = 0; i < Count(x); i++)
    Data(x)[i] = static_cast<ae_real>(ae_rng_normal(&rng));
  ae_net_forward(net.get());

  const AeTensor *y = ae_net_output(net.get()), *rows = ae_strip_output(strip.get());
  int margin = info.margin * info.scale_num / info.scale_den, next = -ae_strip_delay(strip.get()), compared = 0;
  for (int at = 0; at < side; at += step) {
    std::copy_n(ae_real_row(x, 0, at), step * x->row, Data(part));
    ae_strip_run(strip.get(), state.get());
    for (int i = 0; i < rows->shape.h; i++, next++)
      if (next >= margin && next < y->shape.h - margin) {
        std::vector<ae_real> row(ae_real_row(rows, 0, i), ae_real_row(rows, 0, i) + y->row);
        std::vector<ae_real> whole(ae_real_row(y, 0, next), ae_real_row(y, 0, next) + y->row);
        ASSERT_LT(RelativeDistance(row, whole), 1e-5) << "row " << next;
        compared++;
      }
  }
  EXPECT_GT(compared, y->shape.h / 2);
}

/* Without what differs by design: dropout drops, batch norm has other statistics, sample draws. */
TEST_P(Layers, InferenceEqualsTraining) {
  std::string name = GetParam().type->name;
  if (name == "dropout" || name == "batch_norm" || name == "sample")
    GTEST_SKIP() << "acts differently in training";
  AeNetOptions inference = {};
  inference.kernels = Ref();
  Probe a(GetParam().text, TrainingWith(Ref())), b(GetParam().text, inference);
  EXPECT_LT(RelativeDistance(b.Forward(), a.Forward()), 1e-6);
  EXPECT_LE(ae_net_arena_bytes(b.net.get()), ae_net_arena_bytes(a.net.get()));
}

/* The caller's input survives, so that forward can be called again. */
TEST_P(Layers, ForwardKeepsItsInput) {
  AeNetOptions inference = {};
  Probe run(GetParam().text, inference);
  std::vector<ae_real> x = Copy(ae_net_input(run.net.get(), 0)), y = run.Forward();
  EXPECT_EQ(Copy(ae_net_input(run.net.get(), 0)), x);
  EXPECT_EQ(run.Forward(), y);
}

TEST_P(Layers, TextParsesToTheSameText) {
  Graph graph = Parse(GetParam().text);
  g_autofree char *text = ae_graph_text(graph.get());
  Graph again = Parse(text);
  g_autofree char *same = ae_graph_text(again.get());
  EXPECT_STREQ(text, same);
  ASSERT_EQ(graph->n_nodes, again->n_nodes);
  EXPECT_EQ(Info(graph.get()).parameters, Info(again.get()).parameters);
}

INSTANTIATE_TEST_SUITE_P(All, Layers, testing::ValuesIn(Examples()), Name);

TEST(LayerTable, RowsAreComplete) {
  for (const AeLayerType *const *type = ae_layers(); *type; type++) {
    const AeLayerType *t = *type;
    ASSERT_NE(t->name, nullptr);
    EXPECT_EQ(ae_layer_by_name(t->name, nullptr), t) << t->name << " is there twice";
    EXPECT_TRUE(t->help && t->shape && t->forward && t->backward) << t->name;
    EXPECT_TRUE(t->examples && t->examples[0]) << t->name << " has no example";
    EXPECT_LE(t->min_inputs, t->max_inputs) << t->name;
    EXPECT_EQ(t->options == nullptr, t->options_size == 0) << t->name;
    EXPECT_EQ(t->plan == nullptr, t->release == nullptr) << t->name;
  }
}

} // namespace
