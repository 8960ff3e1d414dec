/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A model's attributes and the user's own beside them. */
#include "toy_models.h"

#include <glib/gstdio.h>

extern "C" {
#include "base/checked.h"
#include "latent/attributes.h"
}

namespace {

/* The user's data folder is a temporary one. */
class Attributes : public ToyModels {
protected:
  static void SetUpTestSuite() {
    static TempFolder home;
    g_setenv("XDG_DATA_HOME", home.file("").c_str(), TRUE);
  }
  void SetUp() override {
    path = Model("vae", kVariational, "z");
    g_autofree char *own = ae_attributes_path(path.c_str());
    g_unlink(own);
  }
  std::string Names() {
    g_auto(GStrv) names = ae_attributes_names(path.c_str());
    g_autofree char *list = g_strjoinv(" ", names);
    return list;
  }
  bool Store(bool own, const char *name, float first) {
    const float v[] = {first, 0, -1, 2};
    AeModel *model = ae_model_load(path.c_str(), nullptr, &failure);
    bool ok = ae_attributes_store(model, own, name, 4, v, &failure);
    ae_model_unref(model);
    return ok;
  }
  /* The first number, or NAN. */
  float Read(const char *name) {
    g_clear_error(&failure.error);
    AeModel *model = ae_model_load(path.c_str(), nullptr, &failure);
    float *v = ae_attributes_read(model, name, 4, &failure), first = v ? v[0] : NAN;
    ae_free(v);
    ae_model_unref(model);
    return first;
  }
  std::string path;
};

TEST_F(Attributes, OfBothFiles) {
  EXPECT_EQ(Names(), "");
  ASSERT_TRUE(Store(false, "smile", 1)) << failure.message();
  ASSERT_TRUE(Store(true, "shades", 2)) << failure.message();
  ASSERT_TRUE(Store(true, "hat", 3)) << failure.message();
  EXPECT_EQ(Names(), "hat shades smile");
  EXPECT_EQ(Read("smile"), 1);
  EXPECT_EQ(Read("shades"), 2);
  EXPECT_EQ(Read("hat"), 3);
  EXPECT_TRUE(std::isnan(Read("shade")));
  EXPECT_NE(failure.message().find("did you mean \"shades\"?; attributes: hat, shades, smile"), std::string::npos)
      << failure.message();
  EXPECT_EQ(failure.code(), AE_ERROR_USAGE);
}

TEST_F(Attributes, TheUsersComesFirst) {
  ASSERT_TRUE(Store(false, "smile", 1) && Store(true, "smile", 5)) << failure.message();
  EXPECT_EQ(Names(), "smile");
  EXPECT_EQ(Read("smile"), 5);
  ASSERT_TRUE(Store(true, "smile", 6)) << failure.message();
  EXPECT_EQ(Read("smile"), 6) << "made anew";
}

/* A stage reads them all the same. */
TEST_F(Attributes, StagesSeeThem) {
  ASSERT_TRUE(Store(true, "shades", 2)) << failure.message();
  EXPECT_TRUE(ChainOpens({"add", "@", "shades=1"}, path)) << failure.message();
  EXPECT_FALSE(ChainOpens({"add", "@", "hat=1"}, path));
}

TEST_F(Attributes, OfOtherWeightsAreRefusedAndThenDropped) {
  ASSERT_TRUE(Store(false, "smile", 1) && Store(true, "shades", 2)) << failure.message();
  Model("vae", kVariational, "z", 4); /* trained anew */
  EXPECT_EQ(Names(), "shades");
  EXPECT_TRUE(std::isnan(Read("shades")));
  EXPECT_NE(failure.message().find("was made with another model"), std::string::npos) << failure.message();
  EXPECT_EQ(failure.code(), AE_ERROR_MODEL);
  ASSERT_TRUE(Store(true, "hat", 3)) << failure.message();
  EXPECT_EQ(Names(), "hat");
  EXPECT_EQ(Read("hat"), 3);
}

TEST_F(Attributes, DamageIsTold) {
  ASSERT_TRUE(Store(false, "smile", 1) && Store(true, "shades", 2)) << failure.message();
  g_autofree char *own = ae_attributes_path(path.c_str());
  WriteFile(own, "no safetensors");
  EXPECT_EQ(Names(), "smile");
  EXPECT_TRUE(std::isnan(Read("smile")));
  EXPECT_NE(failure.message().find("vae.attributes"), std::string::npos) << failure.message();
  AeModelWriter *w = ae_modelwriter_new();
  ASSERT_TRUE(ae_modelwriter_write(w, own, &failure)) << failure.message();
  ae_modelwriter_free(w);
  EXPECT_TRUE(std::isnan(Read("smile")));
  EXPECT_NE(failure.message().find("no file of attributes"), std::string::npos) << failure.message();
}

} // namespace
