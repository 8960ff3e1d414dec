/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Which part of a picture is done: whatever is asked for is covered once, and nothing that is done is given out. */
#include "blocks.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace {

struct Blocks {
  AeBlocks *blocks = ae_blocks_new();
  ~Blocks() { ae_blocks_free(blocks); }
  std::vector<GeglRectangle> Missing(const GeglRectangle &full, const GeglRectangle &region) const {
    g_autoptr(GArray) array = ae_blocks_missing(blocks, &full, &region);
    const GeglRectangle *first = (const GeglRectangle *)(gpointer)array->data;
    return std::vector<GeglRectangle>(first, first + array->len);
  }
  void Add(const std::vector<GeglRectangle> &rectangles) {
    for (const GeglRectangle &r : rectangles)
      ae_blocks_add(blocks, &r);
  }
};

gint64 Area(const std::vector<GeglRectangle> &rectangles) {
  gint64 sum = 0;
  for (const GeglRectangle &r : rectangles)
    sum += (gint64)r.width * r.height;
  return sum;
}

TEST(Blocks, GiveOutWholeBlocks) {
  Blocks b;
  GeglRectangle full = {0, 0, 4000, 3000};
  std::vector<GeglRectangle> missing = b.Missing(full, {1030, 10, 5, 5});
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(gegl_rectangle_equal(&missing[0], GEGL_RECTANGLE(1024, 0, 1024, 1024)));
  missing = b.Missing(full, {3990, 2990, 5, 5});
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(gegl_rectangle_equal(&missing[0], GEGL_RECTANGLE(3072, 2048, 928, 952)));
}

TEST(Blocks, LieAtMultiplesLeftOfTheOrigin) {
  Blocks b;
  GeglRectangle full = {-700, -2000, 1000, 2500};
  std::vector<GeglRectangle> missing = b.Missing(full, {-1, -1, 1, 1});
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(gegl_rectangle_equal(&missing[0], GEGL_RECTANGLE(-700, -1024, 700, 1024)));
}

TEST(Blocks, LoseOnlyTheUnitsThatChange) {
  Blocks b;
  GeglRectangle full = {0, 0, 4000, 3000}, dab = {500, 500, 20, 20};
  b.Add(b.Missing(full, full));
  EXPECT_TRUE(b.Missing(full, full).empty());
  ae_blocks_remove(b.blocks, &dab);
  std::vector<GeglRectangle> missing = b.Missing(full, full);
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(gegl_rectangle_equal(&missing[0], GEGL_RECTANGLE(256, 256, 512, 512)));
  ae_blocks_remove(b.blocks, nullptr);
  EXPECT_EQ(Area(b.Missing(full, full)), 4000 * 3000);
}

TEST(Blocks, CoverWhatIsAskedForOnce) {
  std::mt19937 random(3);
  for (int round = 0; round < 20; round++) {
    Blocks b;
    GeglRectangle full = {(int)(random() % 3000) - 1500, (int)(random() % 3000) - 1500, 1 + (int)(random() % 3000),
                          1 + (int)(random() % 3000)};
    gint64 done = 0;
    for (int i = 0; i < 30; i++) {
      GeglRectangle region = {full.x + (int)(random() % (guint)full.width),
                              full.y + (int)(random() % (guint)full.height), 1 + (int)(random() % 900),
                              1 + (int)(random() % 900)};
      gegl_rectangle_intersect(&region, &region, &full);
      std::vector<GeglRectangle> missing = b.Missing(full, region);
      for (const GeglRectangle &r : missing)
        EXPECT_TRUE(gegl_rectangle_contains(&full, &r));
      done += Area(missing);
      b.Add(missing);
      EXPECT_TRUE(b.Missing(full, region).empty());
    }
    EXPECT_EQ(done + Area(b.Missing(full, full)), (gint64)full.width * full.height);
  }
}

TEST(Blocks, RefuseARegionWithoutEnd) {
  Blocks b;
  GeglRectangle plane = gegl_rectangle_infinite_plane(), part = {1 << 29, -(1 << 29), 600, 10};
  EXPECT_EQ(ae_blocks_missing(b.blocks, &plane, &plane), nullptr);
  std::vector<GeglRectangle> missing = b.Missing(plane, part);
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_TRUE(gegl_rectangle_equal(&missing[0], GEGL_RECTANGLE(1 << 29, -(1 << 29), 1024, 1024)));
}

} // namespace
