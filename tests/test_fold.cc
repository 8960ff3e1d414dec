/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What is folded into convolutions at inference, and that it does not show. */
#include "net_helpers.h"

#include "nn/fold.h"

namespace {

struct FoldCase {
  const char *text, *node, *output, *add;
  AeAct act;
};

TEST(Fold, OnlyWhereNobodyElseReads) {
  const FoldCase cases[] = {
      {"x input\na conv2d\nb relu", "a", "b", nullptr, AE_ACT_RELU},
      {"x input\na conv2d\nb leaky\nc add b x", "a", "c", "x", AE_ACT_LEAKY},
      {"x input\na conv2d\nc add x a", "a", "c", "x", AE_ACT_NONE},
      {"x input\na conv2d\nb tanh", "a", "a", nullptr, AE_ACT_NONE},
      {"x input\na conv2d\nb relu\nc add a b", "a", "a", nullptr, AE_ACT_NONE},
      {"x input\na conv2d\nb relu\nc tanh b\nd add b c", "a", "b", nullptr, AE_ACT_RELU},
      {"x input\na conv2d\nc add a a", "a", "a", nullptr, AE_ACT_NONE},
      {"x input\na conv2d\nc add a x x", "a", "a", nullptr, AE_ACT_NONE},
      {"x input\na conv2d\nc add a x\nd relu", "a", "c", "x", AE_ACT_NONE},
      {"x input\na conv2d\nb conv2d x\nc add a b", "a", "a", nullptr, AE_ACT_NONE}, /* b comes later */
      {"x input\na conv2d\nb conv2d x\nc add a b", "b", "c", "a", AE_ACT_NONE},
      {"x input\na tconv2d\nb relu", "a", "a", nullptr, AE_ACT_NONE},
  };
  for (const FoldCase &c : cases) {
    Graph graph = Parse(c.text);
    g_autofree AeFold *folds = ae_graph_fold(graph.get());
    int node = ae_graph_find(graph.get(), c.node), output = ae_graph_find(graph.get(), c.output);
    EXPECT_EQ(folds[node].output, output) << c.text;
    EXPECT_EQ(folds[node].add, c.add ? ae_graph_find(graph.get(), c.add) : -1) << c.text;
    EXPECT_EQ(folds[node].act, c.act) << c.text;
    EXPECT_EQ(folds[node].inside, node != output) << c.text;
    EXPECT_FALSE(folds[node].swallowed) << c.text;
    EXPECT_EQ(folds[output].host, node) << c.text;
    EXPECT_EQ(folds[output].swallowed, node != output) << c.text;
    EXPECT_FALSE(folds[output].inside) << c.text;
  }
}

/* What is folded gives the same numbers, also where input and addend are one buffer. */
TEST(Fold, KeepsTheResult) {
  for (const char *text :
       {"x input channels=4\na conv2d\nc add x a", "x input channels=4\na conv2d\nb leaky slope=0.3\nc add b x\nd tanh",
        "x input channels=4\nt tanh\na conv2d\nc add t a",
        "x input channels=4\nt tanh\na conv2d\nc add a t\nd conv2d\ne add d c",
        "x input channels=4\nt conv2d\nb conv2d x\nr relu\ns add r t\nu conv2d\nv add s u\nw silu"}) {
    Graph graph = Parse(text);
    Params params = NewParams(graph.get(), 1);
    NetOwner a = NewNet(graph.get(), params.get(), 2, 9, 7, {}),
             b = NewNet(graph.get(), params.get(), 2, 9, 7, Training());
    FillNormal(ae_net_input(a.get(), 0), 1);
    FillNormal(ae_net_input(b.get(), 0), 1);
    EXPECT_LT(Distance(Output(a.get()), Output(b.get())), 1e-5) << text;
    EXPECT_LT(Distance(Output(a.get()), Output(b.get())), 1e-5) << text << " (second run)";
  }
}

} // namespace
