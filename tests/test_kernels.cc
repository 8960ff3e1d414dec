/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every back end of the table against the reference: a list of extreme convolutions and sixty random ones, each forward
 * (fresh and in place), and backward, over row windows of larger buffers whose other rows must stay as they were. */
#include "kernels_helpers.h"

#include <algorithm>
#include <thread>

namespace {

/* Bounds on |difference| / sum |w| |x|. The reference rounds operands to bf16 as the others must, so that only the
 * order of the sums differs; a result stored as bf16 may round to the neighbour. */
constexpr double kBound = 1e-5, kBf16Ulp = 1.0 / 128;

AeConvSpec RandomSpec(AeRng *rng) {
  for (;;) {
    int groups = ae_rng_below(rng, 4) ? 1 : 1 + ae_rng_below(rng, 4);
    AeConvSpec s =
        Spec(1 + ae_rng_below(rng, 3), groups * (1 + ae_rng_below(rng, 40 / groups)), 1 + ae_rng_below(rng, 14),
             1 + ae_rng_below(rng, 40), groups * (1 + ae_rng_below(rng, 40 / groups)), 1);
    s.groups = groups;
    s.kernel_h = 1 + ae_rng_below(rng, 5), s.kernel_w = 1 + ae_rng_below(rng, 5);
    s.stride_h = 1 + ae_rng_below(rng, 3), s.stride_w = 1 + ae_rng_below(rng, 3);
    s.pad_top = ae_rng_below(rng, 3), s.pad_bottom = ae_rng_below(rng, 3);
    s.pad_left = ae_rng_below(rng, 3), s.pad_right = ae_rng_below(rng, 3);
    AeShape out;
    if (ae_conv_shape(&s, &out, nullptr))
      return s;
  }
}

/* Fusions and types by turns, so that every kind meets many shapes. */
std::vector<Case> AllCases() {
  std::vector<Case> cases = ExtremeCases();
  AeRng rng;
  ae_rng_init(&rng, 1, 0);
  for (int i = 0; i < 60; i++)
    cases.push_back({RandomSpec(&rng), static_cast<int>(ae_rng_below(&rng, 3))});
  for (size_t i = 0; i < cases.size(); i++) {
    cases[i].spec.bias = static_cast<int>(ae_rng_below(&rng, 2));
    cases[i].spec.add = static_cast<int>(ae_rng_below(&rng, 2));
    cases[i].spec.act = static_cast<AeAct>(ae_rng_below(&rng, 3));
  }
  return cases;
}

void ExpectNear(const std::vector<float> &got, const std::vector<float> &want, const std::vector<float> &scale,
                double ulp, const char *what) {
  ASSERT_EQ(got.size(), want.size()) << what;
  ASSERT_EQ(got.size(), scale.size()) << what;
  for (size_t i = 0; i < got.size(); i++)
    ASSERT_LE(std::fabs(got[i] - want[i]), kBound * scale[i] + ulp * std::fabs(want[i]))
        << what << " at " << i << ": " << got[i] << " for " << want[i];
}

class KernelsTest : public testing::TestWithParam<const AeKernels *> {
protected:
  void Forward(const Case &c, Operands *o, bool in_place) {
    Buffer want(o->out(), c.spec.type, 0), got(o->out(), c.spec.type, c.rows_around), scale(o->out(), AE_REAL, 0);
    Conv ref = NewConv(Ref(), c.spec), conv = NewConv(GetParam(), c.spec);
    Ref()->conv_weights(ref.get(), o->w.data(), o->Bias());
    Ref()->conv_forward(ref.get(), o->x.view(), o->add.view(), want.view());
    GetParam()->conv_weights(conv.get(), o->w.data(), o->Bias());
    AeRng rng;
    ae_rng_init(&rng, 2, 0);
    got.Fill(&rng);
    if (in_place)
      got.FillFrom(o->add);
    std::vector<float> around = got.Around();
    GetParam()->conv_forward(conv.get(), o->x.view(), in_place ? got.view() : o->add.view(), got.view());
    EXPECT_EQ(around, got.Around()) << "wrote outside of its window";
    ForwardScale(c, o, scale.view());
    ExpectNear(got.Values(), want.Values(), scale.Values(), c.spec.type == AE_BF16 ? kBf16Ulp : 0,
               in_place ? "y in place" : "y");
  }

  /* sum |w| |x| + |bias| + |add| */
  void ForwardScale(const Case &c, Operands *o, AeTensor *scale) {
    AeConvSpec plain = c.spec;
    plain.act = AE_ACT_NONE;
    plain.type = AE_REAL;
    Buffer x(c.spec.in, AE_REAL, 0), add(o->out(), AE_REAL, 0);
    x.FillFrom(o->x), x.Absolute(), add.FillFrom(o->add), add.Absolute();
    Conv conv = NewConv(Ref(), plain);
    Ref()->conv_weights(conv.get(), Magnitudes(o->w).data(), Magnitudes(o->bias).data());
    Ref()->conv_forward(conv.get(), x.view(), add.view(), scale);
  }

  void Backward(const Case &c, Operands *o) {
    Buffer want(c.spec.in, AE_REAL, 0), got(c.spec.in, AE_REAL, c.rows_around), scale(c.spec.in, AE_REAL, 0);
    Buffer dy(o->out(), AE_REAL, 0), x(c.spec.in, AE_REAL, 0);
    dy.FillFrom(o->dy), dy.Absolute(), x.FillFrom(o->x), x.Absolute();
    Conv ref = NewConv(Ref(), c.spec), conv = NewConv(GetParam(), c.spec);
    GetParam()->conv_weights(conv.get(), o->w.data(), o->Bias());
    GetParam()->conv_backward_data(conv.get(), o->dy.view(), got.view());
    Ref()->conv_weights(ref.get(), o->w.data(), o->Bias());
    Ref()->conv_backward_data(ref.get(), o->dy.view(), want.view());
    Ref()->conv_weights(ref.get(), Magnitudes(o->w).data(), o->Bias());
    Ref()->conv_backward_data(ref.get(), dy.view(), scale.view());
    ExpectNear(got.Values(), want.Values(), scale.Values(), 0, "dx");
    BackwardWeights(c, o, conv.get(), ref.get(), &x, &dy);
  }

  /* Twice, since gradients are added to what is there. */
  void BackwardWeights(const Case &c, Operands *o, AeConv *conv, AeConv *ref, Buffer *abs_x, Buffer *abs_dy) {
    std::vector<float> want(o->w.size(), 1), got(o->w.size(), 1), scale(o->w.size(), 1);
    std::vector<float> want_bias(o->bias.size(), 1), got_bias(o->bias.size(), 1), scale_bias(o->bias.size(), 1);
    for (int i = 0; i < 2; i++) {
      GetParam()->conv_backward_weights(conv, o->x.view(), o->dy.view(), got.data(),
                                        c.spec.bias ? got_bias.data() : nullptr);
      Ref()->conv_backward_weights(ref, o->x.view(), o->dy.view(), want.data(),
                                   c.spec.bias ? want_bias.data() : nullptr);
      Ref()->conv_backward_weights(ref, abs_x->view(), abs_dy->view(), scale.data(), scale_bias.data());
    }
    ExpectNear(got, want, scale, 0, "dw");
    ExpectNear(got_bias, want_bias, scale_bias, 0, "db");
  }
};

TEST_P(KernelsTest, ForwardAgreesWithReference) {
  AeRng rng;
  ae_rng_init(&rng, 3, 0);
  for (const Case &c : AllCases()) {
    SCOPED_TRACE(Describe(c));
    Operands o(c, &rng);
    Forward(c, &o, false);
    if (c.spec.add)
      Forward(c, &o, true);
    if (HasFatalFailure() || HasNonfatalFailure())
      return;
  }
}

TEST_P(KernelsTest, Bf16ForwardAgreesWithReference) {
  AeRng rng;
  ae_rng_init(&rng, 4, 0);
  for (Case c : AllCases())
    for (AeType type : {AE_REAL, AE_BF16}) {
      c.spec.type = type;
      c.spec.bf16 = TRUE;
      SCOPED_TRACE(Describe(c));
      Operands o(c, &rng);
      Forward(c, &o, false);
      if (c.spec.add)
        Forward(c, &o, true);
      if (HasFatalFailure() || HasNonfatalFailure())
        return;
    }
}

TEST_P(KernelsTest, BackwardAgreesWithReference) {
  AeRng rng;
  ae_rng_init(&rng, 5, 0);
  for (Case c : AllCases())
    for (bool bf16 : {false, true}) {
      c.spec.backward = TRUE;
      c.spec.bf16 = bf16;
      SCOPED_TRACE(Describe(c));
      Operands o(c, &rng);
      Forward(c, &o, false);
      Backward(c, &o);
      if (HasFatalFailure() || HasNonfatalFailure())
        return;
    }
}

/* The last convolution of a network that draws a picture: back ends may have code of its own for it. */
TEST_P(KernelsTest, FewOutputsAgreeWithReference) {
  AeRng rng;
  ae_rng_init(&rng, 6, 0);
  for (AeConvSpec spec : {Spec(3, 16, 9, 7, 1, 3), Spec(2, 32, 5, 11, 2, 5), Spec(1, 48, 6, 6, 2, 4, 1, 1),
                          Spec(2, 16, 4, 3, 1, 1), Spec(2, 16, 7, 9, 1, 3, 2), Spec(1, 16, 8, 8, 2, 3, 1, 0)})
    for (int window : {0, 2}) {
      spec.backward = TRUE;
      spec.bias = window == 0;
      Case c = {spec, window};
      SCOPED_TRACE(Describe(c));
      Operands o(c, &rng);
      Forward(c, &o, false);
      Backward(c, &o);
    }
}

TEST_P(KernelsTest, GemmAgreesWithReference) {
  AeRng rng;
  ae_rng_init(&rng, 8, 0);
  for (int i = 0; i < 64; i++) {
    int m = 1 + ae_rng_below(&rng, 40), n = 1 + ae_rng_below(&rng, 40), k = 1 + ae_rng_below(&rng, i % 2 ? 7 : 300);
    if (i >= 60) /* large enough for what a back end does only for large ones */
      m = 157, n = 150, k = 130;
    bool trans_a = i & 1, trans_b = i & 2;
    float alpha = i % 3 ? 1.0f : -0.5f, beta = i % 5 ? 0.0f : 2.0f;
    int lda = (trans_a ? m : k) + i % 4, ldb = (trans_b ? k : n) + i % 4, ldc = n + i % 4;
    std::vector<float> a(lda * (trans_a ? k : m)), b(ldb * (trans_b ? n : k)), c(ldc * m);
    for (std::vector<float> *values : {&a, &b, &c})
      for (float &v : *values)
        v = static_cast<float>(ae_rng_normal(&rng));
    std::vector<float> want = c, got = c, scale = Magnitudes(c);
    Ref()->gemm(trans_a, trans_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, want.data(), ldc);
    GetParam()->gemm(trans_a, trans_b, m, n, k, alpha, a.data(), lda, b.data(), ldb, beta, got.data(), ldc);
    Ref()->gemm(trans_a, trans_b, m, n, k, std::fabs(alpha), Magnitudes(a).data(), lda, Magnitudes(b).data(), ldb, beta,
                scale.data(), ldc);
    SCOPED_TRACE(testing::Message() << "m " << m << " n " << n << " k " << k << " transposed " << trans_a << trans_b);
    ExpectNear(got, want, scale, 0, "c"); /* what lies between the rows of c as well: it must not change */
  }
}

/* As BLAS: beta = 0 means that c is not read. */
TEST_P(KernelsTest, GemmDoesNotReadWhatItOverwrites) {
  std::vector<float> a(12, 1), b(20, 1), c(15, NAN);
  GetParam()->gemm(FALSE, FALSE, 3, 5, 4, 1, a.data(), 4, b.data(), 5, 0, c.data(), 5);
  for (float v : c)
    EXPECT_EQ(v, 4);
}

/* Windows of columns: pixels between one row and the next that are not the window's. */
TEST_P(KernelsTest, ForwardKeepsToWindowsOfColumns) {
  Case c = {Spec(2, 16, 6, 20, 24, 3), 0}, wide = c;
  wide.spec.in.w += 5;
  AeRng rng;
  ae_rng_init(&rng, 10, 0);
  Operands o(wide, &rng);
  Buffer want(Operands::OutShape(c.spec), AE_REAL, 0), got(o.out(), AE_REAL, 0);
  AeTensor x = *o.x.view(), y = *got.view();
  x.shape.w = y.shape.w = c.spec.in.w;
  Conv ref = NewConv(Ref(), c.spec), conv = NewConv(GetParam(), c.spec);
  Ref()->conv_weights(ref.get(), o.w.data(), nullptr);
  Ref()->conv_forward(ref.get(), &x, nullptr, want.view());
  GetParam()->conv_weights(conv.get(), o.w.data(), nullptr);
  GetParam()->conv_forward(conv.get(), &x, nullptr, &y);
  for (int n = 0; n < y.shape.n; n++)
    for (int h = 0; h < y.shape.h; h++)
      for (gsize i = 0; i < y.row; i++) {
        bool inside = i < want.view()->row;
        ASSERT_NEAR(ae_real_row(&y, n, h)[i], inside ? ae_real_row(want.view(), n, h)[i] : 0, inside ? 1e-3 : 0);
      }
}

/* Each plan on a thread of its own, all at once: the same bits as alone. */
TEST_P(KernelsTest, ThreadsDoNotDisturbEachOther) {
  constexpr int kThreads = 4;
  Case c = {Spec(1, 32, 24, 64, 32, 3), 0};
  AeRng rng;
  ae_rng_init(&rng, 9, 0);
  Operands o(c, &rng);
  Buffer alone(o.out(), AE_REAL, 0);
  auto run = [&](AeTensor *y, int times) {
    Conv conv = NewConv(GetParam(), c.spec);
    GetParam()->conv_weights(conv.get(), o.w.data(), nullptr);
    for (int i = 0; i < times; i++)
      GetParam()->conv_forward(conv.get(), o.x.view(), nullptr, y);
  };
  run(alone.view(), 1);
  std::vector<std::unique_ptr<Buffer>> results;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; i++)
    results.push_back(std::make_unique<Buffer>(o.out(), AE_REAL, 0));
  for (int i = 0; i < kThreads; i++)
    threads.emplace_back([&, i] { run(results[i]->view(), 5); });
  for (std::thread &thread : threads)
    thread.join();
  for (const auto &result : results)
    EXPECT_EQ(result->Values(), alone.Values());
}

INSTANTIATE_TEST_SUITE_P(Table, KernelsTest, testing::ValuesIn(OtherKernels()), kRowName);

} // namespace
