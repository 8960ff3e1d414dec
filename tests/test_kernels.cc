/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every back end of the table against the reference: a list of extreme convolutions and a hundred random ones, each
 * forward (fresh and in place), and backward, over row windows of larger buffers whose other rows must stay as they
 * were. */
#include "base/rng.h"
#include "tensor/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace {

/* Bounds on |difference| / sum |w| |x|. The reference rounds operands to bf16 as the others must, so that only the
 * order of the sums differs; a result stored as bf16 may round to the neighbour. */
constexpr double kBound = 1e-5, kBf16Ulp = 1.0 / 128;

struct Case {
  AeConvSpec spec;
  int rows_around; /* of the buffers that x, y and add are windows of */
};

AeConvSpec Spec(int n, int c, int h, int w, int out, int kernel, int stride = 1, int pad = -1, int groups = 1) {
  AeConvSpec s{};
  s.in = {n, c, h, w};
  s.out = out;
  s.kernel_h = s.kernel_w = kernel;
  s.stride_h = s.stride_w = stride;
  s.pad_top = s.pad_bottom = s.pad_left = s.pad_right = pad < 0 ? kernel / 2 : pad;
  s.groups = groups;
  s.slope = 0.1;
  return s;
}

std::string Describe(const Case &c) {
  const AeConvSpec &s = c.spec;
  g_autofree char *in = ae_shape_text(s.in);
  g_autofree char *text =
      g_strdup_printf("in %s out %d kernel %dx%d stride %dx%d pad %d %d %d %d groups %d bias %d add %d act %d bf16 %d "
                      "type %d window %d",
                      in, s.out, s.kernel_h, s.kernel_w, s.stride_h, s.stride_w, s.pad_top, s.pad_bottom, s.pad_left,
                      s.pad_right, s.groups, s.bias, s.add, s.act, s.bf16, s.type, c.rows_around);
  return text;
}

std::vector<Case> ExtremeCases() {
  std::vector<Case> cases;
  for (int n : {1, 3})
    for (int window : {0, 2}) {
      for (const AeConvSpec &s : {
               Spec(n, 1, 1, 1, 1, 1),       /* one number */
               Spec(n, 3, 1, 1, 5, 3),       /* one pixel, mostly padding */
               Spec(n, 2, 2, 3, 4, 7, 1, 5), /* kernel and padding larger than the picture */
               Spec(n, 13, 9, 7, 13, 3),     /* odd channels */
               Spec(n, 1, 8, 8, 3, 5),
               Spec(n, 3, 11, 6, 1, 3),
               Spec(n, 64, 5, 33, 64, 3), /* the denoiser's */
               Spec(n, 13, 6, 30, 64, 3),
               Spec(n, 96, 4, 17, 128, 2, 2, 0),
               Spec(n, 128, 3, 9, 128, 3),
               Spec(n, 64, 4, 20, 12, 3),
               Spec(n, 32, 7, 7, 48, 1),
               Spec(n, 32, 7, 7, 48, 1, 2, 0),
               Spec(n, 16, 9, 9, 16, 3, 2),
               Spec(n, 6, 10, 11, 9, 3, 3),
               Spec(n, 16, 6, 7, 16, 3, 1, 1, 2),
               Spec(n, 6, 6, 7, 9, 3, 1, 1, 3),
               Spec(n, 16, 6, 7, 16, 3, 1, 1, 16), /* depthwise */
               Spec(n, 5, 6, 7, 5, 3, 2, 1, 5),
               Spec(n, 7, 6, 7, 14, 3, 1, 1, 7),
           })
        cases.push_back({s, window});
    }
  AeConvSpec strip = Spec(1, 64, 10, 24, 64, 3);
  strip.pad_top = strip.pad_bottom = 0;
  cases.push_back({strip, 3});
  AeConvSpec uneven = Spec(2, 8, 7, 9, 8, 3);
  uneven.pad_top = 0, uneven.pad_bottom = 2, uneven.pad_left = 1, uneven.pad_right = 0;
  cases.push_back({uneven, 0});
  AeConvSpec flat = Spec(1, 8, 7, 9, 8, 3);
  flat.kernel_h = 1, flat.pad_top = flat.pad_bottom = 0, flat.stride_w = 2;
  cases.push_back({flat, 1});
  return cases;
}

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
  for (int i = 0; i < 100; i++)
    cases.push_back({RandomSpec(&rng), static_cast<int>(ae_rng_below(&rng, 3))});
  for (size_t i = 0; i < cases.size(); i++) {
    cases[i].spec.bias = static_cast<int>(ae_rng_below(&rng, 2));
    cases[i].spec.add = static_cast<int>(ae_rng_below(&rng, 2));
    cases[i].spec.act = static_cast<AeAct>(ae_rng_below(&rng, 3));
  }
  return cases;
}

/* Numbers as the reference sees them, and their window in a larger buffer of the wanted type. */
class Buffer {
public:
  Buffer(AeShape shape, AeType type, int rows_around) : around_(rows_around) {
    AeShape whole = shape;
    whole.h += 2 * rows_around;
    g_assert_true(ae_tensor_new(&whole_, whole, type, nullptr));
    view_ = ae_tensor_rows(&whole_, rows_around, shape.h);
  }
  ~Buffer() { ae_tensor_clear(&whole_); }
  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;

  AeTensor *view() { return &view_; }

  void Fill(AeRng *rng) {
    Each([&](gsize i, bool) { Set(i, static_cast<float>(ae_rng_normal(rng))); });
  }
  void FillFrom(const Buffer &other) {
    gsize i = 0;
    std::vector<float> values = other.Values();
    Each([&](gsize at, bool inside) {
      if (inside)
        Set(at, values[i++]);
    });
  }
  void Absolute() {
    Each([&](gsize i, bool) { Set(i, std::fabs(Get(i))); });
  }
  std::vector<float> Values() const { return Collect(true); }
  std::vector<float> Around() const { return Collect(false); }

private:
  template <class F> void Each(F visit) const {
    const AeShape &s = whole_.shape;
    gsize i = 0;
    for (int n = 0; n < s.n; n++)
      for (int h = 0; h < s.h; h++)
        for (gsize k = 0; k < whole_.row; k++)
          visit(i++, h >= around_ && h < s.h - around_);
  }
  std::vector<float> Collect(bool wanted) const {
    std::vector<float> values;
    Each([&](gsize i, bool inside) {
      if (inside == wanted)
        values.push_back(Get(i));
    });
    return values;
  }
  float Get(gsize i) const {
    if (whole_.type == AE_REAL)
      return static_cast<const float *>(whole_.data)[i];
    float value;
    ae_bf16_to_float(static_cast<const ae_bf16 *>(whole_.data) + i, &value, 1);
    return value;
  }
  void Set(gsize i, float value) {
    if (whole_.type == AE_REAL)
      static_cast<float *>(whole_.data)[i] = value;
    else
      ae_bf16_from_float(&value, static_cast<ae_bf16 *>(whole_.data) + i, 1);
  }

  int around_;
  AeTensor whole_, view_;
};

struct ConvDeleter {
  const AeKernels *kernels;
  void operator()(AeConv *conv) const { kernels->conv_free(conv); }
};
using Conv = std::unique_ptr<AeConv, ConvDeleter>;

Conv NewConv(const AeKernels *kernels, const AeConvSpec &spec) {
  g_autoptr(GError) error = nullptr;
  Conv conv(kernels->conv_new(&spec, &error), ConvDeleter{kernels});
  EXPECT_NE(conv, nullptr) << (error ? error->message : "");
  return conv;
}

const AeKernels *Ref() { return ae_kernels_by_name("ref", nullptr); }

/* The operands of one case, and sum |w| |x| for each output of each pass. */
class Operands {
public:
  Operands(const Case &c, AeRng *rng)
      : spec_(c.spec), out_(OutShape(c.spec)), x(c.spec.in, c.spec.type, c.rows_around),
        add(out_, c.spec.type, c.rows_around), dy(out_, c.spec.type, c.rows_around) {
    x.Fill(rng), add.Fill(rng), dy.Fill(rng);
    w.resize(static_cast<size_t>(spec_.out) * spec_.in.c / spec_.groups * spec_.kernel_h * spec_.kernel_w);
    bias.resize(spec_.out);
    for (float &v : w)
      v = static_cast<float>(ae_rng_normal(rng));
    for (float &v : bias)
      v = static_cast<float>(ae_rng_normal(rng));
  }
  static AeShape OutShape(const AeConvSpec &spec) {
    AeShape out{};
    EXPECT_TRUE(ae_conv_shape(&spec, &out, nullptr));
    return out;
  }
  AeShape out() const { return out_; }
  const float *Bias() const { return spec_.bias ? bias.data() : nullptr; }

private:
  AeConvSpec spec_;
  AeShape out_;

public:
  Buffer x, add, dy;
  std::vector<float> w, bias;
};

std::vector<float> Magnitudes(std::vector<float> v) {
  for (float &value : v)
    value = std::fabs(value);
  return v;
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

/* ---- the same bits for any region of interest ---- */

struct Region {
  int top, left, h, w;
};

/* A dense copy of a region of the buffer's only image. */
class Crop {
public:
  Crop(const AeTensor *from, Region r) {
    g_assert_true(ae_tensor_new(&tensor_, {1, from->shape.c, r.h, r.w}, from->type, nullptr));
    gsize size = ae_type_size(from->type);
    for (int h = 0; h < r.h; h++)
      memcpy(static_cast<guint8 *>(tensor_.data) + size * h * tensor_.row,
             static_cast<const guint8 *>(from->data) +
                 size * ((r.top + h) * from->row + gsize{1} * r.left * from->shape.c),
             size * tensor_.row);
  }
  ~Crop() { ae_tensor_clear(&tensor_); }
  Crop(const Crop &) = delete;
  Crop &operator=(const Crop &) = delete;
  AeTensor *tensor() { return &tensor_; }

private:
  AeTensor tensor_;
};

bool SameBits(const AeTensor *a, const AeTensor *b) {
  return ae_shape_equal(a->shape, b->shape) &&
         memcmp(a->data, b->data, ae_type_size(a->type) * a->image * a->shape.n) == 0;
}

class RegionTest : public testing::TestWithParam<const AeKernels *> {
protected:
  /* x -> y of a picture, then of regions of x that reach as far as the kernel beyond the regions of y: no padding
   * there. */
  void Check(AeConvSpec spec, const std::vector<Region> &regions) {
    AeRng rng;
    ae_rng_init(&rng, 6, 0);
    Operands o({spec, 0}, &rng);
    Buffer whole(o.out(), spec.type, 0);
    Run(spec, o, o.x.view(), whole.view());
    for (Region out : regions) {
      Region in = {out.top * spec.stride_h - spec.pad_top, out.left * spec.stride_w - spec.pad_left,
                   (out.h - 1) * spec.stride_h + spec.kernel_h, (out.w - 1) * spec.stride_w + spec.kernel_w};
      ASSERT_TRUE(in.top >= 0 && in.left >= 0 && in.top + in.h <= spec.in.h && in.left + in.w <= spec.in.w);
      Crop x(o.x.view(), in), want(whole.view(), out), got(whole.view(), out);
      AeConvSpec part = spec;
      part.in = x.tensor()->shape;
      part.pad_top = part.pad_bottom = part.pad_left = part.pad_right = 0;
      Run(part, o, x.tensor(), got.tensor());
      EXPECT_TRUE(SameBits(want.tensor(), got.tensor()))
          << Describe({spec, 0}) << ": " << out.h << "x" << out.w << " at " << out.top << "," << out.left;
      if (spec.stride_h == 1)
        CheckPadded(spec, o, x.tensor(), want.tensor());
    }
  }

  /* dy -> dx as a transposed convolution, of a picture and of regions of dy; near a region's edge, where kernels
   * overlap, some of dy is missing. */
  void CheckTransposed(AeConvSpec spec, const std::vector<Region> &regions) {
    AeRng rng;
    ae_rng_init(&rng, 7, 0);
    spec.backward = TRUE;
    int edge = spec.kernel_h - spec.stride_h, step = spec.stride_h;
    Operands o({spec, 0}, &rng);
    Buffer whole(spec.in, AE_REAL, 0);
    RunTransposed(spec, o, o.dy.view(), whole.view());
    for (Region in : regions) {
      AeConvSpec part = spec;
      part.in.h = (in.h - 1) * step + spec.kernel_h - 2 * spec.pad_top;
      part.in.w = (in.w - 1) * step + spec.kernel_w - 2 * spec.pad_left;
      if (part.in.h <= 2 * edge || part.in.w <= 2 * edge)
        continue;
      Buffer all(part.in, AE_REAL, 0);
      Crop dy(o.dy.view(), in);
      RunTransposed(part, o, dy.tensor(), all.view());
      int h = part.in.h - 2 * edge, w = part.in.w - 2 * edge;
      Crop want(whole.view(), {in.top * step + edge, in.left * step + edge, h, w}), got(all.view(), {edge, edge, h, w});
      EXPECT_TRUE(SameBits(want.tensor(), got.tensor()))
          << "transposed " << Describe({spec, 0}) << ": " << in.h << "x" << in.w << " at " << in.top << "," << in.left;
    }
  }

private:
  /* x with padding of its own gives a larger y, whose inner part is the region. */
  static void CheckPadded(AeConvSpec spec, const Operands &o, const AeTensor *x, const AeTensor *want) {
    spec.in = x->shape;
    Buffer padded(Operands::OutShape(spec), spec.type, 0);
    Run(spec, o, x, padded.view());
    Crop inner(padded.view(), {spec.pad_top, spec.pad_left, want->shape.h, want->shape.w});
    EXPECT_TRUE(SameBits(want, inner.tensor())) << "inside of " << Describe({spec, 0});
  }

  static void Run(const AeConvSpec &spec, const Operands &o, const AeTensor *x, AeTensor *y) {
    Conv conv = NewConv(GetParam(), spec);
    GetParam()->conv_weights(conv.get(), o.w.data(), o.Bias());
    GetParam()->conv_forward(conv.get(), x, nullptr, y);
  }
  static void RunTransposed(const AeConvSpec &spec, const Operands &o, const AeTensor *dy, AeTensor *dx) {
    Conv conv = NewConv(GetParam(), spec);
    GetParam()->conv_weights(conv.get(), o.w.data(), o.Bias());
    GetParam()->conv_backward_data(conv.get(), dy, dx);
  }
};

constexpr Region kRegions[] = {{2, 2, 7, 150}, {2, 2, 1, 1},   {2, 37, 7, 100},
                               {2, 5, 3, 17},  {3, 80, 1, 64}, {2, 3, 2, 31}};

std::vector<AeConvSpec> LocalSpecs() {
  std::vector<AeConvSpec> specs;
  for (int in : {3, 16, 64, 128})
    for (int out : {12, 64, 96, 128})
      specs.push_back(Spec(1, in, 10, 161, out, 3));
  for (int in : {16, 64, 128})
    for (int out : {13, 64}) {
      specs.push_back(Spec(1, in, 10, 161, out, 1));
      specs.push_back(Spec(1, in, 14, 165, out, 5));
      specs.push_back(Spec(1, in, 19, 320, out, 2, 2, 0));
    }
  specs.push_back(Spec(1, 32, 10, 161, 32, 3, 1, 1, 2));
  specs.push_back(Spec(1, 32, 10, 161, 32, 3, 1, 1, 32));
  return specs;
}

TEST_P(RegionTest, ForwardDoesNotDependOnWhereAPixelLies) {
  for (AeConvSpec spec : LocalSpecs()) {
    spec.bias = TRUE;
    spec.act = AE_ACT_RELU;
    Check(spec, {std::begin(kRegions), std::end(kRegions)});
  }
}

TEST_P(RegionTest, Bf16ForwardDoesNotDependOnWhereAPixelLies) {
  for (AeConvSpec spec : LocalSpecs()) {
    spec.type = AE_BF16;
    Check(spec, {std::begin(kRegions), std::end(kRegions)});
  }
}

TEST_P(RegionTest, TransposedDoesNotDependOnWhereAPixelLies) {
  for (int channels : {12, 64, 128})
    for (bool bf16 : {false, true}) {
      for (AeConvSpec spec : {Spec(1, channels, 20, 320, 96, 2, 2, 0), Spec(1, channels, 20, 320, 64, 4, 2, 1),
                              Spec(1, channels, 12, 160, 64, 3), Spec(1, channels, 30, 480, 13, 3, 3, 0)}) {
        spec.bf16 = bf16;
        CheckTransposed(spec, {std::begin(kRegions), std::end(kRegions)});
      }
    }
}

std::vector<const AeKernels *> AvailableKernels() {
  std::vector<const AeKernels *> rows;
  for (const AeKernels *const *row = ae_kernels(); *row; row++)
    if ((*row)->available())
      rows.push_back(*row);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Table, RegionTest, testing::ValuesIn(AvailableKernels()),
                         [](const auto &row) { return std::string(row.param->name); });
INSTANTIATE_TEST_SUITE_P(Table, KernelsTest, testing::ValuesIn(AvailableKernels()),
                         [](const auto &row) { return std::string(row.param->name); });

} // namespace
