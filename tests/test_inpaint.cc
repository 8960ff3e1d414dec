/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage that repairs what a mask shows: what it changes and what not, where it learns what is to be repaired, and
 * that a part of a picture comes out as in the whole. */
#include "image_helpers.h"

#include <array>

extern "C" {
#include <aefilter/stage.h>

#include "image/push_pull.h"
#include "model/model.h"
}

namespace {

using std::string;
using std::vector;

/* Gives what it is given: the fill. */
const char *const kCopier = "x input channels=4\ny slice x from=0 count=3\n";
/* Adds what it is told to every channel. */
const char *const kTeller = "x input channels=4\nq slice x from=3 count=1\nr concat q q q\nrgb slice x from=0 count=3\n"
                            "y add rgb r\n";
/* Looks around itself, as the shipped one does. */
const char *const kLooker =
    "x input channels=4\nu pixel_unshuffle factor=2\na conv2d out=12 kernel=3\nb relu\nc conv2d out=12 kernel=5\n"
    "r pixel_shuffle factor=2\nrgb slice x from=0 count=3\ny add rgb r\n";

const vector<AeSample> kSamples = {AE_SAMPLE_U8, AE_SAMPLE_U16, AE_SAMPLE_HALF, AE_SAMPLE_FLOAT};

struct Grid {
  guint32 width, height;
  vector<guint8> values;
  Grid(guint32 w, guint32 h, guint8 value = 0) : width(w), height(h), values(w * h, value) {}
  guint8 &At(guint32 x, guint32 y) { return values[y * width + x]; }
  void Box(guint32 x0, guint32 y0, guint32 x1, guint32 y1, guint8 value = 255) {
    for (guint32 y = y0; y < y1; y++)
      for (guint32 x = x0; x < x1; x++)
        At(x, y) = value;
  }
  string Pgm() const {
    return "P5\n" + std::to_string(width) + " " + std::to_string(height) + "\n255\n" +
           string(values.begin(), values.end());
  }
};

class Inpaint : public testing::Test {
protected:
  string Model(const char *net) {
    string path = folder.file("model.safetensors");
    AeGraph *graph = ae_graph_parse(net, "test", &failure);
    AeParams *params = ae_params_new(graph, &failure);
    ae_params_init(params, graph, 5);
    g_autoptr(GHashTable) meta = g_hash_table_new(g_str_hash, g_str_equal);
    g_hash_table_insert(meta, (gpointer) "task", (gpointer) "inpaint");
    g_hash_table_insert(meta, (gpointer) "name", (gpointer) "toy");
    EXPECT_TRUE(ae_model_save(path.c_str(), graph, params, meta, FALSE, &failure)) << failure.message();
    ae_params_free(params);
    ae_graph_unref(graph);
    return path;
  }
  string Mask(const Grid &mask) {
    WriteFile(folder.file("mask.pgm"), mask.Pgm());
    return "mask=" + folder.file("mask.pgm");
  }
  AeChain *Open(const vector<string> &keys, const char *net, AeSettings settings = {}) {
    vector<string> words = keys;
    words.push_back("model=" + Model(net));
    vector<const char *> list = {"inpaint"};
    for (const string &word : words)
      list.push_back(word.c_str());
    list.push_back(nullptr);
    g_clear_error(&failure.error);
    AeChain *chain = ae_chain_parse(list.data(), &failure);
    if (chain && !ae_chain_open(chain, &settings, &failure))
      g_clear_pointer(&chain, ae_chain_free);
    return chain;
  }
  ImageOwner Apply(AeChain *chain, AeImage *in) {
    g_clear_error(&failure.error);
    RowsOwner rows(chain ? ae_chain_apply(chain, ae_image_rows(in, FALSE), &failure) : nullptr);
    return ImageOwner(rows ? ae_image_from_rows(rows.get(), &failure) : nullptr);
  }
  ImageOwner Run(const vector<string> &keys, const char *net, AeImage *in) {
    g_autoptr(AeChain) chain = Open(keys, net);
    ImageOwner out = Apply(chain, in);
    EXPECT_TRUE(out) << failure.message();
    return out;
  }
  TempFolder folder;
  Failure failure;
};

float *Floats(const ImageOwner &image) { return reinterpret_cast<float *>(image->data); }

Grid Scratched(guint32 width, guint32 height) {
  Grid mask(width, height);
  for (guint32 y = 0; y < height; y++)
    mask.Box(std::min(y / 2 + 7, width - 3), y, std::min(y / 2 + 12, width), y + 1);
  mask.Box(width / 2, height / 2, width / 2 + width / 8, height / 2 + height / 6);
  return mask;
}

TEST_F(Inpaint, LeavesEverythingElseToTheBit) {
  const guint32 width = 61, height = 57;
  Grid mask = Scratched(width, height);
  const string key = Mask(mask);
  for (AeSample sample : kSamples)
    for (guint channels = 1; channels <= 4; channels++)
      for (bool premultiplied : {false, true}) {
        AeImageInfo info = Info(width, height, channels, sample);
        info.premultiplied = premultiplied && channels % 2 == 0;
        ImageOwner in = Picture(info, channels), out = Run({key}, kLooker, in.get());
        ASSERT_EQ(out->info.sample, sample);
        ASSERT_EQ(out->info.channels, channels);
        gsize size = ae_sample_size(sample), colours = channels >= 3 ? 3 : 1, changed = 0, wanted = 0;
        for (gsize i = 0; i < gsize(width) * height; i++)
          for (gsize c = 0; c < channels; c++) {
            bool same = !memcmp(in->data + (i * channels + c) * size, out->data + (i * channels + c) * size, size);
            if (mask.values[i] == 0 || c >= colours)
              ASSERT_TRUE(same) << ae_sample_name(sample) << " of " << channels << ": pixel " << i << " channel " << c;
            else
              wanted++, changed += !same;
          }
        EXPECT_GT(changed, wanted * 8 / 10);
      }
}

TEST_F(Inpaint, WithABlackMaskIsTheSame) {
  const string key = Mask(Grid(40, 30));
  for (AeSample sample : kSamples) {
    ImageOwner in = Picture(Info(40, 30, 3, sample)), out = Run({key}, kTeller, in.get());
    EXPECT_EQ(Pixels(in.get()), Pixels(out.get()));
  }
}

/* The fill alone, through strips and windows, is what the whole picture at once gives. */
TEST_F(Inpaint, FillsAsIfThePictureWereInMemory) {
  const guint32 width = 331, height = 730;
  Grid mask(width, height);
  mask.Box(60, 90, 200, 410);
  mask.Box(150, 500, 158, 730);
  mask.Box(0, 610, 331, 613);
  for (guint channels : {1, 3}) {
    ImageOwner in = Picture(Info(width, height, channels, AE_SAMPLE_FLOAT)), out = Run({Mask(mask)}, kCopier, in.get());
    vector<float> hole(mask.values.begin(), mask.values.end()), whole(Floats(in), Floats(in) + hole.size() * channels);
    ASSERT_TRUE(ae_push_pull(whole.data(), hole.data(), width, height, channels, nullptr));
    if (channels == 3) {
      ASSERT_EQ(0, memcmp(whole.data(), Floats(out), whole.size() * sizeof(float)));
    }
    for (gsize i = 0; i < whole.size(); i++)
      ASSERT_NEAR(whole[i], Floats(out)[i], 1e-6) << "grey is the mean of three channels";
  }
}

TEST_F(Inpaint, GreyMixes) {
  const guint32 width = 50, height = 40;
  ImageOwner in = Picture(Info(width, height, 3, AE_SAMPLE_FLOAT));
  Grid full(width, height), half(width, height);
  full.Box(10, 10, 20, 30);
  half.Box(10, 10, 20, 30, 51);
  ImageOwner all = Run({Mask(full)}, kTeller, in.get()), part = Run({Mask(half)}, kTeller, in.get());
  for (gsize i = 0; i < gsize(width) * height * 3; i++)
    ASSERT_NEAR(Floats(part)[i], Floats(in)[i] + 0.2 * (Floats(all)[i] - Floats(in)[i]), 1e-5);
}

TEST_F(Inpaint, TellsTheNetworkWhere) {
  ImageOwner in = Picture(Info(50, 40, 3, AE_SAMPLE_FLOAT));
  Grid mask(50, 40);
  mask.Box(10, 10, 20, 30, 200);
  ImageOwner fill = Run({Mask(mask)}, kCopier, in.get()), told = Run({Mask(mask)}, kTeller, in.get());
  for (gsize i = 0; i < 50 * 40 * 3; i++)
    ASSERT_NEAR(Floats(told)[i] - Floats(fill)[i], mask.values[i / 3] / 255.0, 1e-5) << "1, mixed by the mask";
}

TEST_F(Inpaint, RepairsWhatIsTransparent) {
  for (AeSample sample : {AE_SAMPLE_U8, AE_SAMPLE_FLOAT})
    for (guint channels : {2, 4}) {
      AeImageInfo info = Info(40, 30, channels, sample);
      ImageOwner in = Picture(info), clear = Picture(info);
      Grid mask(40, 30);
      mask.Box(8, 9, 15, 20);
      gsize size = ae_sample_size(sample), pixel = size * channels;
      const float one = 1;
      for (gsize i = 0; i < 40 * 30; i++) {
        guint8 *alpha = in->data + i * pixel + pixel - size;
        sample == AE_SAMPLE_U8 ? (void)(*alpha = mask.values[i] ? 0 : 255)
                               : (void)(*reinterpret_cast<float *>(alpha) = mask.values[i] ? 0 : 1);
      }
      ImageOwner out = Run({}, kLooker, in.get());
      for (gsize i = 0; i < 40 * 30; i++) {
        const guint8 *alpha = out->data + i * pixel + pixel - size;
        ASSERT_TRUE(sample == AE_SAMPLE_U8 ? *alpha == 255 : !memcmp(alpha, &one, 4)) << "opaque";
        if (!mask.values[i]) {
          ASSERT_EQ(0, memcmp(in->data + i * pixel, out->data + i * pixel, pixel));
        }
      }
      ImageOwner masked = Run({Mask(mask)}, kLooker, in.get());
      for (gsize i = 0; i < 40 * 30; i++)
        ASSERT_EQ(0, memcmp(masked->data + i * pixel, out->data + i * pixel, pixel - size)) << "as with a mask";
    }
}

/* What is hidden, or no number, is not what others are made of. */
TEST_F(Inpaint, RepairsFromWhatIsSeen) {
  Grid mask(40, 30);
  mask.Box(8, 9, 15, 20);
  const string key = Mask(mask);
  ImageOwner in = Picture(Info(40, 30, 4, AE_SAMPLE_FLOAT)), other = Picture(Info(40, 30, 4, AE_SAMPLE_FLOAT));
  for (gsize i = 0; i < 40 * 30; i++)
    Floats(in)[4 * i + 3] = Floats(other)[4 * i + 3] = i % 40 == 7 ? 0 : 1;
  for (gsize y = 0; y < 30; y++)
    Floats(other)[(y * 40 + 7) * 4] = 1000;
  ImageOwner a = Run({key}, kLooker, in.get()), b = Run({key}, kLooker, other.get());
  for (gsize i = 0; i < 40 * 30 * 4; i++)
    if (mask.values[i / 4]) {
      ASSERT_EQ(Floats(a)[i], Floats(b)[i]);
    }
  for (float odd : {NAN, INFINITY, 3e38f}) {
    ImageOwner broken = Picture(Info(40, 30, 3, AE_SAMPLE_FLOAT));
    Floats(broken)[(15 * 40 + 16) * 3] = Floats(broken)[(15 * 40 + 10) * 3] = odd;
    ImageOwner out = Run({key}, kLooker, broken.get());
    for (gsize i = 0; i < 40 * 30 * 3; i++)
      if (mask.values[i / 3])
        ASSERT_LT(std::fabs(Floats(out)[i]), 10);
      else
        ASSERT_EQ(0, memcmp(Floats(out) + i, Floats(broken) + i, sizeof(float)));
  }
}

TEST_F(Inpaint, SaysWhatIsWrongWithAMask) {
  ImageOwner in = Picture(Info(40, 30, 3, AE_SAMPLE_U8));
  auto problem = [&](const vector<string> &keys, AeSettings settings = {}) {
    g_autoptr(AeChain) chain = Open(keys, kLooker, settings);
    EXPECT_FALSE(chain && Apply(chain, in.get()));
    return failure.message();
  };
  EXPECT_NE(problem({Mask(Grid(41, 30))}).find("41 x 30 pixels, and the picture 40 x 30"), string::npos)
      << failure.message();
  EXPECT_EQ(failure.code(), AE_ERROR_FORMAT);
  EXPECT_NE(problem({Mask(Grid(40, 30, 255))}).find("nothing is left"), string::npos) << failure.message();
  EXPECT_NE(problem({}).find("mask=FILE"), string::npos) << failure.message();
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  EXPECT_NE(problem({"mask=" + folder.file("none.png")}).find("none.png"), string::npos);
  WriteFile(folder.file("text.png"), "no picture");
  EXPECT_NE(problem({"mask=" + folder.file("text.png")}).find("text.png"), string::npos);
  g_autofree char *masks = g_path_get_dirname(folder.file("x").c_str());
  EXPECT_NE(problem({string("mask=") + masks}).find("no name"), string::npos) << failure.message();
  Grid mask(40, 30);
  mask.Box(1, 1, 5, 5);
  AeSettings small = {};
  small.max_memory = 1000;
  problem({Mask(mask)}, small);
  EXPECT_EQ(failure.code(), AE_ERROR_LIMIT) << failure.message();
}

TEST_F(Inpaint, FindsTheMaskOfEachPictureInAFolder) {
  Grid one(40, 30), two(40, 30);
  one.Box(5, 5, 9, 9);
  two.Box(20, 10, 30, 20);
  WriteFile(folder.file("a.jpg"), one.Pgm()); /* content counts */
  WriteFile(folder.file("b.png"), two.Pgm());
  g_autofree char *masks = g_path_get_dirname(folder.file("x").c_str());
  ImageOwner in = Picture(Info(40, 30, 3, AE_SAMPLE_U8));
  g_autoptr(AeChain) chain = Open({string("mask=") + masks}, kLooker);
  for (auto [name, mask] : {std::pair{"a.jpg", one}, {"b.jpg", two}, {"a.jpg", one}}) {
    g_clear_pointer(&in->info.meta, ae_meta_unref);
    in->info.meta = ae_meta_new();
    in->info.meta->name = g_strdup(name);
    ImageOwner out = Apply(chain, in.get());
    ASSERT_TRUE(out) << failure.message();
    EXPECT_EQ(Pixels(out.get()), Pixels(Run({Mask(mask)}, kLooker, in.get()).get())) << name;
  }
  g_free(in->info.meta->name);
  in->info.meta->name = g_strdup("c.jpg");
  EXPECT_FALSE(Apply(chain, in.get()));
  EXPECT_NE(failure.message().find("c.jpg"), string::npos) << failure.message();
}

ImageOwner Crop(const ImageOwner &from, guint32 x, guint32 y, guint32 width, guint32 height) {
  AeImageInfo info = from->info;
  info.width = width, info.height = height, info.x = x, info.y = y;
  info.full_width = from->info.width, info.full_height = from->info.height;
  ImageOwner crop(ae_image_new(&info, nullptr));
  gsize pixel = ae_image_row_bytes(&info) / width;
  for (gsize j = 0; j < height; j++)
    memcpy(crop->data + j * width * pixel, from->data + ((y + j) * from->info.width + x) * pixel, width * pixel);
  return crop;
}

/* A margin inside of a region, and up to the picture's borders, its bits are the whole's. */
TEST_F(Inpaint, RegionEqualsTheWhole) {
  const guint32 width = 703, height = 500;
  Grid mask(width, height);
  for (guint32 y = 20; y < height; y++)
    mask.Box(y + 40, y, y + 48, y + 1, 100 + y % 156);
  mask.Box(250, 100, 420, 260);
  for (guint channels : {1, 4}) {
    ImageOwner in = Picture(Info(width, height, channels, AE_SAMPLE_FLOAT));
    g_autoptr(AeChain) chain = Open({Mask(mask)}, kLooker);
    ImageOwner whole = Apply(chain, in.get());
    ASSERT_TRUE(whole) << failure.message();
    EXPECT_TRUE(ae_chain_measures(chain));
    EXPECT_FALSE(Apply(chain, Crop(in, 5, 5, 50, 50).get())) << "it must be settled first";
    RowsOwner rows(ae_image_rows(in.get(), FALSE));
    ASSERT_TRUE(ae_chain_settle(chain, rows.get(), &failure)) << failure.message();
    const guint32 margin = ae_chain_margin(chain);
    for (auto [x, y, w, h] : {std::array{0u, 0u, 300u, 250u},
                              {123u, 57u, 411u, 333u},
                              {200u, 101u, 503u, 399u},
                              {301u, 0u, 301u, 500u},
                              {600u, 10u, 60u, 60u}}) {
      ImageOwner part = Apply(chain, Crop(in, x, y, w, h).get());
      ASSERT_TRUE(part) << failure.message();
      guint32 repaired = 0;
      for (guint32 j = y ? margin : 0; j + (y + h < height ? margin : 0) < h; j++)
        for (guint32 i = x ? margin : 0; i + (x + w < width ? margin : 0) < w; i++) {
          repaired += mask.At(x + i, y + j) > 0;
          ASSERT_EQ(0, memcmp(Floats(part) + (j * w + i) * channels,
                              Floats(whole) + ((y + j) * width + x + i) * channels, channels * sizeof(float)))
              << i << " " << j << " of " << w << " x " << h << " + " << x << " + " << y;
        }
      EXPECT_TRUE(repaired > 300 || w == 60) << repaired;
    }
  }
}

TEST_F(Inpaint, IsTheSameForAnyNumberOfThreads) {
  Grid mask = Scratched(700, 90);
  ImageOwner in = Picture(Info(700, 90, 3, AE_SAMPLE_U8));
  string first;
  for (guint threads : {1, 2, 5}) {
    AeSettings settings = {};
    settings.threads = threads;
    g_autoptr(AeChain) chain = Open({Mask(mask)}, kLooker, settings);
    ImageOwner out = Apply(chain, in.get());
    ASSERT_TRUE(out);
    first = first.empty() ? Pixels(out.get()) : first;
    EXPECT_EQ(Pixels(out.get()), first) << threads;
  }
}

TEST_F(Inpaint, TakesAnySize) {
  for (auto [w, h] : {std::pair{1u, 2u}, {2u, 1u}, {3u, 700u}, {700u, 3u}, {16u, 16u}, {17u, 33u}}) {
    Grid mask(w, h, 255);
    mask.At(w - 1, h - 1) = 0;
    ImageOwner in = Picture(Info(w, h, 3, AE_SAMPLE_FLOAT)), out = Run({Mask(mask)}, kCopier, in.get());
    const float *last = Floats(in) + (gsize(w) * h - 1) * 3;
    for (gsize i = 0; i < gsize(w) * h * 3; i++)
      ASSERT_NEAR(Floats(out)[i], last[i % 3], 1e-5);
  }
}

} // namespace
