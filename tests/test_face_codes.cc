/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes of a model of faces, by photos that need not lie as it wants them. */
#include "toy_models.h"

extern "C" {
#include <aefilter/fit.h>

#include "fit/face_codes.h"
}

namespace {

class FaceCodes : public ToyModels {
protected:
  /* Pictures of noise, in which there is no face. */
  void SetUp() override {
    for (guint64 i = 1; i <= 2; i++) {
      ImageOwner image = ToyPicture(AE_SAMPLE_U8, 3, i, 40, 40);
      std::string bytes = "P6\n40 40\n255\n" + std::string((const char *)image->data, 40 * 40 * 3);
      WriteFile(folder.file(i == 1 ? "with.ppm" : "without.ppm"), bytes);
      WriteFile(folder.file(i == 1 ? "with.txt" : "without.txt"), i == 1 ? "with.ppm\n" : "without.ppm\n");
    }
  }
  bool Run(const std::string &model, const char *word) {
    std::string with = folder.file("with.txt"), without = folder.file("without.txt");
    const char *words[] = {word, nullptr};
    AeAttributeJob job = {};
    job.model = model.c_str();
    job.name = "x";
    job.with = with.c_str();
    job.without = without.c_str();
    job.words = words;
    job.print = [](const char *, gpointer) {};
    g_clear_error(&failure.error);
    return ae_attribute_run(&job, &failure);
  }
};

TEST_F(FaceCodes, PicturesWithoutAFaceAreLeftOut) {
  std::string face = Model("face", kFace, "z", 3, kEyes);
  AeModel *model = ae_model_load(face.c_str(), nullptr, &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  bool finds = ae_fit_finds_faces(model);
  ae_model_unref(model);
  EXPECT_EQ(Run(face, "align=yes"), !finds) << "of noise there is only the middle";
  if (finds) {
    EXPECT_NE(failure.message().find("no face is found in"), std::string::npos) << failure.message();
  }
  EXPECT_TRUE(Run(face, "align=no")) << failure.message();
}

TEST_F(FaceCodes, OtherModelsLookForNone) {
  std::string other = Model("other", kFace, "z");
  AeModel *model = ae_model_load(other.c_str(), nullptr, &failure);
  ASSERT_NE(model, nullptr) << failure.message();
  EXPECT_FALSE(ae_fit_finds_faces(model));
  ae_model_unref(model);
  EXPECT_TRUE(Run(other, "align=yes")) << failure.message();
}

} // namespace
