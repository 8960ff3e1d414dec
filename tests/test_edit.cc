/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage edit on drawings, with a toy model whose attribute changes pictures somehow: what must hold of any. */
#include "toy_models.h"

#include <cmath>

extern "C" {
#include "face/find.h"
#include "latent/attributes.h"
#include "stage/coder.h"
}

namespace {

class Edit : public ToyModels {
protected:
  void SetUp() override {
    AeModel *loaded = ae_model_load(path.c_str(), nullptr, &failure);
    ASSERT_NE(loaded, nullptr) << failure.message();
    gsize d = ae_coder_model_code(loaded);
    std::vector<float> v(d);
    for (gsize i = 0; i < d; i++)
      v[i] = i % 3 ? 0.8f : -0.5f;
    ASSERT_TRUE(ae_attributes_store(loaded, FALSE, "smile", (int)d, v.data(), &failure)) << failure.message();
    ae_model_unref(loaded);
  }
  ImageOwner Edited(AeImage *in, const std::string &region = "region=10,8,24,24", const char *word = "smile=1") {
    return Run({"edit", "@", region, word}, path, in);
  }
  std::string path = Model("face", kFace, "z", 3, kEyes);
};

/* The colours of a pixel that are not as before; alpha is among them. */
guint Changed(const AeImage *a, const AeImage *b, guint x, guint y) {
  gsize sample = ae_sample_size(a->info.sample), at = ((gsize)y * a->info.width + x) * a->info.channels * sample;
  guint n = 0;
  for (guint c = 0; c < a->info.channels; c++)
    n += memcmp(a->data + at + c * sample, b->data + at + c * sample, sample) != 0;
  return n;
}

TEST_F(Edit, NothingAskedIsNothingDone) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_FLOAT, 4, 5, 40, 30);
  for (const char *region : {"region=auto", "region=10,8,24,24"}) {
    ImageOwner out = Edited(photo.get(), region, "smile=0");
    ASSERT_NE(out, nullptr) << failure.message();
    EXPECT_TRUE(Pixels(out.get()) == Pixels(photo.get()));
    EXPECT_EQ(out->info.meta ? out->info.meta->xmp : nullptr, photo->info.meta ? photo->info.meta->xmp : nullptr);
  }
  EXPECT_TRUE(ChainOpens({"edit", "@"}, path));
}

/* Every kind of pixels: the square changes, the rest and alpha keep their bits. */
TEST_F(Edit, ChangesTheSquareAlone) {
  for (const Kind &kind : AllKinds()) {
    if (kind.sample == AE_SAMPLE_HALF && kind.channels == 0)
      continue;
    ImageOwner photo = ToyPicture(kind.sample, kind.channels, 5, 60, 50);
    ImageOwner out = Edited(photo.get());
    ASSERT_NE(out, nullptr) << KindName(kind) << failure.message();
    EXPECT_EQ(out->info.sample, photo->info.sample);
    EXPECT_EQ(out->info.channels, photo->info.channels);
    guint inside = 0, outside = 0, colours = kind.channels >= 3 ? 3 : 1;
    for (guint y = 0; y < 50; y++)
      for (guint x = 0; x < 60; x++) { /* the square may be moved by a few pixels */
        guint n = Changed(photo.get(), out.get(), x, y);
        EXPECT_LE(n, colours) << "alpha";
        (x < 44 && y < 42 ? inside : outside) += n;
      }
    EXPECT_GT(inside, 50u) << KindName(kind);
    EXPECT_EQ(outside, 0u) << KindName(kind);
  }
}

TEST_F(Edit, RegionsBeyondTheBorder) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_U16, 3, 5, 40, 30);
  for (const char *region : {"region=-10,-8,24,24", "region=30,20,24,24", "region=-100,-100,300,300"}) {
    ImageOwner out = Edited(photo.get(), region);
    ASSERT_NE(out, nullptr) << region << failure.message();
    EXPECT_FALSE(Pixels(out.get()) == Pixels(photo.get())) << region;
  }
  EXPECT_EQ(Edited(photo.get(), "region=400,20,24,24"), nullptr);
  EXPECT_NE(failure.message().find("outside the picture, which is of 40 x 30"), std::string::npos) << failure.message();
}

TEST_F(Edit, SameByAnyThreads) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_U16, 3, 5, 60, 50), first;
  for (guint threads : {1, 2, 3}) {
    g_autoptr(AeChain) chain = Open({"edit", "@", "smile=1", "region=10,8,24,24"}, path, 0, threads);
    RowsOwner rows(ae_chain_apply(chain, ae_image_rows(photo.get(), FALSE), &failure));
    ImageOwner out(ae_image_from_rows(rows.get(), &failure));
    if (first)
      EXPECT_TRUE(Pixels(out.get()) == Pixels(first.get()));
    else
      first = std::move(out);
  }
}

/* A host that works on regions gets the whole's pixels. */
TEST_F(Edit, PartsAreTheWholes) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_U16, 3, 5, 60, 50), whole = Edited(photo.get());
  g_autoptr(AeChain) chain = Open({"edit", "@", "smile=1", "region=10,8,24,24"}, path);
  ASSERT_TRUE(ae_chain_measures(chain));
  RowsOwner rows(ae_image_rows(photo.get(), FALSE));
  ASSERT_TRUE(ae_chain_settle(chain, rows.get(), &failure)) << failure.message();
  AeImageInfo info = Info(21, 17, 3, AE_SAMPLE_U16);
  info.x = 15, info.y = 12, info.full_width = 60, info.full_height = 50;
  ImageOwner part(ae_image_new(&info, nullptr));
  gsize pixel = 6, row = 21 * pixel;
  for (guint y = 0; y < 17; y++)
    memcpy(part->data + y * row, photo->data + ((y + 12) * 60 + 15) * pixel, row);
  RowsOwner out(ae_chain_apply(chain, ae_image_rows(part.get(), FALSE), &failure));
  ASSERT_NE(out, nullptr) << failure.message();
  ImageOwner result(ae_image_from_rows(out.get(), &failure));
  for (guint y = 0; y < 17; y++)
    EXPECT_EQ(memcmp(result->data + y * row, whole->data + ((y + 12) * 60 + 15) * pixel, row), 0) << y;
  ae_image_info_clear(&info);
}

TEST_F(Edit, SaysSoUnlessToldNotTo) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_U8, 3, 5, 40, 30), out = Edited(photo.get());
  ASSERT_TRUE(out->info.meta && out->info.meta->xmp);
  EXPECT_NE(TextOf(out->info.meta->xmp).find("compositeWithTrainedAlgorithmicMedia"), std::string::npos);
  EXPECT_NE(TextOf(out->info.meta->xmp).find("edit smile=1<"), std::string::npos);
  std::string model = "model=" + path;
  const char *words[] = {"edit", model.c_str(), "smile=1", "region=10,8,24,24", nullptr};
  g_autoptr(AeChain) chain = ae_chain_parse(words, &failure);
  AeSettings settings = {};
  settings.no_mark = TRUE;
  ASSERT_TRUE(ae_chain_open(chain, &settings, &failure)) << failure.message();
  RowsOwner rows(ae_chain_apply(chain, ae_image_rows(photo.get(), FALSE), &failure));
  EXPECT_EQ(rows->info.meta ? rows->info.meta->xmp : nullptr, photo->info.meta ? photo->info.meta->xmp : nullptr);
}

TEST_F(Edit, RefusesWrongWords) {
  struct {
    const char *word, *message;
  } cases[] = {
      {"region=1,2,3", "auto|X,Y,W,H"},
      {"region=1,2,0,4", "auto|X,Y,W,H"},
      {"region=left", "auto|X,Y,W,H"},
      {"region=nan,1,2,3", "auto|X,Y,W,H"},
      {"face=0", "all|largest|1.."},
      {"face=big", "all|largest|1.."},
      {"smil=1", "smile"},
      {"attributes=smile", "no NAME:NUMBER"},
      {"attributes=smile:x", "no NAME"},
  };
  for (const auto &c : cases) {
    EXPECT_FALSE(ChainOpens({"edit", "@", "smile=1", c.word}, path)) << c.word;
    EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << c.word;
    EXPECT_NE(failure.message().find(c.message), std::string::npos) << failure.message();
  }
}

TEST_F(Edit, NoFaceIsAFailure) {
  ImageOwner photo = ToyPicture(AE_SAMPLE_U8, 3, 5, 64, 64);
  EXPECT_EQ(Edited(photo.get(), "region=auto"), nullptr);
  EXPECT_NE(failure.message().find("give region=X,Y,W,H"), std::string::npos) << failure.message();
  std::string plain = Model("plain", kFace, "z", 3); /* a model that does not say where eyes are */
  EXPECT_EQ(Run({"edit", "@", "region=auto", "smile=1"}, plain, photo.get()), nullptr);
}

TEST(FaceGrey, Shrinks) {
  AeImageInfo info = Info(50, 31, 3, AE_SAMPLE_U8);
  ImageOwner image(ae_image_new(&info, nullptr));
  memset(image->data, 130, 50 * 31 * 3);
  RowsOwner rows(ae_image_rows(image.get(), FALSE));
  g_autoptr(AeGrey) grey = ae_grey_new(rows.get(), 20, nullptr);
  ASSERT_NE(grey, nullptr);
  EXPECT_EQ(grey->step, 3u);
  EXPECT_EQ(grey->width, 16u);
  EXPECT_EQ(grey->height, 10u);
  for (guint i = 0; i < 160; i++)
    EXPECT_EQ(grey->pixels[i], 130);
  ae_image_info_clear(&info);
}

} // namespace
