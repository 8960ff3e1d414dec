/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Of every back end: a pixel's bits do not depend on the picture around it, so that any region of interest, tile or
 * strip gives the same answer. */
#include "kernels_helpers.h"

namespace {

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
  specs.push_back(Spec(1, 32, 10, 161, 2, 3));
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

INSTANTIATE_TEST_SUITE_P(Table, RegionTest, testing::ValuesIn(OtherKernels()), kRowName);

} // namespace
