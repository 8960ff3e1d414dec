/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table, what it refuses, and the reference that the other back ends are compared with. */
#include "kernels_helpers.h"

#include <numeric>
#include <set>

namespace {

TEST(Kernels, TableHasDistinctNamesAndHelp) {
  std::set<std::string> names;
  for (const AeKernels *const *row = ae_kernels(); *row; row++) {
    EXPECT_TRUE(names.insert((*row)->name).second) << (*row)->name;
    EXPECT_STRNE((*row)->help, "");
    EXPECT_EQ(ae_kernels_by_name((*row)->name, nullptr), (*row)->available() ? *row : nullptr);
  }
  EXPECT_EQ(names.count("ref"), 1u);
}

TEST(Kernels, UnknownNameIsRefusedWithTheKnownOnes) {
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(ae_kernels_by_name("cuda", &error), nullptr);
  ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_USAGE));
  EXPECT_NE(strstr(error->message, "\"cuda\""), nullptr) << error->message;
  EXPECT_NE(strstr(error->message, "openblas"), nullptr) << error->message;
}

TEST(Kernels, ShapeAndMacs) {
  AeConvSpec s = Spec(2, 6, 10, 11, 9, 3, 3);
  AeShape out;
  ASSERT_TRUE(ae_conv_shape(&s, &out, nullptr));
  EXPECT_TRUE(ae_shape_equal(out, {2, 9, 4, 4}));
  EXPECT_EQ(ae_conv_macs(&s), 2u * 4 * 4 * 9 * 6 * 9);
  s.groups = 3;
  EXPECT_EQ(ae_conv_macs(&s), 2u * 4 * 4 * 9 * 2 * 9);
}

TEST(Kernels, ImpossibleSpecsAreRefusedByEveryBackEnd) {
  std::vector<AeConvSpec> specs(9, Spec(1, 6, 5, 5, 4, 3));
  specs[0].kernel_h = 8; /* larger than the padded input */
  specs[1].groups = 4;   /* does not divide 6 */
  specs[2].groups = 0;
  specs[3].stride_w = 0;
  specs[4].pad_left = -1;
  specs[5].out = 0;
  specs[6].in.c = 0;
  specs[7].pad_top = G_MAXINT;
  specs[8] = Spec(G_MAXINT, 1, 1, 1, G_MAXINT, 1);
  for (const AeKernels *const *row = ae_kernels(); *row; row++)
    for (size_t i = 0; i < specs.size(); i++) {
      g_autoptr(GError) error = nullptr;
      AeShape out;
      EXPECT_FALSE(ae_conv_shape(&specs[i], &out, nullptr)) << i;
      EXPECT_EQ((*row)->conv_new(&specs[i], &error), nullptr) << (*row)->name << " " << i;
      ASSERT_NE(error, nullptr) << (*row)->name << " " << i;
      EXPECT_EQ(error->domain, AE_ERROR);
    }
}

/* x = 1 .. 9 in a 3x3 picture, w = 1 .. 4 in a 2x2 kernel, padded by a row above and a column to the left. */
TEST(Reference, ForwardByHand) {
  AeConvSpec s = Spec(1, 1, 3, 3, 1, 2, 1, 0);
  s.pad_top = s.pad_left = 1;
  s.bias = s.add = TRUE;
  s.act = AE_ACT_LEAKY;
  std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8, 9}, w = {1, 2, 3, 4}, bias = {-30}, add(9, 100), y(9);
  AeTensor tx = ae_tensor_wrap(x.data(), s.in, AE_REAL), ty = ae_tensor_wrap(y.data(), s.in, AE_REAL);
  AeTensor tadd = ae_tensor_wrap(add.data(), s.in, AE_REAL);
  Conv conv = NewConv(Ref(), s);
  Ref()->conv_weights(conv.get(), w.data(), bias.data());
  Ref()->conv_forward(conv.get(), &tx, &tadd, &ty);
  const float sums[] = {4, 11, 18, 18, 37, 47, 36, 67, 77};
  for (int i = 0; i < 9; i++)
    EXPECT_FLOAT_EQ(y[i], (sums[i] > 30 ? sums[i] - 30 : 0.1f * (sums[i] - 30)) + 100) << i;
}

double Dot(const std::vector<float> &a, const std::vector<float> &b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/* The passes are one trilinear form: <dy, conv(x, w)> = <backward_data(dy, w), x> = <backward_weights(x, dy), w>. */
TEST(Reference, BackwardIsTheAdjointOfForward) {
  AeRng rng;
  ae_rng_init(&rng, 11, 0);
  for (Case c : ExtremeCases()) {
    SCOPED_TRACE(Describe(c));
    c.spec.backward = TRUE;
    Operands o(c, &rng);
    Buffer y(o.out(), AE_REAL, 0), dx(c.spec.in, AE_REAL, 0);
    std::vector<float> dw(o.w.size());
    Conv conv = NewConv(Ref(), c.spec);
    Ref()->conv_weights(conv.get(), o.w.data(), nullptr);
    Ref()->conv_forward(conv.get(), o.x.view(), nullptr, y.view());
    Ref()->conv_backward_data(conv.get(), o.dy.view(), dx.view());
    Ref()->conv_backward_weights(conv.get(), o.x.view(), o.dy.view(), dw.data(), nullptr);
    double form = Dot(o.dy.Values(), y.Values());
    double scale = 1e-5 * Dot(Magnitudes(o.dy.Values()), Magnitudes(y.Values()));
    EXPECT_NEAR(Dot(dx.Values(), o.x.Values()), form, scale);
    EXPECT_NEAR(Dot(dw, o.w), form, scale);
  }
}

} // namespace
