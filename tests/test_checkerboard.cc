/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "net_helpers.h"

#include "nn/checkerboard.h"

#include <numeric>
#include <set>

namespace {

/* R91, R92. */
TEST(Checkerboard, CountsAndRatios) {
  const struct {
    int kernel, stride;
    std::vector<int> counts;
    double ratio;
  } cases[] = {
      {3, 2, {2, 1}, 2},        {4, 2, {2, 2}, 1},         {5, 2, {3, 2}, 1.5},         {2, 2, {1, 1}, 1},
      {3, 1, {3}, 1},           {4, 3, {2, 1, 1}, 2},      {7, 3, {3, 2, 2}, 1.5},      {6, 3, {2, 2, 2}, 1},
      {1, 2, {1, 0}, INFINITY}, {9, 4, {3, 2, 2, 2}, 1.5}, {2, 3, {1, 1, 0}, INFINITY},
  };
  for (const auto &c : cases) {
    std::vector<int> counts(c.stride);
    ae_overlap_counts(c.kernel, c.stride, counts.data());
    EXPECT_EQ(counts, c.counts) << c.kernel << "/" << c.stride;
    EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0), c.kernel) << "every weight goes somewhere";
    EXPECT_EQ(ae_overlap_ratio(c.kernel, c.stride, 1), c.ratio);
    EXPECT_EQ(ae_overlap_ratio(c.kernel, c.stride, 2), c.ratio * c.ratio);
    EXPECT_EQ(ae_overlap_ratio(c.kernel, c.stride, 2) == 1, c.kernel % c.stride == 0);
  }
}

/* What a network makes of a picture of ones; all weights 1, or random ones. */
struct Made {
  Graph graph;
  Params params;
  NetOwner net;

  Made(const char *layers, bool ones) : graph(Parse(std::string("x input channels=1\n") + layers)) {
    params = NewParams(graph.get(), 3);
    for (gsize i = 0; ones && i < params->total; i++)
      params->data[i] = 1;
    net = NewNet(graph.get(), params.get(), 1, 12, 12, AeNetOptions{});
    for (gsize i = 0; i < 144; i++)
      Data(ae_net_input(net.get(), 0))[i] = 1;
    ae_net_forward(net.get());
  }
  std::set<float> Interior() const {
    const AeTensor *t = ae_net_output(net.get());
    std::set<float> values;
    for (int i = 4; i < t->shape.h - 4; i++)
      for (int j = 4; j < t->shape.w - 4; j++)
        values.insert(static_cast<float>(ae_real_row(t, 0, i)[j * t->shape.c]));
    return values;
  }
  AeStrideEnergy Energy() const {
    AeStrideEnergy result = {NAN, NAN};
    EXPECT_TRUE(ae_stride_energy(ae_net_output(net.get()), 2, 4, &result, nullptr));
    return result;
  }
};

const char uneven[] = "y tconv2d out=1 kernel=3 stride=2 pad=valid bias=0";
const char even[] = "y tconv2d out=1 kernel=4 stride=2 bias=0";
const char resized[] = "u upsample factor=2\ny conv2d out=1 kernel=3 bias=0";

/* R91, R92, R93. */
TEST(Checkerboard, OverlapOfOnes) {
  EXPECT_EQ(Made(uneven, true).Interior(), (std::set<float>{1, 2, 4}));
  EXPECT_EQ(Made(even, true).Interior(), (std::set<float>{4}));
  EXPECT_EQ(Made(resized, true).Interior(), (std::set<float>{9}));
  AeStrideEnergy energy = Made(uneven, true).Energy();
  EXPECT_NEAR(energy.energy, (16 + 4 + 4 + 1) / 4.0 - 2.25 * 2.25, 1e-12);
  EXPECT_NEAR(energy.share, 1, 1e-12);
  EXPECT_EQ(Made(even, true).Energy().energy, 0);
  EXPECT_EQ(Made(resized, true).Energy().share, 0);
}

/* R91. Untrained weights show it; an even overlap can show it too; only resizing first cannot. */
TEST(Checkerboard, RandomWeights) {
  EXPECT_GT(Made(uneven, false).Energy().energy, 1e-3);
  EXPECT_NEAR(Made(uneven, false).Energy().share, 1, 1e-6);
  EXPECT_GT(Made(even, false).Energy().energy, 1e-3);
  EXPECT_NEAR(Made(resized, false).Energy().energy, 0, 1e-12);
}

struct Picture {
  AeTensor t;
  Picture(int n, int c, int h, int w) { EXPECT_TRUE(ae_tensor_new(&t, {n, c, h, w}, AE_REAL, nullptr)); }
  ~Picture() { ae_tensor_clear(&t); }
};

/* Noise has its share of each of the 9 phases' frequencies; what is added with that period adds its energy. */
TEST(Checkerboard, EnergyInNoise) {
  Picture p(2, 3, 97, 100);
  FillNormal(&p.t, 1);
  AeStrideEnergy before, after, other;
  ASSERT_TRUE(ae_stride_energy(&p.t, 3, 2, &before, nullptr));
  EXPECT_LT(before.share, 8.0 / 8000) << "8 of some 8600 frequencies";
  for (int n = 0; n < 2; n++)
    for (int i = 0; i < 97; i++)
      for (int j = 0; j < 300; j++)
        ae_real_row(&p.t, n, i)[j] += (i % 3 == 1) ? 0.5f : 0.0f;
  ASSERT_TRUE(ae_stride_energy(&p.t, 3, 2, &after, nullptr));
  EXPECT_NEAR(after.energy, 0.25 * 2 / 9, 0.01);
  EXPECT_NEAR(after.share, 0.0556 / 1.0556, 0.01);
  ASSERT_TRUE(ae_stride_energy(&p.t, 4, 2, &other, nullptr));
  EXPECT_LT(other.energy, 0.004) << "another period";
}

TEST(Checkerboard, NeedsAPeriod) {
  Picture p(1, 1, 8, 9);
  AeStrideEnergy result;
  ASSERT_TRUE(ae_stride_energy(&p.t, 2, 3, &result, nullptr));
  EXPECT_EQ(result.share, 0);
  const int bad[][2] = {{3, 3}, {2, 4}, {0, 0}, {2, -1}, {9, 0}, {1, G_MAXINT}};
  for (const auto &b : bad) {
    g_autoptr(GError) error = nullptr;
    EXPECT_FALSE(ae_stride_energy(&p.t, b[0], b[1], &result, &error)) << b[0] << " " << b[1];
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  }
}

} // namespace
