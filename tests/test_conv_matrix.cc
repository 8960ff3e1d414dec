/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <algorithm>

#include "kernels_helpers.h"
#include "net_helpers.h"

#include "nn/conv_matrix.h"

namespace {

using std::vector;

struct Matrix : AeConvMatrix {
  Matrix(const AeConvSpec &spec, const vector<ae_real> &weights) {
    g_autoptr(GError) error = nullptr;
    EXPECT_TRUE(ae_conv_matrix_init(this, &spec, weights.data(), &error)) << error->message;
  }
  ~Matrix() { ae_conv_matrix_clear(this); }
};

vector<ae_real> Integers(gsize n, guint64 seed) {
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  vector<ae_real> x(n);
  for (ae_real &value : x)
    value = static_cast<ae_real>(ae_rng_below(&rng, 19)) - 9;
  return x;
}

/* R89. Dumoulin & Visin's example: weights 11 .. 33 where they print w00 .. w22. */
TEST(ConvMatrix, TheExampleOfTheGuide) {
  Matrix m(Spec(1, 1, 4, 4, 1, 3, 1, 0), {11, 12, 13, 21, 22, 23, 31, 32, 33});
  const ae_real printed[4][16] = {
      {11, 12, 13, 0, 21, 22, 23, 0, 31, 32, 33, 0, 0, 0, 0, 0},
      {0, 11, 12, 13, 0, 21, 22, 23, 0, 31, 32, 33, 0, 0, 0, 0},
      {0, 0, 0, 0, 11, 12, 13, 0, 21, 22, 23, 0, 31, 32, 33, 0},
      {0, 0, 0, 0, 0, 11, 12, 13, 0, 21, 22, 23, 0, 31, 32, 33},
  };
  ASSERT_EQ(m.rows, 4u);
  ASSERT_EQ(m.columns, 16u);
  int filled = 0;
  for (int i = 0; i < 64; i++) {
    EXPECT_EQ(m.data[i], printed[i / 16][i % 16]) << i;
    filled += m.data[i] != 0;
  }
  EXPECT_EQ(filled, 36);
}

/* Strides, paddings, groups, channels, kernels that are not square. */
vector<AeConvSpec> Specs() {
  vector<AeConvSpec> specs = {Spec(1, 1, 4, 4, 1, 3, 1, 0), Spec(1, 3, 5, 6, 2, 3), Spec(1, 2, 7, 5, 4, 3, 2),
                              Spec(1, 4, 6, 6, 6, 3, 1, 1, 2), Spec(1, 2, 2, 3, 2, 5)};
  AeConvSpec odd = Spec(1, 2, 8, 6, 3, 3);
  odd.kernel_h = 2;
  odd.kernel_w = 4;
  odd.stride_h = 3;
  odd.stride_w = 1;
  odd.pad_top = 0;
  odd.pad_bottom = 1;
  odd.pad_left = 3;
  odd.pad_right = 0;
  specs.push_back(odd);
  return specs;
}

/* R88, R89, R90. In integers, to the last bit: forward is C, the pass back through the data is C^T, with every back
 * end. */
TEST(ConvMatrix, IsTheConvolutionAndItsTransposeThePassBack) {
  for (const AeConvSpec &spec : Specs())
    for (const AeKernels *const *k = ae_kernels(); *k; k++) {
      if (!(*k)->available())
        continue;
      AeConvSpec s = spec;
      s.backward = TRUE;
      AeShape out;
      ASSERT_TRUE(ae_conv_shape(&s, &out, nullptr));
      vector<ae_real> w = Integers(static_cast<gsize>(s.out) * s.in.c / s.groups * s.kernel_h * s.kernel_w, 1);
      Matrix m(s, w);
      vector<ae_real> x = Integers(m.columns, 2), y(m.rows), want(m.rows), dy = Integers(m.rows, 3), dx(m.columns),
                      want_dx(m.columns);
      AeTensor tx = ae_tensor_wrap(x.data(), s.in, AE_REAL), ty = ae_tensor_wrap(y.data(), out, AE_REAL);
      AeTensor tdy = ae_tensor_wrap(dy.data(), out, AE_REAL), tdx = ae_tensor_wrap(dx.data(), s.in, AE_REAL);
      AeConv *conv = (*k)->conv_new(&s, nullptr);
      ASSERT_NE(conv, nullptr) << (*k)->name << Describe({s, 0});
      (*k)->conv_weights(conv, w.data(), nullptr);
      (*k)->conv_forward(conv, &tx, nullptr, &ty);
      (*k)->conv_backward_data(conv, &tdy, &tdx);
      (*k)->conv_free(conv);
      ae_conv_matrix_apply(&m, x.data(), want.data());
      ae_conv_matrix_apply_transposed(&m, dy.data(), want_dx.data());
      EXPECT_EQ(y, want) << (*k)->name << Describe({s, 0});
      EXPECT_EQ(dx, want_dx) << (*k)->name << Describe({s, 0});
      double cx_y = 0, x_cty = 0;
      for (gsize i = 0; i < m.rows; i++)
        cx_y += static_cast<double>(want[i]) * dy[i];
      for (gsize i = 0; i < m.columns; i++)
        x_cty += static_cast<double>(x[i]) * want_dx[i];
      EXPECT_EQ(cx_y, x_cty) << "<Cx, y> = <x, C^T y>";
    }
}

/* R90. The layer widens 2x2 to 4x4: C^T of the example. */
TEST(ConvMatrix, TransposedConvolutionLayerIsTheTranspose) {
  Graph graph = Parse("x input channels=1\ny tconv2d out=1 kernel=3 stride=1 pad=valid bias=0");
  Params params = NewParams(graph.get(), 1);
  vector<ae_real> w = Integers(9, 4), x = Integers(4, 5), want(16);
  std::copy(w.begin(), w.end(), params->data);
  NetOwner net = NewNet(graph.get(), params.get(), 1, 2, 2, AeNetOptions{});
  std::copy(x.begin(), x.end(), Data(ae_net_input(net.get(), 0)));
  Matrix m(Spec(1, 1, 4, 4, 1, 3, 1, 0), w);
  ae_conv_matrix_apply_transposed(&m, x.data(), want.data());
  EXPECT_EQ(Output(net.get()), want);
  EXPECT_EQ(ae_net_output(net.get())->shape.h, 4);
}

TEST(ConvMatrix, RefusesWhatDoesNotFit) {
  const vector<ae_real> w(1024 * 9, 1);
  AeConvMatrix m;
  const struct {
    AeConvSpec spec;
    AeError code;
  } cases[] = {
      {Spec(1, 1, 2, 2, 1, 3, 1, 0), AE_ERROR_USAGE},
      {Spec(2, 1, 4, 4, 1, 3, 1, 0), AE_ERROR_LIMIT},
      {Spec(1, 1, 100, 100, 1, 3), AE_ERROR_LIMIT},
      {Spec(1, 1, 1 << 15, 1 << 16, 1, 3), AE_ERROR_LIMIT},
  };
  for (const auto &c : cases) {
    g_autoptr(GError) error = nullptr;
    EXPECT_FALSE(ae_conv_matrix_init(&m, &c.spec, w.data(), &error));
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, c.code)) << error->message;
    EXPECT_EQ(m.data, nullptr);
  }
}

} // namespace
