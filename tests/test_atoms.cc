/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Models looked into: weights as pictures, and what a line gives for a picture. */
#include <algorithm>

#include "plot/atoms.h"

#include "plot/picture.h"
#include "plot_helpers.h"

namespace {

struct ModelFreed {
  void operator()(AeModel *model) const { ae_model_unref(model); }
};
using ModelOwner = std::unique_ptr<AeModel, ModelFreed>;

class Atoms : public testing::Test {
protected:
  /* The i-th number of all weights is i. */
  void Load(const char *arch) {
    SaveModel(folder.file("m.safetensors"), arch, "toy", [](gsize i) { return (double)i; });
    model.reset(ae_model_load(folder.file("m.safetensors").c_str(), nullptr, &failure));
    ASSERT_NE(model, nullptr) << failure.message();
  }
  gboolean Find(const char *node, AeAtomSide side) {
    g_clear_error(&failure.error);
    const AeNode *found = ae_probe_node(model.get(), node, &failure);
    return found && ae_atoms_find(model.get(), found, side, &atoms, &failure);
  }
  std::vector<float> Picture(guint i, int channel) {
    ImageOwner image(ae_atoms_image(&atoms, i, channel, nullptr));
    const float *data = (const float *)image->data;
    return std::vector<float>(data, data + (gsize)image->info.width * image->info.height * image->info.channels);
  }
  TempFolder folder;
  Failure failure;
  ModelOwner model;
  AeAtoms atoms;
};

using Floats = std::vector<float>;

TEST_F(Atoms, ConvolutionsHaveOneAnOutput) {
  Load("x input channels=3\nc conv2d out=4 kernel=2 pad=valid bias=0\nd conv2d out=2 kernel=1 bias=0");
  ASSERT_TRUE(Find("c", AE_SIDE_AUTO)) << failure.message();
  EXPECT_EQ(atoms.n, 4u);
  EXPECT_EQ(atoms.n_channels, 3u);
  EXPECT_EQ(Picture(1, 0), (Floats{12, 13, 14, 15}));
  EXPECT_EQ(Picture(1, 2), (Floats{20, 21, 22, 23}));
  EXPECT_EQ(Picture(1, -1), (Floats{12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23}));
  ASSERT_TRUE(Find("d", AE_SIDE_OUT));
  EXPECT_EQ(atoms.n, 4u) << "one an input";
  EXPECT_EQ(atoms.n_channels, 2u);
  EXPECT_EQ(Picture(3, 1), (Floats{48 + 4 + 3}));
}

TEST_F(Atoms, TransposedConvolutionsHaveOneAnInput) {
  Load("x input channels=2\nt tconv2d out=3 kernel=2 stride=2 bias=0");
  ASSERT_TRUE(Find("t", AE_SIDE_AUTO));
  EXPECT_EQ(atoms.n, 2u);
  EXPECT_EQ(atoms.n_channels, 3u);
  EXPECT_EQ(Picture(1, 1), (Floats{16, 17, 18, 19}));
}

TEST_F(Atoms, UnshuffledPixelsAreLaidOutAgain) {
  Load("x input channels=2\nu pixel_unshuffle factor=2\nc conv2d out=1 kernel=1 bias=0");
  ASSERT_TRUE(Find("c", AE_SIDE_AUTO));
  EXPECT_EQ(atoms.width, 2u);
  EXPECT_EQ(atoms.n_channels, 2u);
  EXPECT_EQ(Picture(0, 0), (Floats{0, 1, 2, 3}));
  EXPECT_EQ(Picture(0, 1), (Floats{4, 5, 6, 7}));
}

TEST_F(Atoms, DenseLinesLookAtThePictureBefore) {
  Load("x input channels=1 height=2 width=3\nf flatten\nr dropout\nh dense out=2 bias=0\nq relu\n"
       "d dense out=6 bias=0\ny reshape channels=1 height=2 width=3");
  ASSERT_TRUE(Find("h", AE_SIDE_AUTO)) << failure.message();
  EXPECT_EQ(atoms.n, 2u);
  EXPECT_EQ(atoms.height, 2u);
  EXPECT_EQ(atoms.width, 3u);
  EXPECT_EQ(Picture(1, 0), (Floats{6, 7, 8, 9, 10, 11}));
  ASSERT_TRUE(Find("d", AE_SIDE_AUTO));
  EXPECT_EQ(atoms.n, 2u) << "a decoder's atoms";
  EXPECT_EQ(Picture(1, 0), (Floats{13, 15, 17, 19, 21, 23}));
  ASSERT_TRUE(Find("d", AE_SIDE_IN));
  EXPECT_EQ(atoms.n, 6u);
  EXPECT_EQ(Picture(2, 0), (Floats{16, 17})) << "a vector is a row";
}

TEST_F(Atoms, LinesWithoutSuchWeightsAreRefused) {
  Load("x input channels=3\nc conv2d out=3 kernel=1\np prelu\ny relu");
  EXPECT_FALSE(Find("y", AE_SIDE_AUTO));
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
  EXPECT_FALSE(Find("p", AE_SIDE_AUTO));
  EXPECT_FALSE(Find("conv", AE_SIDE_AUTO));
  EXPECT_NE(failure.message().find("Lines: x, c, p, y"), std::string::npos) << failure.message();
  EXPECT_STREQ(ae_probe_first(model.get())->name, "c");
}

/* ---- what a line gives ---- */

TEST_F(Atoms, ALineGivesWhatThePartBeforeItComputes) {
  Load("x input channels=2\na conv2d out=2 kernel=1 bias=0\nb conv2d out=1 kernel=1 bias=0\ns add a x\ny relu s");
  ImageOwner picture(ae_picture_new(2, 1, 1, nullptr));
  ((float *)picture->data)[0] = 0.25f, ((float *)picture->data)[1] = 0.5f;
  AeTensor out;
  /* a = (0 x0 + 1 x1, 2 x0 + 3 x1) with x1 = sigma / 255 */
  ASSERT_TRUE(ae_probe_run(model.get(), "a", picture.get(), -1, 255, &out, &failure)) << failure.message();
  EXPECT_FLOAT_EQ(ae_real_row(&out, 0, 0)[0], 1);
  EXPECT_FLOAT_EQ(ae_real_row(&out, 0, 0)[1], 3.5);
  EXPECT_FLOAT_EQ(ae_real_row(&out, 0, 0)[3], 4);
  ImageOwner second(ae_probe_image(&out, 1, nullptr));
  EXPECT_FLOAT_EQ(((const float *)second->data)[1], 4);
  ae_tensor_clear(&out);
  ASSERT_TRUE(ae_probe_run(model.get(), "y", picture.get(), -1, 0, &out, &failure)) << failure.message();
  EXPECT_FLOAT_EQ(ae_real_row(&out, 0, 0)[0], 0.25) << "a skip from the input";
  ae_tensor_clear(&out);
  ASSERT_TRUE(ae_probe_run(model.get(), "x", picture.get(), -1, 0, &out, &failure)) << failure.message();
  EXPECT_FLOAT_EQ(ae_real_row(&out, 0, 0)[2], 0.5);
  ae_tensor_clear(&out);
}

class ProbePicture : public Atoms {
protected:
  ImageOwner Fit(int size, AeFit fit) {
    g_clear_error(&failure.error);
    AeFitting fitting = {size, fit, 0};
    return ImageOwner(ae_probe_picture(model.get(), folder.file("p.ppm").c_str(), &fitting, &failure));
  }
  void Store(guint width, guint height, guint channels) {
    ImageOwner image = ::Picture(Info(width, height, channels, AE_SAMPLE_U8));
    ASSERT_EQ(Write(folder.file("p.ppm"), ae_format_by_name(channels == 1 ? "pnm" : "pam"), {image.get()}), "");
  }
};

TEST_F(ProbePicture, IsCutToWhatTheNetworkTakes) {
  Load("x input channels=4\nu pixel_unshuffle factor=4\nc conv2d out=1 kernel=1");
  Store(50, 31, 3);
  ImageOwner image = Fit(40, AE_FIT_CROP);
  ASSERT_NE(image, nullptr) << failure.message();
  EXPECT_EQ(image->info.width, 40u);
  EXPECT_EQ(image->info.height, 28u);
  EXPECT_EQ(image->info.channels, 3u);
  image = Fit(25, AE_FIT_SHRINK);
  EXPECT_EQ(image->info.width, 24u);
  EXPECT_EQ(image->info.height, 16u);
  EXPECT_EQ(Fit(3, AE_FIT_CROP), nullptr);
  EXPECT_NE(failure.message().find("p.ppm"), std::string::npos) << failure.message();
  EXPECT_NE(failure.message().find("4 px"), std::string::npos) << failure.message();
}

TEST_F(ProbePicture, IsScaledToAFixedSizeAndTurnedGrey) {
  Load("x input channels=1 height=8 width=6\nf flatten\nd dense out=2");
  Store(50, 31, 3);
  ImageOwner image = Fit(256, AE_FIT_CROP);
  ASSERT_NE(image, nullptr) << failure.message();
  EXPECT_EQ(image->info.width, 6u);
  EXPECT_EQ(image->info.height, 8u);
  EXPECT_EQ(image->info.channels, 1u);
  Store(3, 2, 1);
  image = Fit(256, AE_FIT_CROP);
  EXPECT_EQ(image->info.height, 8u) << "also a smaller one";
}

TEST_F(ProbePicture, NeedsAnInputThatIsAPicture) {
  Load("x input channels=16\nc conv2d out=1 kernel=1");
  Store(8, 8, 3);
  EXPECT_EQ(Fit(256, AE_FIT_CROP), nullptr);
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
}

} // namespace
