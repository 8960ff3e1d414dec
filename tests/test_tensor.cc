/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/tensor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace {

float RoundTrip(float value) {
  ae_bf16 narrow;
  ae_bf16_from_float(&value, &narrow, 1);
  ae_bf16_to_float(&narrow, &value, 1);
  return value;
}

float FromBits(guint32 bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

TEST(Tensor, Bf16RoundsToNearestEven) {
  EXPECT_EQ(RoundTrip(1.0f), 1.0f);
  EXPECT_EQ(RoundTrip(-0.0f), 0.0f);
  EXPECT_TRUE(std::signbit(RoundTrip(-0.0f)));
  EXPECT_EQ(RoundTrip(FromBits(0x3f808000)), FromBits(0x3f800000)); /* a tie: down to even */
  EXPECT_EQ(RoundTrip(FromBits(0x3f818000)), FromBits(0x3f820000)); /* a tie: up to even */
  EXPECT_EQ(RoundTrip(FromBits(0x3f808001)), FromBits(0x3f810000));
  EXPECT_EQ(RoundTrip(FromBits(0x3f807fff)), FromBits(0x3f800000));
  EXPECT_EQ(RoundTrip(FromBits(0x7f7fffff)), std::numeric_limits<float>::infinity());
  EXPECT_EQ(RoundTrip(-std::numeric_limits<float>::infinity()), -std::numeric_limits<float>::infinity());
  for (guint32 bits : {0x7f800001u, 0x7fc00000u, 0x7fffffffu, 0xff800001u})
    EXPECT_TRUE(std::isnan(RoundTrip(FromBits(bits)))) << bits;
}

TEST(Tensor, Bf16KeepsEveryBf16) {
  for (guint32 high = 0; high < 0x10000; high++) {
    float value = FromBits(high << 16);
    if (std::isnan(value))
      continue;
    ae_bf16 narrow;
    ae_bf16_from_float(&value, &narrow, 1);
    ASSERT_EQ(narrow, high);
  }
}

TEST(Tensor, CountRefusesWhatCannotBeAddressed) {
  const struct {
    AeShape shape;
    bool fits;
  } cases[] = {
      {{1, 1, 1, 1}, true},
      {{2, 3, 4, 5}, true},
      {{1, 4, 65536, 65536}, true},
      {{0, 3, 4, 5}, false},
      {{1, 3, -4, 5}, false},
      {{1, 3, 4, 0}, false},
      {{1, 1, G_MAXINT, G_MAXINT}, false},
      {{G_MAXINT, G_MAXINT, G_MAXINT, G_MAXINT}, false},
  };
  for (const auto &c : cases) {
    g_autoptr(GError) error = nullptr;
    g_autofree char *text = ae_shape_text(c.shape);
    gsize count = 0;
    EXPECT_EQ(ae_shape_count(c.shape, AE_REAL, &count, &error), c.fits) << text;
    if (c.fits)
      EXPECT_EQ(count, gsize{1} * c.shape.n * c.shape.c * c.shape.h * c.shape.w);
    else
      EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_LIMIT)) << text;
  }
}

TEST(Tensor, NewIsDenseZeroedAndAligned) {
  AeTensor t;
  ASSERT_TRUE(ae_tensor_new(&t, {2, 3, 4, 5}, AE_REAL, nullptr));
  EXPECT_EQ(t.row, 15u);
  EXPECT_EQ(t.image, 60u);
  EXPECT_TRUE(ae_tensor_dense(&t));
  EXPECT_EQ(reinterpret_cast<guintptr>(t.data) % 64, 0u);
  for (int i = 0; i < 120; i++)
    EXPECT_EQ(static_cast<ae_real *>(t.data)[i], 0);
  ae_tensor_clear(&t);
  EXPECT_EQ(t.data, nullptr);
  ae_tensor_clear(&t);
}

TEST(Tensor, NewRefusesAndLeavesNothing) {
  AeTensor t;
  g_autoptr(GError) error = nullptr;
  EXPECT_FALSE(ae_tensor_new(&t, {1, 1, 0, 1}, AE_REAL, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_LIMIT));
  EXPECT_EQ(t.data, nullptr);
}

TEST(Tensor, RowsAreAViewOfEachImage) {
  for (AeType type : {AE_REAL, AE_BF16}) {
    AeTensor t;
    ASSERT_TRUE(ae_tensor_new(&t, {2, 3, 4, 5}, type, nullptr));
    AeTensor view = ae_tensor_rows(&t, 1, 2);
    EXPECT_TRUE(ae_shape_equal(view.shape, {2, 3, 2, 5}));
    EXPECT_EQ(static_cast<guint8 *>(view.data) - static_cast<guint8 *>(t.data),
              static_cast<gssize>(15 * ae_type_size(type)));
    EXPECT_EQ(view.image, 60u);
    EXPECT_FALSE(ae_tensor_dense(&view));
    ae_tensor_clear(&t);
  }
}

TEST(Tensor, RowsOfOneImageAreDense) {
  AeTensor t;
  ASSERT_TRUE(ae_tensor_new(&t, {1, 3, 4, 5}, AE_REAL, nullptr));
  AeTensor view = ae_tensor_rows(&t, 2, 2);
  EXPECT_TRUE(ae_tensor_dense(&view));
  ae_real_row(&view, 0, 1)[0] = 7;
  EXPECT_EQ(ae_real_row(&t, 0, 3)[0], 7);
  ae_tensor_clear(&t);
}

TEST(Tensor, ShapesCompareAndPrint) {
  EXPECT_TRUE(ae_shape_equal({1, 2, 3, 4}, {1, 2, 3, 4}));
  EXPECT_FALSE(ae_shape_equal({1, 2, 3, 4}, {1, 2, 4, 3}));
  g_autofree char *text = ae_shape_text({1, 64, 48, 32});
  EXPECT_STREQ(text, "1x64x48x32");
}

} // namespace
