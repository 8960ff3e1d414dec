/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stages encode, decode and reconstruct, on a small variational autoencoder. */
#include "toy_models.h"

namespace {

using Coder = ToyModels;

ImageOwner Random(AeSample sample, guint channels, guint32 width = 6, guint32 height = 8) {
  return ToyPicture(sample, channels, 4, width, height);
}

/* R8. */
TEST_F(Coder, EncodeThenDecodeIsReconstructToTheBit) {
  std::string model = Model("vae", kVariational, "z");
  for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_U16, AE_SAMPLE_FLOAT}) {
    ImageOwner in = Random(sample, 1), both = Run({"encode", "@", "null", "decode", "@"}, model, in.get()),
               one = Run({"reconstruct", "@"}, model, in.get());
    ASSERT_TRUE(both && one) << failure.message();
    EXPECT_EQ(both->info.sample, sample);
    EXPECT_EQ(both->info.width, 6u);
    EXPECT_TRUE(Pixels(both.get()) == Pixels(one.get())) << ae_sample_name(sample);
    EXPECT_FALSE(Pixels(one.get()) == Pixels(in.get()));
  }
}

/* R2, R9. */
TEST_F(Coder, GivesExactlyAsManyNumbersAsTheCodeHas) {
  std::string model = Model("vae", kVariational, "z"), means = Model("dist", kVariational, "dist");
  ImageOwner in = Random(AE_SAMPLE_U8, 1), z = Run({"encode", "@"}, model, in.get()),
             again = Run({"encode", "@"}, model, in.get()), dist = Run({"encode", "@"}, means, in.get());
  ASSERT_TRUE(z && again && dist) << failure.message();
  EXPECT_EQ(z->info.width, 4u);
  EXPECT_EQ(z->info.height, 1u);
  EXPECT_TRUE(Pixels(z.get()) == Pixels(again.get()));
  EXPECT_EQ(dist->info.width, 8u);
  EXPECT_EQ(0, memcmp(dist->data, z->data, 16)) << "at inference the code is the mean";
}

/* 2 d numbers: the means, which are the code, and then the logarithms of variances. */
TEST_F(Coder, DistIsTheMeansAndTheLogVariances) {
  std::string model = Model("vae", kVariational, "z"), plain = Model("tied", kTied, "z");
  ImageOwner in = Random(AE_SAMPLE_U8, 1), z = Run({"encode", "@"}, model, in.get()),
             both = Run({"encode", "@", "dist=1"}, model, in.get());
  ASSERT_TRUE(z && both) << failure.message();
  ASSERT_EQ(both->info.width, 2 * z->info.width);
  EXPECT_EQ(0, memcmp(both->data, z->data, 4 * sizeof(float)));
  for (int i = 4; i < 8; i++) {
    double sigma = std::exp(0.5 * (double)((const float *)(const void *)both->data)[i]);
    EXPECT_TRUE(sigma > 0 && std::isfinite(sigma));
  }
  EXPECT_FALSE(ChainOpens({"encode", "@", "dist=1"}, plain));
  EXPECT_NE(failure.message().find("not variational"), std::string::npos) << failure.message();
}

TEST_F(Coder, TakesColourAndLeavesAlpha) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner grey = Random(AE_SAMPLE_U8, 1), rgba = Random(AE_SAMPLE_U8, 4);
  for (int i = 0; i < 48; i++)
    for (int c = 0; c < 3; c++)
      rgba->data[4 * i + c] = grey->data[i];
  ImageOwner wanted = Run({"reconstruct", "@"}, model, grey.get()), got = Run({"reconstruct", "@"}, model, rgba.get());
  ASSERT_TRUE(wanted && got) << failure.message();
  ASSERT_EQ(got->info.channels, 4u);
  for (int i = 0; i < 48; i++) {
    for (int c = 0; c < 3; c++)
      EXPECT_EQ(got->data[4 * i + c], wanted->data[i]);
    EXPECT_EQ(got->data[4 * i + 3], rgba->data[4 * i + 3]);
  }
}

TEST_F(Coder, RefusesWhatDoesNotFit) {
  std::string model = Model("vae", kVariational, "z");
  ImageOwner large = Random(AE_SAMPLE_U8, 1, 7, 8), in = Random(AE_SAMPLE_U8, 1);
  EXPECT_EQ(Run({"encode", "@"}, model, large.get()), nullptr);
  EXPECT_NE(failure.message().find("6x8"), std::string::npos) << failure.message();
  EXPECT_EQ(Run({"decode", "@"}, model, in.get()), nullptr);
  EXPECT_NE(failure.message().find("codes of 4 numbers"), std::string::npos) << failure.message();
  EXPECT_EQ(Run({"encode", "@", "reconstruct", "@"}, model, in.get()), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << failure.message();
}

TEST_F(Coder, RefusesModelsWithoutACodeOfOneLength) {
  ImageOwner in = Random(AE_SAMPLE_U8, 1);
  const std::pair<std::string, const char *> cases[] = {
      {Model("none", kVariational, nullptr), "no code"},
      {Model("lost", kVariational, "nowhere"), "nowhere"},
      {Model("local", "x input channels=1\nz conv2d out=2 kernel=3\ny conv2d out=1 kernel=3\n", "z"), "any size"},
      {Model("two",
             "x input channels=1 height=8 width=6\nw input channels=1 height=8 width=6\nc concat x w\nf flatten\n"
             "z dense out=4\nd dense out=48\nout reshape channels=1 height=8 width=6\n",
             "z"),
       "more than a picture"}};
  for (const auto &[model, part] : cases) {
    EXPECT_EQ(Run({"reconstruct", "@"}, model, in.get()), nullptr) << part;
    EXPECT_NE(failure.message().find(part), std::string::npos) << failure.message();
  }
}

TEST_F(Coder, ConditionalModelsMustBeToldALabel) {
  std::string model = Model("cvae", kConditional, "z"), plain = Model("vae", kVariational, "z");
  ImageOwner in = Random(AE_SAMPLE_U8, 1);
  ImageOwner both = Run({"encode", "@", "label=1", "decode", "@", "label=1"}, model, in.get()),
             one = Run({"reconstruct", "@", "label=1"}, model, in.get()),
             other = Run({"reconstruct", "@", "label=2"}, model, in.get()),
             styled = Run({"encode", "@", "label=1", "decode", "@", "label=2"}, model, in.get());
  ASSERT_TRUE(both && one && other && styled) << failure.message();
  EXPECT_TRUE(Pixels(both.get()) == Pixels(one.get()));
  EXPECT_FALSE(Pixels(one.get()) == Pixels(other.get()));
  EXPECT_FALSE(Pixels(styled.get()) == Pixels(other.get())) << "the encoder sees the label too";
  const std::vector<std::string> stages = {"encode", "decode", "reconstruct"};
  for (const std::string &stage : stages) {
    EXPECT_EQ(Open({stage, "@"}, model), nullptr);
    EXPECT_NE(failure.message().find("model cvae must be told a label; give label=0..2"), std::string::npos);
    EXPECT_EQ(Open({stage, "@", "label=3"}, model), nullptr);
    EXPECT_NE(failure.message().find("has no label 3; its labels are 0..2"), std::string::npos);
    EXPECT_EQ(Open({stage, "@", "label=1"}, plain), nullptr);
    EXPECT_NE(failure.message().find("model vae takes no label"), std::string::npos) << failure.message();
    EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  }
}

/* Vectors are rows of numbers, as codes are. */
TEST_F(Coder, VectorsGoThroughTables) {
  std::string model = Model("line", "x input channels=5 height=1 width=1\nz dense out=2\ny dense out=5\n", "z");
  WriteFile(folder.file("in.csv"), "1,2,3,4,5\n-1,0.5,2,1e3,-7\n");
  auto run = [&](std::vector<std::string> words, const std::string &from, const std::string &to) {
    g_autoptr(AeChain) chain = Open(words, model);
    const char *inputs[] = {from.c_str(), nullptr};
    AeBatch batch = {};
    batch.inputs = inputs;
    batch.output = to.c_str();
    AeBatchResult result = {};
    AeSettings settings = {};
    return ae_batch_run(&batch, chain, &settings, &result, &failure) && !result.failed;
  };
  std::string in = folder.file("in.csv"), codes = folder.file("z.csv"), back = folder.file("back.csv"),
              one = folder.file("one.csv");
  ASSERT_TRUE(run({"encode", "@"}, in, codes)) << failure.message();
  ASSERT_TRUE(run({"decode", "@"}, codes, back)) << failure.message();
  ASSERT_TRUE(run({"reconstruct", "@"}, in, one)) << failure.message();
  EXPECT_EQ(ReadFile(back), ReadFile(one));
  Result z = Decode(ReadFile(codes)), y = Decode(ReadFile(one));
  ASSERT_EQ(z.images.size(), 2u) << z.message;
  ASSERT_EQ(y.images.size(), 2u) << y.message;
  EXPECT_EQ(z.images[0]->info.width, 2u);
  EXPECT_EQ(y.images[1]->info.width, 5u);
  EXPECT_FALSE(run({"encode", "@"}, codes, back)) << "vectors of another length";
}

/* Through files: codes are csv unless something else is asked for, and a table among the pictures is left out. */
TEST_F(Coder, BatchesWriteCodesAndPictures) {
  std::string model = Model("vae", kVariational, "z"), picture = folder.file("a.png"), codes = folder.file("codes.npy"),
              back = folder.file("b.png");
  ImageOwner in = Random(AE_SAMPLE_U8, 1);
  ASSERT_EQ(Write(picture, ae_format_by_name("png"),
                  {
                      in.get(),
                  },
                  {}),
            "");
  auto run = [&](std::vector<std::string> words, const std::string &from, const std::string &to) {
    g_clear_error(&failure.error);
    g_autoptr(AeChain) chain = Open(words, model);
    const char *inputs[] = {from.c_str(), nullptr};
    AeBatch batch = {};
    batch.inputs = inputs;
    batch.output = to.c_str();
    AeBatchResult result;
    AeSettings settings = {};
    return ae_batch_run(&batch, chain, &settings, &result, &failure) && !result.failed;
  };
  ASSERT_TRUE(run({"encode", "@"}, picture, codes)) << failure.message();
  ASSERT_TRUE(run({"decode", "@"}, codes, back)) << failure.message();
  ImageOwner wanted = Run({"reconstruct", "@"}, model, in.get());
  Result got = Decode(ReadFile(back));
  ASSERT_EQ(got.images.size(), 1u) << got.message;
  EXPECT_TRUE(Pixels(got.images[0].get()) == Pixels(wanted.get()));
  EXPECT_FALSE(run({"reconstruct", "@"}, codes, folder.file("c.png"))) << "a table is no picture";
}

} // namespace
