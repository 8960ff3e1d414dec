/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The stage interpolate on photos of faces (stage/face_way.h), on a toy model. */
#include "toy_models.h"

#include <algorithm>
#include <cmath>

extern "C" {
#include "latent/shift.h"
}

namespace {

using Stream = std::vector<ImageOwner>;

class Faces : public ToyModels {
protected:
  Stream Way(std::vector<std::string> words, const std::vector<AeImage *> &in) {
    words.insert(words.begin(), {"interpolate", "@"});
    return Run(words, in);
  }
  Stream Run(const std::vector<std::string> &words, const std::vector<AeImage *> &in) {
    Stream out;
    g_autoptr(AeChain) chain = Open(words, model);
    if (!chain)
      return out;
    std::vector<AeImage *> all = in;
    all.push_back(nullptr);
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
  std::vector<double> Shares(const AeImage *image) {
    std::vector<double> shares;
    const guint16 *data = (const guint16 *)(const void *)image->data;
    for (gsize i = 0; i < (gsize)image->info.width * image->info.height * image->info.channels; i++)
      shares.push_back(data[i] / 65535.0);
    return shares;
  }
  std::string model = Model("face", kFace, "z", 3, kEyes);
  ImageOwner small = ToyPicture(AE_SAMPLE_U16, 3, 1, 20, 20), wide = ToyPicture(AE_SAMPLE_U16, 3, 2, 41, 33);
};

TEST_F(Faces, EndsAreThePhotos) {
  for (const char *way : {"way=straight", "way=spherical"}) {
    Stream there = Way({"frames=4", way, "region=0,0,20,20"}, {small.get(), wide.get(), small.get()});
    ASSERT_EQ(there.size(), 7u) << failure.message();
    EXPECT_TRUE(Pixels(there[0].get()) == Pixels(small.get()));
    EXPECT_TRUE(Pixels(there[6].get()) == Pixels(small.get()));
    EXPECT_EQ(there[3]->info.width, 20u);
    EXPECT_EQ(there[3]->info.height, 20u);
    Stream back = Way({"frames=4", way, "size=20", "region=0,0,20,20"}, {wide.get(), small.get()});
    ASSERT_EQ(back.size(), 4u) << failure.message();
    for (gsize i = 1; i < 4; i++) {
      std::vector<double> a = Shares(there[i].get()), b = Shares(back[3 - i].get());
      for (gsize k = 0; k < a.size(); k++)
        ASSERT_NEAR(a[k], b[k], 1e-4) << "the way back passes the same frames: " << i;
    }
  }
}

/* Larger than the network's pictures, a frame is no mere mixture, but has the fine detail of one. */
TEST_F(Faces, DetailIsFaded) {
  ImageOwner like = ToyPicture(AE_SAMPLE_U16, 3, 5, 64, 64), other = ToyPicture(AE_SAMPLE_U16, 3, 6, 64, 64);
  Stream way = Way({"frames=3", "way=spherical", "region=0,0,64,64"}, {like.get(), other.get()});
  ASSERT_EQ(way.size(), 3u) << failure.message();
  std::vector<double> a = Shares(like.get()), b = Shares(other.get()), m = Shares(way[1].get());
  double most = 0, roughest = 0;
  auto more = [&](gsize k) { return m[k] - (a[k] + b[k]) / 2; };
  for (gsize k = 0; k + 3 < 63 * 64 * 3; k++) {
    if (m[k] == 0 || m[k] == 1 || m[k + 3] == 0 || m[k + 3] == 1 || k % (64 * 3) >= 63 * 3)
      continue;
    most = std::max(most, std::fabs(more(k)));
    roughest = std::max(roughest, std::fabs(more(k + 3) - more(k)));
  }
  EXPECT_GT(most, 0.004);
  EXPECT_LT(roughest, most / 2) << "what is added is smooth";
}

TEST_F(Faces, SizeIsTheFirstFacesOrAsked) {
  Stream auto_size = Way({"frames=2", "region=0,0,20,33"}, {wide.get(), small.get()});
  ASSERT_EQ(auto_size.size(), 2u) << failure.message();
  EXPECT_EQ(auto_size[1]->info.width, 34u) << "33, made even";
  Stream asked = Way({"frames=2", "size=25", "region=0,0,20,20"}, {wide.get(), small.get()});
  ASSERT_EQ(asked.size(), 2u) << failure.message();
  EXPECT_EQ(asked[1]->info.height, 25u);
}

TEST_F(Faces, FramesHaveTheFirstPhotosKind) {
  ImageOwner grey = ToyPicture(AE_SAMPLE_U8, 2, 7, 24, 24);
  Stream out = Way({"frames=3", "ping=1", "region=2,2,16,16"}, {grey.get(), wide.get()});
  ASSERT_EQ(out.size(), 4u) << failure.message();
  for (const ImageOwner &frame : out) {
    EXPECT_EQ(frame->info.sample, AE_SAMPLE_U8);
    EXPECT_EQ(frame->info.channels, 3u);
  }
  EXPECT_TRUE(Pixels(out[1].get()) == Pixels(out[3].get()));
}

/* ---- sweep ---- */

void AddSmile(AeModelWriter *writer, gconstpointer) {
  static const float v[4 * 4 * 4] = {2, 2, 2, 2, -2, -2, 2, 2};
  ae_shift_write("smile", 64, v, writer);
}

TEST_F(Faces, SweepIsEditStepByStep) {
  AeModel *loaded = ae_model_load(model.c_str(), nullptr, &failure);
  ASSERT_TRUE(ae_model_set_side(loaded, "attribute.", AddSmile, nullptr, &failure)) << failure.message();
  ae_model_unref(loaded);
  ImageOwner photo = ToyPicture(AE_SAMPLE_U16, 3, 5, 64, 48);
  Stream frames = Run({"sweep", "@", "smile=2", "frames=3", "ping=1", "region=9,5,32,32"}, {photo.get()});
  ASSERT_EQ(frames.size(), 4u) << failure.message();
  const char *smiles[] = {"smile=0", "smile=1", "smile=2", "smile=1"};
  for (gsize i = 0; i < 4; i++) {
    ImageOwner one = ToyModels::Run({"edit", "@", smiles[i], "region=9,5,32,32"}, model, photo.get());
    ASSERT_TRUE(one) << failure.message();
    EXPECT_TRUE(Pixels(frames[i].get()) == Pixels(one.get())) << smiles[i];
  }
  EXPECT_TRUE(Pixels(frames[0].get()) == Pixels(photo.get()));
  EXPECT_FALSE(Pixels(frames[1].get()) == Pixels(frames[2].get()));
  frames = Run({"sweep", "@", "smile=0.7", "frames=4", "region=9,5,32,32"}, {photo.get()});
  ASSERT_EQ(frames.size(), 4u) << failure.message();
  for (int i = 0; i < 4; i++) { /* fractions that no binary number is */
    char smile[G_ASCII_DTOSTR_BUF_SIZE];
    std::string word = std::string("smile=") + g_ascii_dtostr(smile, sizeof smile, i / 3.0 * 0.7);
    ImageOwner one = ToyModels::Run({"edit", "@", word, "region=9,5,32,32"}, model, photo.get());
    EXPECT_TRUE(Pixels(frames[(gsize)i].get()) == Pixels(one.get())) << word;
  }
  ASSERT_TRUE(frames[1]->info.meta && frames[1]->info.meta->xmp);
  EXPECT_NE(TextOf(frames[1]->info.meta->xmp).find("edit smile=0.233333<"), std::string::npos);
  EXPECT_FALSE(frames[0]->info.meta && frames[0]->info.meta->xmp) << "the photo itself";
  for (const char *word : {"grin=1", "region=1,2", "face=none"}) {
    EXPECT_FALSE(ChainOpens({"sweep", "@", word}, model)) << word;
    EXPECT_EQ(failure.code(), AE_ERROR_USAGE) << failure.message();
  }
}

/* Every photo of a stream has faces of its own. */
TEST_F(Faces, SweepLooksAtEachPhoto) {
  AeModel *loaded = ae_model_load(model.c_str(), nullptr, &failure);
  ASSERT_TRUE(ae_model_set_side(loaded, "attribute.", AddSmile, nullptr, &failure)) << failure.message();
  ae_model_unref(loaded);
  ImageOwner other = ToyPicture(AE_SAMPLE_U8, 3, 7, 50, 40);
  Stream frames = Run({"sweep", "@", "smile=1", "frames=2", "region=4,4,24,24"}, {wide.get(), other.get()});
  ASSERT_EQ(frames.size(), 4u) << failure.message();
  ImageOwner one = ToyModels::Run({"edit", "@", "smile=1", "region=4,4,24,24"}, model, other.get());
  EXPECT_TRUE(Pixels(frames[3].get()) == Pixels(one.get()));
  EXPECT_TRUE(Pixels(frames[2].get()) == Pixels(other.get()));
}

TEST_F(Faces, NoFaceIsAnError) {
  ImageOwner blank = ToyPicture(AE_SAMPLE_U8, 3, 1, 1, 1);
  EXPECT_EQ(Run({"interpolate", "@"}, {blank.get()}).size(), 0u);
  EXPECT_NE(failure.code(), AE_ERROR_INTERNAL) << failure.message();
  EXPECT_EQ(Way({"region=1,2,3"}, {blank.get()}).size(), 0u);
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  EXPECT_EQ(Way({"region=9,9,4,4"}, {blank.get()}).size(), 0u);
  EXPECT_NE(failure.message().find("outside"), std::string::npos) << failure.message();
}

TEST_F(Faces, ModelsMustSayWhereEyesAre) {
  std::string bad = Model("bad", kFace, "z", 3, "0.9,0.4"), tall = Model("tall", kVariational, "z", 3, kEyes);
  EXPECT_FALSE(ChainOpens({"interpolate", "@"}, bad));
  EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
  EXPECT_FALSE(ChainOpens({"interpolate", "@"}, tall));
  EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
}

} // namespace
