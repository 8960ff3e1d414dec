/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolutions to test kernels with, and what they work on. */
#ifndef AE_TESTS_KERNELS_HELPERS_H
#define AE_TESTS_KERNELS_HELPERS_H

#include "base/rng.h"
#include "tensor/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

struct Case {
  AeConvSpec spec;
  int rows_around; /* of the buffers that x, y and add are windows of */
};

inline AeConvSpec Spec(int n, int c, int h, int w, int out, int kernel, int stride = 1, int pad = -1, int groups = 1) {
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

inline std::string Describe(const Case &c) {
  const AeConvSpec &s = c.spec;
  g_autofree char *in = ae_shape_text(s.in);
  g_autofree char *text =
      g_strdup_printf("in %s out %d kernel %dx%d stride %dx%d pad %d %d %d %d groups %d bias %d add %d act %d bf16 %d "
                      "type %d window %d",
                      in, s.out, s.kernel_h, s.kernel_w, s.stride_h, s.stride_w, s.pad_top, s.pad_bottom, s.pad_left,
                      s.pad_right, s.groups, s.bias, s.add, s.act, s.bf16, s.type, c.rows_around);
  return text;
}

inline std::vector<Case> ExtremeCases() {
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

inline Conv NewConv(const AeKernels *kernels, const AeConvSpec &spec) {
  g_autoptr(GError) error = nullptr;
  Conv conv(kernels->conv_new(&spec, &error), ConvDeleter{kernels});
  EXPECT_NE(conv, nullptr) << (error ? error->message : "");
  return conv;
}

inline const AeKernels *Ref() { return ae_kernels_by_name("ref", nullptr); }

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

inline std::vector<float> Magnitudes(std::vector<float> v) {
  for (float &value : v)
    value = std::fabs(value);
  return v;
}

inline std::vector<const AeKernels *> OtherKernels() {
  std::vector<const AeKernels *> rows;
  for (const AeKernels *const *row = ae_kernels(); *row; row++)
    if (*row != Ref() && (*row)->available())
      rows.push_back(*row);
  return rows;
}

inline const auto kRowName = [](const auto &row) { return std::string(row.param->name); };
#endif
