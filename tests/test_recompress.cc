/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/recompress.h"

#include <gtest/gtest.h>

#include <vector>

namespace {

TEST(Recompress, StandsAllQualities) {
  for (int quality : {1, 50, 100}) {
    std::vector<guint8> pixels(40 * 30 * 3, 128);
    AeJpegLoss loss = {quality, TRUE};
    GError *error = nullptr;
    ASSERT_TRUE(ae_recompress(&loss, pixels.data(), 40, 30, &error)) << error->message;
    for (guint8 v : pixels)
      ASSERT_NEAR(v, 128, 1);
  }
}

TEST(Recompress, ReportsWhatLibjpegRefuses) {
  std::vector<guint8> pixels(3);
  AeJpegLoss loss = {90, FALSE};
  GError *error = nullptr;
  EXPECT_FALSE(ae_recompress(&loss, pixels.data(), 70000, 1, &error));
  EXPECT_TRUE(g_error_matches(error, AE_ERROR, AE_ERROR_INTERNAL));
  g_clear_error(&error);
}

} // namespace
