/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/checked.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace {

TEST(Checked, ArithmeticTellsOverflow) {
  gsize out;
  EXPECT_TRUE(ae_mul(G_MAXSIZE / 2, 2, &out));
  EXPECT_EQ(out, G_MAXSIZE - 1);
  EXPECT_FALSE(ae_mul(G_MAXSIZE / 2 + 1, 2, &out));
  EXPECT_TRUE(ae_mul(0, G_MAXSIZE, &out));
  EXPECT_EQ(out, 0u);
  EXPECT_TRUE(ae_add(G_MAXSIZE - 1, 1, &out));
  EXPECT_FALSE(ae_add(G_MAXSIZE, 1, &out));
}

TEST(Checked, AllocIsZeroedAlignedAndWritable) {
  for (gsize bytes : {0, 1, 63, 64, 65, 4096, 1 << 22}) {
    g_autoptr(GError) error = nullptr;
    auto *p = static_cast<guint8 *>(ae_alloc(bytes, 1, "test", &error));
    ASSERT_NE(p, nullptr) << bytes;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(p) % 64, 0u) << bytes;
    for (gsize i = 0; i < bytes; i++)
      ASSERT_EQ(p[i], 0) << bytes;
    memset(p, 0xff, bytes);
    ae_free(p);
  }
  ae_free(nullptr);
}

TEST(Checked, AllocRefusesWhatDoesNotFit) {
  const struct {
    gsize count, size;
  } cases[] = {{G_MAXSIZE, 2}, {G_MAXSIZE, 1}, {G_MAXSIZE / 4, 4}, {G_MAXSSIZE / 2, 1}};
  for (const auto &c : cases) {
    g_autoptr(GError) error = nullptr;
    EXPECT_EQ(ae_alloc(c.count, c.size, "tensor conv1.weight", &error), nullptr);
    ASSERT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_MEMORY));
    EXPECT_TRUE(g_str_has_prefix(error->message, "tensor conv1.weight: ")) << error->message;
  }
}

} // namespace
