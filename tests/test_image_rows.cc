/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image_helpers.h"

namespace {

/* Rows that can be read once: those of a reader are. */
AeRows *Once(AeImage *image) {
  AeRows *rows = ae_image_rows(image, FALSE);
  rows->rewind = nullptr;
  return rows;
}

TEST(Rows, CountAndCheck) {
  ImageOwner image = Picture(Info(5, 4, 3, AE_SAMPLE_U8));
  RowsOwner rows(ae_image_rows(image.get(), FALSE));
  guint8 out[60];
  ASSERT_TRUE(ae_rows_read(rows.get(), out, 3, nullptr));
  EXPECT_EQ(rows->next, 3u);
  Failure failure;
  EXPECT_FALSE(ae_rows_read(rows.get(), out, 2, &failure));
  EXPECT_EQ(failure.code(), AE_ERROR_INTERNAL);
  ASSERT_TRUE(ae_rows_read(rows.get(), out, 1, nullptr));
  EXPECT_EQ(memcmp(out, image->data + 45, 15), 0);
  ASSERT_TRUE(ae_rows_rewind(rows.get(), nullptr));
  ASSERT_TRUE(ae_rows_read(rows.get(), out, 4, nullptr));
  EXPECT_EQ(memcmp(out, image->data, 60), 0);
}

TEST(Rows, ThatCannotRewindSaySo) {
  ImageOwner image = Picture(Info(5, 4, 3, AE_SAMPLE_U8));
  RowsOwner rows(Once(image.get()));
  Failure failure;
  EXPECT_FALSE(ae_rows_rewind(rows.get(), &failure));
  EXPECT_NE(failure.error, nullptr);
  ae_rows_free(nullptr);
}

TEST(Spool, KeepsRowsThatRewindAsTheyAre) {
  ImageOwner image = Picture(Info(5, 4, 3, AE_SAMPLE_U8));
  AeRows *rows = ae_image_rows(image.get(), FALSE);
  RowsOwner spool(ae_rows_spool(rows, nullptr));
  EXPECT_EQ(spool.get(), rows);
}

TEST(Spool, CopiesTheRest) {
  for (guint32 first : {0u, 1u, 699u}) {
    AeImageInfo info = Info(1000, 700, 3, AE_SAMPLE_U16);
    info.meta = Meta(false);
    ImageOwner image = Picture(info);
    ae_meta_unref(info.meta);
    AeRows *rows = Once(image.get());
    std::vector<guint8> row(6000 * 700);
    ASSERT_TRUE(ae_rows_read(rows, row.data(), first, nullptr));
    RowsOwner spool(ae_rows_spool(rows, nullptr));
    ASSERT_NE(spool, nullptr);
    EXPECT_EQ(spool->info.height, 700 - first);
    EXPECT_EQ(TextOf(spool->info.meta->xmp), Xmp());
    for (int pass = 0; pass < 2; pass++) {
      ASSERT_TRUE(ae_rows_read(spool.get(), row.data(), spool->info.height, nullptr));
      EXPECT_EQ(memcmp(row.data(), image->data + first * 6000, spool->info.height * 6000), 0);
      ASSERT_TRUE(ae_rows_rewind(spool.get(), nullptr));
    }
  }
}

TEST(Spool, HandsOnAFailure) {
  ImageOwner image = Picture(Info(5, 4, 3, AE_SAMPLE_U8));
  AeRows *rows = Once(image.get());
  rows->read = [](AeRows *, void *, guint32, GError **error) -> gboolean {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "damaged");
    return FALSE;
  };
  Failure failure;
  EXPECT_EQ(ae_rows_spool(rows, &failure), nullptr);
  EXPECT_EQ(failure.message(), "damaged");
}

TEST(Spool, SaysWhereThereIsNoRoom) {
  ImageOwner image = Picture(Info(5, 4, 3, AE_SAMPLE_U8));
  Failure failure;
  ASSERT_TRUE(g_setenv("TMPDIR", "/nonexistent", TRUE));
  AeRows *spool = ae_rows_spool(Once(image.get()), &failure);
  g_unsetenv("TMPDIR");
  EXPECT_EQ(spool, nullptr);
  EXPECT_EQ(failure.message(), "/nonexistent: cannot make a temporary file: No such file or directory");
}

TEST(Image, IsMadeOfRows) {
  AeImageInfo info = Info(7, 9, 2, AE_SAMPLE_HALF);
  ImageOwner image = Picture(info);
  RowsOwner rows(Once(image.get()));
  ImageOwner copy(ae_image_from_rows(rows.get(), nullptr));
  ASSERT_NE(copy, nullptr);
  EXPECT_TRUE(Pixels(copy.get()) == Pixels(image.get()));
}

TEST(Image, RowsMayOwnIt) {
  AeImageInfo info = Info(7, 9, 2, AE_SAMPLE_HALF);
  ImageOwner image = Picture(info);
  std::string pixels = Pixels(image.get());
  RowsOwner rows(ae_image_rows(image.release(), TRUE));
  ImageOwner copy(ae_image_from_rows(rows.get(), nullptr));
  EXPECT_TRUE(Pixels(copy.get()) == pixels);
}

TEST(Image, InfoSharesItsMeta) {
  AeImageInfo a = Info(1, 1, 1, AE_SAMPLE_U8), b;
  a.meta = Meta(true);
  ae_image_info_copy(&b, &a);
  EXPECT_EQ(a.meta, b.meta);
  ae_image_info_clear(&a);
  EXPECT_EQ(a.meta, nullptr);
  EXPECT_EQ(TextOf(b.meta->exif), Exif());
  ae_image_info_clear(&b);
}

TEST(Image, SampleTypesHaveSizesAndNames) {
  EXPECT_EQ(ae_sample_size(AE_SAMPLE_U8), 1u);
  EXPECT_EQ(ae_sample_size(AE_SAMPLE_U16), 2u);
  EXPECT_EQ(ae_sample_size(AE_SAMPLE_HALF), 2u);
  EXPECT_EQ(ae_sample_size(AE_SAMPLE_FLOAT), 4u);
  EXPECT_STREQ(ae_sample_name(AE_SAMPLE_HALF), "half");
  AeImageInfo info = Info(100, 1, 4, AE_SAMPLE_FLOAT);
  EXPECT_EQ(ae_image_row_bytes(&info), 1600u);
}

} // namespace
