/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* pack and unpack, and halves of models as files of their own. */
#include "toy_models.h"

#include <algorithm>

extern "C" {
#include <aefilter/fit.h>

#include "latent/quantise.h"
#include "stage/archive.h"
#include "stage/coder.h"
}

namespace {

class Archive : public ToyModels {
protected:
  /* A model that knows ranges, -2 .. 2 for every number of its codes. */
  std::string Fitted(const char *name, const char *net, guint64 seed = 3, float range = 2) {
    std::string path = Model(name, net, "z", seed);
    std::vector<float> ends = {-range, -range, -range, -range, range, range, range, range};
    AeCodes codes = {2, 4, ends.data()};
    g_autoptr(AeQuantiser) quantiser = ae_quantiser_fit(&codes, 8, AE_RANGE_EXTREMES, &failure);
    AeModel *model = ae_model_load(path.c_str(), nullptr, &failure);
    EXPECT_TRUE(ae_model_set_side(
        model, "quantise.", [](AeModelWriter *w, gconstpointer q) { ae_quantiser_write((const AeQuantiser *)q, w); },
        quantiser, &failure));
    ae_model_unref(model);
    return path;
  }
  std::string Half(const std::string &whole, bool encoder, gboolean f16 = FALSE) {
    std::string path = folder.file(encoder ? "encoder.safetensors" : "decoder.safetensors");
    AeModel *model = ae_model_load(whole.c_str(), nullptr, &failure);
    g_clear_error(&failure.error);
    gboolean done = (encoder ? ae_model_export_encoder : ae_model_export_decoder)(model, path.c_str(), f16, &failure);
    ae_model_unref(model);
    return done ? path : "";
  }
};

/* R11. unpack(pack) == decode(dequantised code); bytes <= d + header for 8 bits */
TEST_F(Archive, UnpackedIsTheDecodedQuantisedCode) {
  for (const char *net : {kVariational, kConditional})
    for (int bits : {1, 5, 8, 16})
      for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_FLOAT}) {
        bool label = net == kConditional;
        std::string model = Fitted("vae", net), width = "bits=" + std::to_string(bits);
        ImageOwner in = ToyPicture(sample, 1);
        std::vector<std::string> pack = {"pack", "@", width}, encode = {"encode", "@"};
        if (label)
          pack.push_back("label=2"), encode.push_back("label=2");
        ImageOwner packed = Run(pack, model, in.get()), code = Run(encode, model, in.get());
        ASSERT_TRUE(packed && code) << failure.message();
        EXPECT_EQ(packed->info.width, 43 + 3 + ae_bits_size(4, bits));
        ImageOwner out = Run({"unpack", "@"}, model, packed.get());
        ASSERT_TRUE(out) << failure.message();
        EXPECT_EQ(out->info.sample, sample);
        AeModel *loaded = ae_model_load(model.c_str(), nullptr, &failure);
        g_autoptr(AeQuantiser) quantiser = ae_archive_ranges(loaded, bits, 4, &failure);
        g_autoptr(AeCoder) decoder = ae_coder_new_of(loaded, AE_CODER_DECODER, 1, &failure);
        guint16 q[4];
        float z[4], pixels[48];
        const int labels[] = {2};
        ae_quantise(quantiser, (const float *)(const void *)code->data, q);
        ae_dequantise(quantiser, q, z);
        ASSERT_TRUE(ae_coder_run(decoder, z, labels, 1, pixels, &failure));
        RowsOwner rows(ae_coder_result(decoder, pixels, sample, nullptr, &failure));
        ImageOwner wanted(ae_image_from_rows(rows.get(), &failure));
        EXPECT_TRUE(Pixels(out.get()) == Pixels(wanted.get())) << bits;
        ae_model_unref(loaded);
      }
}

TEST_F(Archive, ColourComesBackAsColour) {
  std::string model = Fitted("vae", kVariational);
  ImageOwner in = ToyPicture(AE_SAMPLE_U16, 4), out = Run({"pack", "@", "unpack", "@"}, model, in.get());
  ASSERT_TRUE(out) << failure.message();
  EXPECT_EQ(out->info.channels, 3u);
  EXPECT_EQ(out->info.sample, AE_SAMPLE_U16);
}

/* R12. The receiver has the decoder only. */
TEST_F(Archive, DecoderAloneGivesTheSameBits) {
  for (const char *net : {kVariational, kConditional, kTied}) {
    std::string label = net == kConditional ? "label=1" : "", model = Fitted("vae", net);
    std::string decoder = Half(model, false), encoder = Half(model, true);
    ASSERT_TRUE(!decoder.empty() && !encoder.empty()) << failure.message();
    ImageOwner in = ToyPicture(AE_SAMPLE_U8, 1);
    auto words = [&](std::vector<std::string> list) {
      if (!label.empty())
        list.push_back(label);
      return list;
    };
    ImageOwner packed = Run(words({"pack", "@"}), model, in.get()),
               again = Run(words({"pack", "@"}), encoder, in.get());
    ASSERT_TRUE(packed && again) << failure.message();
    EXPECT_TRUE(Pixels(packed.get()) == Pixels(again.get()));
    ImageOwner one = Run({"unpack", "@"}, model, packed.get()), two = Run({"unpack", "@"}, decoder, packed.get());
    ASSERT_TRUE(one && two) << failure.message();
    EXPECT_TRUE(Pixels(one.get()) == Pixels(two.get()));
    ImageOwner code = Run(words({"encode", "@"}), model, in.get()),
               code_again = Run(words({"encode", "@"}), encoder, in.get());
    ASSERT_TRUE(code && code_again) << failure.message();
    EXPECT_TRUE(Pixels(code.get()) == Pixels(code_again.get()));
    EXPECT_FALSE(ChainOpens(words({"encode", "@"}), decoder));
    EXPECT_NE(failure.message().find("without its encoder"), std::string::npos) << failure.message();
    EXPECT_FALSE(ChainOpens(words({"decode", "@"}), encoder));
    EXPECT_NE(failure.message().find("without its decoder"), std::string::npos) << failure.message();
  }
}

/* R12. */
TEST_F(Archive, WrongModelsAreRefusedByName) {
  std::string model = Fitted("faces", kVariational), other = Fitted("other", kVariational, 4),
              ranges = Fitted("ranges", kVariational, 3, 3), plain = Model("plain", kVariational, "z");
  ImageOwner in = ToyPicture(AE_SAMPLE_U8, 1), packed = Run({"pack", "@"}, model, in.get());
  ASSERT_TRUE(packed) << failure.message();
  for (const std::string &wrong : {other, ranges, plain, Half(other, false)}) {
    EXPECT_EQ(Run({"unpack", "@"}, wrong, packed.get()), nullptr) << wrong;
    EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
    EXPECT_NE(failure.message().find("model \"faces\""), std::string::npos) << failure.message();
  }
  EXPECT_EQ(Run({"unpack"}, "", packed.get()), nullptr) << "it is not where models are looked for";
  EXPECT_NE(failure.message().find("model \"faces\""), std::string::npos) << failure.message();
  EXPECT_EQ(Run({"pack", "@"}, plain, in.get()), nullptr);
  EXPECT_NE(failure.message().find("aemodel fit"), std::string::npos) << failure.message();
}

/* R13. At the end of a stream, of all its pictures: the mean square between what went in and what unpack gives. */
TEST_F(Archive, TellsWhatIsLost) {
  std::string model = "model=" + Fitted("vae", kVariational), told;
  const char *pack[] = {"pack", model.c_str(), nullptr};
  AeSettings settings = {};
  settings.note_data = &told;
  settings.note = [](int level, const char *text, gpointer to) {
    EXPECT_LE(level, 2) << "-v shows it";
    *static_cast<std::string *>(to) += text;
  };
  g_autoptr(AeChain) chain = ae_chain_parse(pack, &failure);
  ASSERT_TRUE(chain && ae_chain_open(chain, &settings, &failure)) << failure.message();
  double squares = 0;
  ae_chain_begin(chain);
  for (guint64 seed : {1, 2, 3, 0}) {
    ImageOwner in = seed ? ToyPicture(AE_SAMPLE_U8, 1, seed) : nullptr;
    ae_chain_put(chain, in ? ae_image_rows(in.get(), FALSE) : nullptr);
    while (AeRows *next = ae_chain_next(chain, &failure))
      ae_rows_free(next);
    if (!in)
      continue;
    ImageOwner wide(ToyPicture(AE_SAMPLE_FLOAT, 1, seed));
    float *x = (float *)(void *)wide->data;
    for (int i = 0; i < 48; i++)
      x[i] = in->data[i] / 255.0f;
    ImageOwner packed = Run({"pack", "@"}, model.substr(6), wide.get()),
               back = Run({"unpack", "@"}, model.substr(6), packed.get());
    ASSERT_TRUE(back) << failure.message();
    for (int i = 0; i < 48; i++)
      squares += std::pow(((const float *)(const void *)back->data)[i] - x[i], 2);
  }
  double mse = squares / (3 * 48), said = 0;
  ASSERT_NE(told.find("lost: mse "), std::string::npos) << told;
  said = g_ascii_strtod(told.c_str() + told.find("lost: mse ") + 10, nullptr);
  EXPECT_NEAR(said, mse, 1e-6) << told;
  EXPECT_NEAR(g_ascii_strtod(told.c_str() + told.find("psnr ") + 5, nullptr), -10 * std::log10(mse), 0.006) << told;
}

/* A prior, an attribute, or the card make no other model of it; a weight does. */
TEST_F(Archive, IdentityIsOfNetworkAndWeights) {
  auto identity = [&](const std::string &path) {
    AeModel *model = ae_model_load(path.c_str(), nullptr, &failure);
    g_autofree char *text = ae_model_identity(model);
    ae_model_unref(model);
    return std::string(text);
  };
  std::string a = Model("a", kVariational, "z"), b = Fitted("b", kVariational), c = Model("c", kVariational, "z", 4);
  EXPECT_EQ(identity(a), identity(b));
  EXPECT_NE(identity(a), identity(c));
  EXPECT_EQ(identity(a), identity(Half(a, false)));
  EXPECT_EQ(identity(a), identity(Half(a, true)));
  EXPECT_EQ(Half(a, true, TRUE), "") << "weights that are no F16";
}

TEST_F(Archive, NoBytesBreakIt) {
  std::string model = Fitted("vae", kVariational);
  ImageOwner in = ToyPicture(AE_SAMPLE_U8, 1), packed = Run({"pack", "@", "bits=7"}, model, in.get());
  ASSERT_TRUE(packed) << failure.message();
  const guint32 n = packed->info.width;
  for (guint32 length = 1; length < n + 2; length++) {
    ImageOwner cut(ae_image_new(&(const AeImageInfo &)Info(length, 1, 1, AE_SAMPLE_U8), &failure));
    memcpy(cut->data, packed->data, std::min(length, n));
    EXPECT_EQ(Run({"unpack", "@"}, model, cut.get()) != nullptr, length == n) << length;
  }
  for (guint32 i = 0; i < n - 4; i++) /* any integers are a code, and the name is the user's where he gives the model */
    for (guint8 flip : {0x01, 0x80, 0xff}) {
      if (i == 2 || i == 3) /* another kind of picture */
        continue;
      packed->data[i] ^= flip;
      EXPECT_EQ(Run({"unpack", "@"}, model, packed.get()) != nullptr, i >= 43 && flip == 0x01) << i;
      packed->data[i] ^= flip;
    }
}

TEST_F(Archive, FilesHoldSeveral) {
  std::string model = Fitted("vae", kVariational);
  std::vector<ImageOwner> packed;
  for (guint64 seed = 0; seed < 3; seed++) {
    ImageOwner in = ToyPicture(AE_SAMPLE_U8, 1, seed);
    packed.push_back(Run({"pack", "@"}, model, in.get()));
    ASSERT_TRUE(packed.back()) << failure.message();
  }
  ASSERT_EQ(
      Write(folder.file("x.aea"), ae_format_by_name("aea"), {packed[0].get(), packed[1].get(), packed[2].get()}, {}),
      "");
  std::string bytes = ReadFile(folder.file("x.aea"));
  Result result = Decode(bytes);
  ASSERT_EQ(result.images.size(), 3u) << result.message;
  for (gsize i = 0; i < 3; i++)
    EXPECT_TRUE(Pixels(result.images[i].get()) == Pixels(packed[i].get()));
  for (gsize n = 0; n < bytes.size(); n += 7) {
    Result part = Decode(bytes.substr(0, n));
    EXPECT_EQ(part.message == "", n > 0 && n % (bytes.size() / 3) == 0) << n;
  }
}

} // namespace
