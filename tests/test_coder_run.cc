/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The halves of autoencoders on plain numbers: what comes out of one does not depend on what comes with it. */
#include <algorithm>

#include "toy_models.h"

extern "C" {
#include "stage/coder.h"
}

namespace {

using CoderOwner = std::unique_ptr<AeCoder, Freed<ae_coder_free>>;

class CoderRun : public ToyModels {
protected:
  CoderOwner New(const std::string &path, AeCoderHalf half, guint threads = 1) {
    g_clear_error(&failure.error);
    return CoderOwner(ae_coder_new(path.c_str(), half, threads, &failure));
  }
  std::vector<float> Run(AeCoder *coder, const std::vector<float> &in, const std::vector<int> &labels = {}) {
    gsize n = in.size() / ae_coder_in(coder);
    std::vector<float> out(n * ae_coder_out(coder));
    EXPECT_TRUE(ae_coder_run(coder, in.data(), labels.empty() ? nullptr : labels.data(), n, out.data(), &failure))
        << failure.message();
    return out;
  }
};

std::vector<float> Numbers(gsize n, guint64 seed) {
  std::vector<float> numbers(n);
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  for (float &number : numbers)
    number = (float)ae_rng_uniform(&rng);
  return numbers;
}

struct Case {
  const char *name, *net;
  bool label;
};
const Case kCases[] = {{"vae", kVariational, false},
                       {"cvae", kConditional, true},
                       {"tied", kTied, false},
                       {"conv", kConvolutional, false},
                       /* as large as the sets of digits need: other kernels than for the toys */
                       {"wide",
                        "x input channels=1 height=28 width=28\nf flatten\nh dense out=400\nr relu\nz dense out=32\n"
                        "g dense out=400\ns relu\nd dense out=784\nout reshape channels=1 height=28 width=28\n",
                        false}};

/* R9. */
TEST_F(CoderRun, OneAndManyAndThreadsGiveTheSameBits) {
  const gsize n = 3 * AE_CODER_BLOCK + 5;
  for (const Case &c : kCases)
    for (AeCoderHalf half : {AE_CODER_ENCODER, AE_CODER_DECODER}) {
      std::string path = Model(c.name, c.net, "z");
      CoderOwner one = New(path, half), two = New(path, half, 2);
      ASSERT_TRUE(one && two) << failure.message();
      gsize d = ae_coder_in(one.get()), e = ae_coder_out(one.get());
      std::vector<float> in = Numbers(n * d, 7);
      std::vector<int> labels(c.label ? n : 0);
      for (gsize i = 0; i < labels.size(); i++)
        labels[i] = (int)(i * i % 3);
      std::vector<float> all = Run(one.get(), in, labels);
      EXPECT_TRUE(Run(two.get(), in, labels) == all) << c.name;
      for (gsize i = 0; i < n; i++) {
        std::vector<float> single(in.begin() + (long)(i * d), in.begin() + (long)((i + 1) * d));
        std::vector<int> label;
        if (c.label)
          label.push_back(labels[i]);
        EXPECT_TRUE(Run(one.get(), single, label) ==
                    std::vector<float>(all.begin() + (long)(i * e), all.begin() + (long)((i + 1) * e)))
            << c.name << " " << i;
      }
    }
}

/* R34. All means, then all logarithms of variances, pixel by pixel in a code that is a picture; the mean is the code.
 */
TEST_F(CoderRun, DistributionIsMeansAndThenLogVariances) {
  for (const char *net : {kVariational, kConvolutional}) {
    std::string path = Model("vae", net, "z"), raw = Model("raw", net, "dist");
    CoderOwner encoder = New(path, AE_CODER_ENCODER), dist = New(path, AE_CODER_DISTRIBUTION),
               node = New(raw, AE_CODER_ENCODER);
    ASSERT_TRUE(encoder && dist && node) << failure.message();
    EXPECT_TRUE(ae_coder_variational(encoder.get()));
    EXPECT_FALSE(ae_coder_variational(node.get()));
    std::vector<float> in = Numbers(48, 9), z = Run(encoder.get(), in), both = Run(dist.get(), in),
                       wanted = Run(node.get(), in);
    gsize d = z.size(), channels = net == kVariational ? 4 : 2;
    ASSERT_EQ(both.size(), 2 * d);
    for (gsize i = 0; i < d; i++) {
      gsize at = i / channels * 2 * channels + i % channels;
      EXPECT_EQ(both[i], z[i]);
      EXPECT_EQ(both[i], wanted[at]);
      EXPECT_EQ(both[d + i], wanted[at + channels]);
    }
  }
  EXPECT_EQ(New(Model("tied", kTied, "z"), AE_CODER_DISTRIBUTION), nullptr);
  EXPECT_NE(failure.message().find("not variational"), std::string::npos) << failure.message();
}

/* x^ = W^T (W x + b) + c, with the file's own numbers. */
TEST_F(CoderRun, TiedDecodersHaveTheEncodersWeights) {
  std::string path = Model("tied", kTied, "z");
  CoderOwner encoder = New(path, AE_CODER_ENCODER), decoder = New(path, AE_CODER_DECODER);
  ASSERT_TRUE(encoder && decoder) << failure.message();
  const AeParam *w = ae_params_find(ae_model_params(ae_coder_model(encoder.get())), "z.weight");
  std::vector<float> in = Numbers(48, 5), z = Run(encoder.get(), in), out = Run(decoder.get(), z);
  for (int i = 0; i < 48; i++) {
    double sum = 0;
    for (int k = 0; k < 4; k++)
      sum += (double)w->data[k * 48 + i] * z[(gsize)k];
    EXPECT_NEAR(out[(gsize)i], sum, 1e-5);
  }
}

TEST_F(CoderRun, RefusesWrongLabels) {
  CoderOwner coder = New(Model("cvae", kConditional, "z"), AE_CODER_DECODER);
  ASSERT_TRUE(coder) << failure.message();
  EXPECT_EQ(ae_coder_classes(coder.get()), 3u);
  std::vector<float> in(8), out(96);
  const int labels[] = {2, 3};
  EXPECT_FALSE(ae_coder_run(coder.get(), in.data(), labels, 2, out.data(), &failure));
  EXPECT_EQ(failure.message(), "model cvae has no label 3; its labels are 0..2");
  g_clear_error(&failure.error);
  EXPECT_FALSE(ae_coder_run(coder.get(), in.data(), nullptr, 2, out.data(), &failure));
}

} // namespace
