/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Stages that make a sequence: sample and interpolate, and chains as streams. */
#include "toy_models.h"

#include <algorithm>

namespace {

using Stream = std::vector<ImageOwner>;

class Sequence : public ToyModels {
protected:
  /* All pictures that come out of the chain for these. */
  Stream Send(AeChain *chain, const std::vector<AeImage *> &in) {
    Stream out;
    std::vector<AeImage *> all = in;
    all.push_back(nullptr);
    ae_chain_begin(chain);
    for (AeImage *image : all) {
      ae_chain_put(chain, image ? ae_image_rows(image, FALSE) : nullptr);
      while (AeRows *next = ae_chain_next(chain, &failure)) {
        RowsOwner rows(next);
        out.push_back(ImageOwner(ae_image_from_rows(next, &failure)));
      }
      if (failure.error)
        break;
    }
    return out;
  }
  Stream Through(const std::vector<std::string> &words, const std::string &model, const std::vector<AeImage *> &in = {},
                 guint64 seed = 0, guint threads = 0) {
    g_autoptr(AeChain) chain = Open(words, model, seed, threads);
    return chain ? Send(chain, in) : Stream();
  }
};

std::string Pixels(const Stream &stream) {
  std::string all;
  for (const ImageOwner &image : stream)
    all += ::Pixels(image.get());
  return all;
}

std::vector<float> Floats(const AeImage *image) {
  const float *data = (const float *)(const void *)image->data;
  return std::vector<float>(data, data + image->info.width);
}

/* ---- streams ---- */

TEST_F(Sequence, StreamsGiveWhatOneByOneGives) {
  std::string model = Model("vae", kVariational, "z");
  std::vector<ImageOwner> owners;
  std::vector<AeImage *> in;
  for (guint64 i = 0; i < 150; i++) { /* more than twice what is worked on at once */
    owners.push_back(ToyPicture(i % 2 ? AE_SAMPLE_U8 : AE_SAMPLE_U16, 1, i));
    in.push_back(owners.back().get());
  }
  for (guint threads : {1u, 2u}) {
    Stream out = Through({"encode", "@", "null", "decode", "@"}, model, in, 0, threads);
    ASSERT_EQ(out.size(), in.size()) << failure.message();
    for (gsize i = 0; i < in.size(); i++) {
      ImageOwner one = Run({"reconstruct", "@"}, model, in[i]);
      EXPECT_EQ(out[i]->info.sample, in[i]->info.sample);
      EXPECT_TRUE(::Pixels(out[i].get()) == ::Pixels(one.get())) << i;
    }
  }
}

/* After a failure nothing of the stream before is left. */
TEST_F(Sequence, StreamsBeginAnew) {
  std::string model = Model("vae", kVariational, "z");
  g_autoptr(AeChain) chain = Open({"encode", "@"}, model);
  ImageOwner good = ToyPicture(AE_SAMPLE_U8, 1), bad = ToyPicture(AE_SAMPLE_U8, 1, 4, 7, 8);
  EXPECT_EQ(Send(chain, {good.get(), bad.get()}).size(), 0u);
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  g_clear_error(&failure.error);
  EXPECT_EQ(Send(chain, {good.get()}).size(), 1u) << failure.message();
}

/* ---- sample ---- */

/* R48. */
TEST_F(Sequence, SameSeedSameBytes) {
  std::string model = Model("vae", kVariational, "z");
  Stream a = Through({"sample", "@", "n=70"}, model, {}, 5, 1), b = Through({"sample", "@", "n=70"}, model, {}, 5, 2),
         c = Through({"sample", "@", "n=70"}, model, {}, 6), few = Through({"sample", "@", "n=3"}, model, {}, 5);
  ASSERT_EQ(a.size(), 70u) << failure.message();
  EXPECT_EQ(a[0]->info.width, 6u);
  EXPECT_TRUE(Pixels(a) == Pixels(b));
  EXPECT_FALSE(Pixels(a) == Pixels(c));
  EXPECT_TRUE(Pixels(a).substr(0, Pixels(few).size()) == Pixels(few));
  EXPECT_FALSE(::Pixels(a[0].get()) == ::Pixels(a[1].get()));
}

/* R53. */
TEST_F(Sequence, SameCodesForSeveralLabels) {
  std::string model = Model("cvae", kConditional, "z"), plain = Model("vae", kVariational, "z");
  Stream same = Through({"sample", "@", "n=2", "label=1,0-2", "same_z=1"}, model),
         own = Through({"sample", "@", "n=2", "label=1,0-2"}, model),
         one = Through({"sample", "@", "n=2", "label=1"}, model);
  ASSERT_EQ(same.size(), 8u) << failure.message();
  ASSERT_EQ(own.size(), 8u);
  for (gsize i = 0; i < 2; i++) {
    EXPECT_TRUE(::Pixels(same[i].get()) == ::Pixels(same[4 + i].get())) << "label 1 both times";
    EXPECT_FALSE(::Pixels(same[i].get()) == ::Pixels(same[2 + i].get())) << "labels 1 and 0";
    EXPECT_TRUE(::Pixels(own[i].get()) == ::Pixels(one[i].get()));
    EXPECT_FALSE(::Pixels(own[i].get()) == ::Pixels(own[4 + i].get()));
  }
  for (const char *words : {"label=3", "label=", "label=2-1", "label=1,x"}) {
    EXPECT_EQ(Open({"sample", "@", words}, model), nullptr) << words;
    EXPECT_NE(failure.message().find("its labels are 0..2"), std::string::npos) << failure.message();
  }
  EXPECT_EQ(Open({"sample", "@"}, model), nullptr);
  EXPECT_EQ(failure.message(), "model cvae must be told labels; give label=0-2");
  EXPECT_EQ(Open({"sample", "@", "label=1"}, plain), nullptr);
  EXPECT_EQ(failure.message(), "model vae takes no label");
}

TEST_F(Sequence, MissingPriorsSayHowToGetOne) {
  EXPECT_EQ(Open({"sample", "@", "prior=full"}, Model("vae", kVariational, "z")), nullptr);
  EXPECT_NE(failure.message().find("aemodel fit"), std::string::npos) << failure.message();
  EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
}

/* ---- interpolate ---- */

/* R79. */
TEST_F(Sequence, EndsAreTheReconstructions) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner a = ToyPicture(AE_SAMPLE_U16, 1, 1), b = ToyPicture(AE_SAMPLE_U16, 1, 2),
             c = ToyPicture(AE_SAMPLE_U16, 1, 3);
  for (const char *way : {"way=straight", "way=spherical"}) {
    Stream out = Through({"interpolate", "@", "frames=5", way}, model, {a.get(), b.get(), c.get()});
    ASSERT_EQ(out.size(), 9u) << failure.message();
    EXPECT_EQ(out[0]->info.sample, AE_SAMPLE_U16);
    gsize at = 0;
    for (AeImage *image : {a.get(), b.get(), c.get()}) {
      ImageOwner one = Run({"reconstruct", "@"}, model, image);
      EXPECT_TRUE(::Pixels(out[at].get()) == ::Pixels(one.get())) << way << " " << at;
      at += 4;
    }
    Stream parts =
        Through({"encode", "@", "interpolate", "frames=5", way, "decode", "@"}, model, {a.get(), b.get(), c.get()});
    EXPECT_TRUE(Pixels(parts) == Pixels(out)) << way;
  }
}

/* R79. z_t = (1 - t) e(A) + t e(B) */
TEST_F(Sequence, CodesLieOnTheStraightLine) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner a = ToyPicture(AE_SAMPLE_U8, 1, 1), b = ToyPicture(AE_SAMPLE_U8, 1, 2);
  Stream codes = Through({"encode", "@", "interpolate", "frames=5"}, model, {a.get(), b.get()});
  ASSERT_EQ(codes.size(), 5u) << failure.message();
  std::vector<float> first = Floats(codes.front().get()), last = Floats(codes.back().get());
  for (gsize i = 0; i < 5; i++)
    for (gsize k = 0; k < 4; k++)
      EXPECT_NEAR(Floats(codes[i].get())[k], first[k] * (1 - (double)i / 4) + last[k] * ((double)i / 4), 1e-6);
}

TEST_F(Sequence, PingGoesBack) {
  ImageOwner a = ToyPicture(AE_SAMPLE_U8, 4, 1), b = ToyPicture(AE_SAMPLE_U8, 4, 2), c = ToyPicture(AE_SAMPLE_U8, 4, 3);
  Stream out = Through({"interpolate", "frames=3", "ping=1"}, "", {a.get(), b.get(), c.get()});
  ASSERT_EQ(out.size(), 8u) << failure.message();
  EXPECT_TRUE(::Pixels(out[0].get()) == ::Pixels(a.get()));
  EXPECT_TRUE(::Pixels(out[2].get()) == ::Pixels(b.get()));
  EXPECT_TRUE(::Pixels(out[4].get()) == ::Pixels(c.get()));
  for (gsize i = 1; i < 4; i++)
    EXPECT_TRUE(::Pixels(out[8 - i].get()) == ::Pixels(out[i].get())) << i;
}

TEST_F(Sequence, RefusesWhatHasNoWay) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner a = ToyPicture(AE_SAMPLE_U8, 1), wide = ToyPicture(AE_SAMPLE_U8, 1, 4, 7, 8);
  EXPECT_EQ(Through({"interpolate", "@"}, model, {a.get()}).size(), 1u);
  EXPECT_NE(failure.message().find("at least two"), std::string::npos) << failure.message();
  Through({"interpolate"}, model, {a.get(), wide.get()});
  EXPECT_NE(failure.message().find("no way"), std::string::npos) << failure.message();
  g_autoptr(AeChain) chain = Open({"interpolate"}, model);
  EXPECT_EQ(ae_chain_apply(chain, ae_image_rows(a.get(), FALSE), &failure), nullptr);
}

/* ---- files ---- */

TEST_F(Sequence, FilesAreNumbered) {
  std::string model = Model("vae", kVariational, "z");
  const char *none[] = {nullptr};
  auto run = [&](const std::string &to, const char *const *inputs, guint *failed) {
    g_clear_error(&failure.error);
    g_autoptr(AeChain) chain = Open({"sample", "@", "n=3"}, model, 1);
    AeBatch batch = {};
    batch.inputs = inputs;
    batch.output = to.c_str();
    AeBatchResult result = {};
    AeSettings settings = {};
    gboolean began = ae_batch_run(&batch, chain, &settings, &result, &failure);
    *failed = result.failed;
    return began;
  };
  guint failed;
  ASSERT_TRUE(run(folder.file("s%02d.png"), none, &failed)) << failure.message();
  EXPECT_EQ(failed, 0u);
  std::vector<std::string> names = folder.names();
  for (const char *name : {"s01.png", "s02.png", "s03.png"})
    EXPECT_TRUE(std::find(names.begin(), names.end(), name) != names.end()) << name;
  EXPECT_EQ(names.size(), 4u);
  ASSERT_TRUE(run(folder.file("all.pgm"), none, &failed));
  EXPECT_EQ(Decode(ReadFile(folder.file("all.pgm"))).images.size(), 3u);
  ASSERT_TRUE(run(folder.file("one.png"), none, &failed));
  EXPECT_EQ(failed, 1u) << "one PNG file holds one picture";
  std::string in = folder.file("all.pgm");
  const char *inputs[] = {in.c_str(), nullptr};
  EXPECT_FALSE(run(folder.file("b.pgm"), inputs, &failed));
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
}

} // namespace
