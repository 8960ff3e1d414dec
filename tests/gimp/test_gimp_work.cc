/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "gegl_pictures.h"
#include "holes.h"
#include "work.h"

using testing::HasSubstr;

namespace {

const AeAction kDenoise = {"plug-in-x", "<Image>/X", "X", "denoise", "RGB*"};
const AeAction kNull = {"plug-in-null", "<Image>/X", "X", "null", "RGB*"};

class Work : public testing::Test {
protected:
  void TearDown() override {
    for (GeglBuffer *buffer : buffers)
      g_object_unref(buffer);
  }

  /* Noise of that many levels on grey. */
  GeglBuffer *Picture(int width, int height, int levels) {
    GeglRectangle size = {0, 0, width, height};
    GeglBuffer *buffer = gegl_buffer_new(&size, babl_format("R'G'B' float"));
    std::vector<float> pixels(3 * width * height);
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    for (float &value : pixels)
      value = (float)(0.5 + g_rand_double_range(rand, -1, 1) * levels / 255);
    gegl_buffer_set(buffer, &size, 0, babl_format("R'G'B' float"), pixels.data(), GEGL_AUTO_ROWSTRIDE);
    return Keep(buffer);
  }
  GeglBuffer *Keep(GeglBuffer *buffer) {
    buffers.push_back(buffer);
    return buffer;
  }
  GeglBuffer *Like(GeglBuffer *buffer) {
    return Keep(gegl_buffer_new(gegl_buffer_get_extent(buffer), gegl_buffer_get_format(buffer)));
  }
  std::vector<float> Pixels(GeglBuffer *buffer, GeglRectangle region) {
    std::vector<float> pixels(3 * region.width * region.height);
    gegl_buffer_get(buffer, &region, 1, babl_format("R'G'B' float"), pixels.data(), GEGL_AUTO_ROWSTRIDE,
                    GEGL_ABYSS_NONE);
    return pixels;
  }
  AeWork *New(const AeAction *action, const char *model = nullptr, AeWorkProgress progress = nullptr,
              gpointer data = nullptr, GError **error = nullptr) {
    g_autoptr(AeValues) values = ae_values_new(action);
    if (model) {
      EXPECT_TRUE(ae_values_set_text(values, ae_option_find(values->rows, "model"), model, nullptr));
    }
    return ae_work_new(values, progress, data, error);
  }
  std::vector<GeglBuffer *> buffers;
};

/* The noise is measured in the whole picture, whatever the region. */
TEST_F(Work, ARegionIsPartOfTheWhole) {
  GeglBuffer *in = Picture(130, 90, 40), *whole = Like(in), *part = Like(in);
  GeglRectangle region = {31, 17, 40, 50};
  g_autoptr(AeWork) first = New(&kDenoise), second = New(&kDenoise);
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(ae_work_region(first, in, gegl_buffer_get_extent(in), whole, nullptr));
  ASSERT_TRUE(ae_work_region(second, in, &region, part, nullptr));
  EXPECT_EQ(Pixels(whole, region), Pixels(part, region));
  EXPECT_NE(Pixels(whole, region), Pixels(in, region));
  EXPECT_EQ(Pixels(part, {0, 0, 130, 17}), std::vector<float>(3 * 130 * 17, 0));
  EXPECT_THAT(ae_work_note(first), HasSubstr("noise"));
}

/* One work for two pictures measures each. */
TEST_F(Work, AnotherPictureIsMeasuredAnew) {
  GeglBuffer *quiet = Picture(96, 96, 8), *loud = Picture(96, 96, 60), *after = Like(loud), *alone = Like(loud);
  const GeglRectangle *all = gegl_buffer_get_extent(loud);
  g_autoptr(AeWork) both = New(&kDenoise), one = New(&kDenoise);
  ASSERT_TRUE(both && one);
  ASSERT_TRUE(ae_work_region(both, quiet, all, Like(quiet), nullptr));
  ASSERT_TRUE(ae_work_region(both, loud, all, after, nullptr));
  ASSERT_TRUE(ae_work_region(one, loud, all, alone, nullptr));
  EXPECT_EQ(Pixels(after, *all), Pixels(alone, *all));
}

TEST_F(Work, AnEmptyRegionIsDone) {
  GeglBuffer *in = Picture(8, 8, 10);
  GeglRectangle none = {3, 3, 0, 5};
  g_autoptr(AeWork) work = New(&kDenoise);
  ASSERT_NE(work, nullptr);
  EXPECT_TRUE(ae_work_region(work, in, &none, Like(in), nullptr));
}

TEST_F(Work, NotFoundModelTellsWhatToDo) {
  g_autoptr(GError) error = nullptr;
  EXPECT_EQ(New(&kDenoise, "no-such", nullptr, nullptr, &error), nullptr);
  ASSERT_NE(error, nullptr);
  EXPECT_THAT(error->message, HasSubstr("no-such"));
  EXPECT_THAT(error->message, HasSubstr("aefilter --doctor"));
}

struct Progress {
  std::vector<double> heard;
  double stop = 2;
};

gboolean hear(double fraction, gpointer data) {
  Progress *progress = static_cast<Progress *>(data);
  progress->heard.push_back(fraction);
  return fraction < progress->stop;
}

TEST_F(Work, ProgressRisesWithinItsShare) {
  GeglBuffer *in = Picture(200, 400, 20);
  Progress progress;
  g_autoptr(AeWork) work = New(&kDenoise, nullptr, hear, &progress);
  ASSERT_NE(work, nullptr);
  ae_work_share(work, 0.5, 1);
  ASSERT_TRUE(ae_work_region(work, in, gegl_buffer_get_extent(in), Like(in), nullptr));
  ASSERT_FALSE(progress.heard.empty());
  EXPECT_TRUE(std::is_sorted(progress.heard.begin(), progress.heard.end()));
  EXPECT_GE(progress.heard.front(), 0.5);
  EXPECT_NEAR(progress.heard.back(), 1, 0.02);
}

TEST_F(Work, CancelEndsIt) {
  GeglBuffer *in = Picture(200, 400, 20);
  Progress progress;
  progress.stop = 0.1;
  g_autoptr(GError) error = nullptr;
  g_autoptr(AeWork) work = New(&kDenoise, nullptr, hear, &progress);
  ASSERT_NE(work, nullptr);
  EXPECT_FALSE(ae_work_region(work, in, gegl_buffer_get_extent(in), Like(in), &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED));
  progress.stop = 2;
  EXPECT_TRUE(ae_work_region(work, in, gegl_buffer_get_extent(in), Like(in), nullptr));
}

TEST_F(Work, SizeIsToldBeforehand) {
  for (const AeAction *action = ae_actions; action->procedure; action++) {
    AeActionKind kind = ae_action_kind(action);
    if (ae_action_is_marked(action) || !ae_action_is_ready(action) || kind == AE_ACTION_MIX || kind == AE_ACTION_MAKE)
      continue; /* of nothing that is marked, nothing is to be repaired */
    SCOPED_TRACE(action->procedure);
    GeglBuffer *in = Picture(11, 7, 20);
    int width = 0, height = 0;
    g_autoptr(AeWork) work = New(action);
    ASSERT_NE(work, nullptr);
    ASSERT_TRUE(ae_work_size(work, 11, 7, &width, &height, nullptr));
    GeglBuffer *out = ae_work_whole(work, in, nullptr);
    ASSERT_NE(out, nullptr);
    EXPECT_EQ(gegl_buffer_get_width(Keep(out)), width);
    EXPECT_EQ(gegl_buffer_get_height(out), height);
    EXPECT_EQ(width == 11, kind == AE_ACTION_EFFECT);
  }
}

/* Holes where something is selected; what comes back has the colours of the one and the alpha of the other. */
TEST_F(Work, SelectionsBecomeHoles) {
  const Babl *grey = babl_format("Y'A float"), *rgb = babl_format("R'G'B'A float");
  GeglRectangle size = {0, 0, 3, 1}, part = {1, 0, 2, 1};
  GeglBuffer *plain = Picture(3, 1, 90), *selection = Keep(gegl_buffer_new(&size, babl_format("Y u8")));
  const guint8 selected[] = {0, 1, 255};
  gegl_buffer_set(selection, &size, 0, babl_format("Y u8"), selected, GEGL_AUTO_ROWSTRIDE);
  float pixels[12];
  GeglBuffer *holes = Keep(ae_holes_new(plain, selection));
  EXPECT_EQ(gegl_buffer_get_format(holes), rgb);
  gegl_buffer_get(holes, &size, 1, rgb, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  EXPECT_EQ((std::vector<float>{pixels[3], pixels[7], pixels[11]}), (std::vector<float>{1, 0, 0}));
  EXPECT_EQ(pixels[0], Pixels(plain, size)[0]);

  const float clear[] = {0.5f, 0, 0.25f, 0.75f, 0.125f, 1}, repaired[] = {1, 1, 0.75f, 1, 0.625f, 1};
  GeglBuffer *in = Keep(gegl_buffer_new(&size, grey)), *done = Like(in), *out = Like(in);
  gegl_buffer_set(in, &size, 0, grey, clear, GEGL_AUTO_ROWSTRIDE);
  gegl_buffer_set(done, &size, 0, grey, repaired, GEGL_AUTO_ROWSTRIDE);
  holes = Keep(ae_holes_new(in, selection));
  gegl_buffer_get(holes, &size, 1, grey, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  EXPECT_EQ((std::vector<float>(pixels, pixels + 6)), (std::vector<float>{0.5f, 0, 0.25f, 0, 0.125f, 0}))
      << "hidden too";
  ae_holes_close(done, in, &part, out);
  gegl_buffer_get(out, &size, 1, grey, pixels, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  EXPECT_EQ((std::vector<float>(pixels, pixels + 6)), (std::vector<float>{0, 0, 0.75f, 0.75f, 0.625f, 1}));
}

/* Of layers that are GIMP's to scale there is no buffer. */
TEST_F(Work, WholesAreInTheirOwnFormats) {
  GeglRectangle size = {0, 0, 5, 4};
  GeglBuffer *bytes = Keep(gegl_buffer_new(&size, babl_format("Y'A u8")));
  Progress progress;
  g_autoptr(AeWork) work = New(ae_action_by_procedure("plug-in-aefilter-upscale"), nullptr, hear, &progress);
  ASSERT_NE(work, nullptr);
  g_autoptr(GPtrArray) in = g_ptr_array_new();
  for (GeglBuffer *buffer : {Picture(30, 20, 90), (GeglBuffer *)nullptr, bytes})
    g_ptr_array_add(in, buffer);
  g_autoptr(GPtrArray) out = ae_work_wholes(work, in, nullptr);
  ASSERT_TRUE(out && out->len == 3 && !out->pdata[1]);
  for (guint i : {0u, 2u}) {
    EXPECT_EQ(gegl_buffer_get_format((GeglBuffer *)out->pdata[i]), gegl_buffer_get_format((GeglBuffer *)in->pdata[i]));
    EXPECT_EQ(gegl_buffer_get_width((GeglBuffer *)out->pdata[i]),
              2 * gegl_buffer_get_width((GeglBuffer *)in->pdata[i]));
  }
  EXPECT_TRUE(std::is_sorted(progress.heard.begin(), progress.heard.end()));
  EXPECT_NEAR(progress.heard.back(), 1, 0.02);
  progress.stop = -1;
  EXPECT_EQ(ae_work_wholes(work, in, nullptr), nullptr) << "cancelled";
}

TEST_F(Work, NullGivesThePictureBack) {
  GeglBuffer *in = Picture(33, 21, 90);
  g_autoptr(AeWork) work = New(&kNull);
  ASSERT_NE(work, nullptr);
  GeglBuffer *out = ae_work_whole(work, in, nullptr);
  ASSERT_NE(out, nullptr);
  EXPECT_EQ(Pixels(Keep(out), {0, 0, 33, 21}), Pixels(in, {0, 0, 33, 21}));
}

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  StartGegl();
  int status = RUN_ALL_TESTS();
  gegl_exit();
  return status;
}
