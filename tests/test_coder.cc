/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stages encode, decode and reconstruct, on a small variational autoencoder. */
#include "image_helpers.h"

extern "C" {
#include <aefilter/batch.h>
#include <aefilter/stage.h>

#include "model/model.h"
}

namespace {

const char *const kNet = "x input channels=1 height=8 width=6\nf flatten\nh dense out=12\nr tanh\ndist dense out=8\n"
                         "z sample\nd dense out=48\ny sigmoid\nout reshape channels=1 height=8 width=6\n";

class Coder : public testing::Test {
protected:
  /* code: what the metadata says is the code; NULL: nothing. */
  std::string Model(const char *name, const char *net, const char *code) {
    std::string path = folder.file(std::string(name) + ".safetensors");
    Failure failure;
    AeGraph *graph = ae_graph_parse(net, "test", &failure);
    AeParams *params = ae_params_new(graph, &failure);
    ae_params_init(params, graph, 3);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer) "reconstruct");
    g_hash_table_insert(meta, (gpointer) "name", (gpointer)name);
    if (code)
      g_hash_table_insert(meta, (gpointer) "code", (gpointer)code);
    EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, meta, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
    return path;
  }
  AeChain *Open(std::vector<std::string> words, const std::string &model) {
    std::vector<const char *> list;
    std::string key = "model=" + model;
    for (const std::string &word : words) {
      list.push_back(word.c_str());
      if (word != "null")
        list.push_back(key.c_str());
    }
    list.push_back(nullptr);
    AeSettings settings = {};
    AeChain *chain = ae_chain_parse(list.data(), &failure);
    if (chain && !ae_chain_open(chain, &settings, &failure))
      g_clear_pointer(&chain, ae_chain_free);
    return chain;
  }
  ImageOwner Run(std::vector<std::string> words, const std::string &model, AeImage *in) {
    g_clear_error(&failure.error);
    g_autoptr(AeChain) chain = Open(words, model);
    RowsOwner rows(chain ? ae_chain_apply(chain, ae_image_rows(in, FALSE), &failure) : nullptr);
    return ImageOwner(rows ? ae_image_from_rows(rows.get(), &failure) : nullptr);
  }
  TempFolder folder;
  Failure failure;
};

ImageOwner Random(AeSample sample, guint channels, guint32 width = 6, guint32 height = 8) {
  AeImageInfo info = Info(width, height, channels, sample);
  return Picture(info, 4);
}

TEST_F(Coder, EncodeThenDecodeIsReconstructToTheBit) {
  std::string model = Model("vae", kNet, "z");
  for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_U16, AE_SAMPLE_FLOAT}) {
    ImageOwner in = Random(sample, 1), both = Run({"encode", "null", "decode"}, model, in.get()),
               one = Run({"reconstruct"}, model, in.get());
    ASSERT_TRUE(both && one) << failure.message();
    EXPECT_EQ(both->info.sample, sample);
    EXPECT_EQ(both->info.width, 6u);
    EXPECT_TRUE(Pixels(both.get()) == Pixels(one.get())) << ae_sample_name(sample);
    EXPECT_FALSE(Pixels(one.get()) == Pixels(in.get()));
  }
}

TEST_F(Coder, GivesExactlyAsManyNumbersAsTheCodeHas) {
  std::string model = Model("vae", kNet, "z"), means = Model("dist", kNet, "dist");
  ImageOwner in = Random(AE_SAMPLE_U8, 1), z = Run({"encode"}, model, in.get()),
             again = Run({"encode"}, model, in.get()), dist = Run({"encode"}, means, in.get());
  ASSERT_TRUE(z && again && dist) << failure.message();
  EXPECT_EQ(z->info.width, 4u);
  EXPECT_EQ(z->info.height, 1u);
  EXPECT_TRUE(Pixels(z.get()) == Pixels(again.get()));
  EXPECT_EQ(dist->info.width, 8u);
  EXPECT_EQ(0, memcmp(dist->data, z->data, 16)) << "at inference the code is the mean";
}

TEST_F(Coder, TakesColourAndLeavesAlpha) {
  std::string model = Model("vae", kNet, "z");
  ImageOwner grey = Random(AE_SAMPLE_U8, 1), rgba = Random(AE_SAMPLE_U8, 4);
  for (int i = 0; i < 48; i++)
    for (int c = 0; c < 3; c++)
      rgba->data[4 * i + c] = grey->data[i];
  ImageOwner wanted = Run({"reconstruct"}, model, grey.get()), got = Run({"reconstruct"}, model, rgba.get());
  ASSERT_TRUE(wanted && got) << failure.message();
  ASSERT_EQ(got->info.channels, 4u);
  for (int i = 0; i < 48; i++) {
    for (int c = 0; c < 3; c++)
      EXPECT_EQ(got->data[4 * i + c], wanted->data[i]);
    EXPECT_EQ(got->data[4 * i + 3], rgba->data[4 * i + 3]);
  }
}

TEST_F(Coder, RefusesWhatDoesNotFit) {
  std::string model = Model("vae", kNet, "z");
  ImageOwner large = Random(AE_SAMPLE_U8, 1, 7, 8), in = Random(AE_SAMPLE_U8, 1);
  EXPECT_EQ(Run({"encode"}, model, large.get()), nullptr);
  EXPECT_NE(failure.message().find("6x8"), std::string::npos) << failure.message();
  EXPECT_EQ(Run({"decode"}, model, in.get()), nullptr);
  EXPECT_NE(failure.message().find("codes of 4 numbers"), std::string::npos) << failure.message();
  EXPECT_EQ(Run({"encode", "reconstruct"}, model, in.get()), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << failure.message();
}

TEST_F(Coder, RefusesModelsWithoutACodeOfOneLength) {
  ImageOwner in = Random(AE_SAMPLE_U8, 1);
  const std::pair<std::string, const char *> cases[] = {
      {Model("none", kNet, nullptr), "no code"},
      {Model("lost", kNet, "nowhere"), "nowhere"},
      {Model("local", "x input channels=1\nz conv2d out=2 kernel=3\ny conv2d out=1 kernel=3\n", "z"), "any size"},
      {Model("label",
             "x input channels=1 height=8 width=6\nl input channels=3 height=1 width=1\nf flatten x\n"
             "c concat f l\nz dense out=4\nd dense out=48\nout reshape channels=1 height=8 width=6\n",
             "z"),
       "more than a picture"}};
  for (const auto &[model, part] : cases) {
    EXPECT_EQ(Run({"reconstruct"}, model, in.get()), nullptr) << part;
    EXPECT_NE(failure.message().find(part), std::string::npos) << failure.message();
  }
}

/* Through files: codes are csv unless something else is asked for, and a table among the pictures is left out. */
TEST_F(Coder, BatchesWriteCodesAndPictures) {
  std::string model = Model("vae", kNet, "z"), picture = folder.file("a.png"), codes = folder.file("codes.npy"),
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
  ASSERT_TRUE(run({"encode"}, picture, codes)) << failure.message();
  ASSERT_TRUE(run({"decode"}, codes, back)) << failure.message();
  ImageOwner wanted = Run({"reconstruct"}, model, in.get());
  Result got = Decode(ReadFile(back));
  ASSERT_EQ(got.images.size(), 1u) << got.message;
  EXPECT_TRUE(Pixels(got.images[0].get()) == Pixels(wanted.get()));
  EXPECT_FALSE(run({"reconstruct"}, codes, folder.file("c.png"))) << "a table is no picture";
}

} // namespace
