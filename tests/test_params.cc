/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Weights: names, shapes, first values, copies. */
#include <algorithm>

#include "net_helpers.h"

namespace {

TEST(Params, NamesShapesAndFirstValues) {
  Graph graph =
      Parse("x input channels=16\nc conv2d out=64 kernel=3 gain=0.5\nt tconv2d out=24 kernel=4\nn batch_norm\np prelu");
  Params params = NewParams(graph.get(), 4);
  const struct {
    const char *name;
    gboolean trainable;
    std::vector<int> dims;
    double mean, deviation;
  } expected[] = {
      {"c.weight", TRUE, {64, 16, 3, 3}, 0, 0.5 * std::sqrt(2.0 / 144)},
      {"c.bias", TRUE, {64}, 0, 0},
      {"t.weight", TRUE, {64, 24, 4, 4}, 0, std::sqrt(2.0 / 256)},
      {"t.bias", TRUE, {24}, 0, 0},
      {"n.weight", TRUE, {24}, 1, 0},
      {"n.bias", TRUE, {24}, 0, 0},
      {"n.running_mean", FALSE, {24}, 0, 0},
      {"n.running_var", FALSE, {24}, 1, 0},
      {"p.weight", TRUE, {24}, 0.25, 0},
  };
  ASSERT_EQ(params->n, G_N_ELEMENTS(expected));
  gsize at = 0;
  for (const auto &e : expected) {
    const AeParam *item = ae_params_find(params.get(), e.name);
    ASSERT_NE(item, nullptr) << e.name;
    EXPECT_EQ(item->trainable, e.trainable) << e.name;
    EXPECT_EQ(std::vector<int>(item->dims, item->dims + item->rank), e.dims) << e.name;
    EXPECT_EQ(item->data, params->data + at) << e.name;
    double sum = 0, squares = 0, n = static_cast<double>(item->count);
    for (gsize i = 0; i < item->count; i++) {
      sum += item->data[i];
      squares += static_cast<double>(item->data[i]) * item->data[i];
    }
    EXPECT_NEAR(sum / n, e.mean, 4 * e.deviation / std::sqrt(n)) << e.name;
    EXPECT_NEAR(std::sqrt(std::max(squares / n - sum / n * sum / n, 0.0)), e.deviation, 0.03 * e.deviation) << e.name;
    at += item->count;
  }
  EXPECT_EQ(at, params->total);
  EXPECT_EQ(ae_params_find(params.get(), "c"), nullptr);
}

TEST(Params, SeedsAndCopies) {
  Graph graph = Parse("x input\na conv2d\nb conv2d"), longer = Parse("x input\nz conv2d\na conv2d\nb conv2d");
  Params one = NewParams(graph.get(), 1), same = NewParams(graph.get(), 1), two = NewParams(graph.get(), 2);
  auto values = [](const AeParams *p, const char *name) {
    const AeParam *item = ae_params_find(p, name);
    return std::vector<ae_real>(item->data, item->data + item->count);
  };
  EXPECT_EQ(values(one.get(), "a.weight"), values(same.get(), "a.weight"));
  EXPECT_NE(values(one.get(), "a.weight"), values(two.get(), "a.weight"));
  EXPECT_NE(values(one.get(), "a.weight"), values(one.get(), "b.weight"));
  EXPECT_EQ(values(one.get(), "b.weight"), values(NewParams(longer.get(), 1).get(), "b.weight"))
      << "a name has its own numbers";
  GError *error = nullptr;
  Params copy(Check(ae_params_copy(one.get(), &error), error));
  one->data[0] += 1;
  EXPECT_EQ(values(copy.get(), "a.weight"), values(same.get(), "a.weight"));
  EXPECT_EQ(copy->items[0].data, copy->data);
}

} // namespace
