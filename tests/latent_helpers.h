/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes for the tests of core/latent. */
#ifndef AE_TESTS_LATENT_HELPERS_H
#define AE_TESTS_LATENT_HELPERS_H

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/rng.h"
#include "latent/codes.h"

/* n rows of d numbers that own their memory. */
struct Rows {
  gsize n;
  int d;
  std::vector<float> x;

  Rows(gsize count, int width) : n(count), d(width), x(count * width) {}
  Rows(int width, std::vector<float> values) : n(values.size() / width), d(width), x(std::move(values)) {}
  AeCodes codes() const { return {n, d, x.data()}; }
  float *row(gsize i) { return x.data() + i * d; }
  const float *row(gsize i) const { return x.data() + i * d; }
};

inline Rows Normal(gsize n, int d, guint64 seed) {
  Rows rows(n, d);
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  for (float &value : rows.x)
    value = static_cast<float>(ae_rng_normal(&rng));
  return rows;
}

/* Fails with the message of an error that should not have come, and clears it. */
#define ASSERT_OK(call)                                           \
  do {                                                            \
    g_autoptr(GError) error = nullptr;                            \
    GError **e = &error;                                          \
    ASSERT_TRUE(call) << (error ? error->message : "no message"); \
  } while (0)

/* The call fails with this code, and its message holds part. */
#define EXPECT_REFUSED(call, error_code, part)                                              \
  do {                                                                                      \
    g_autoptr(GError) error = nullptr;                                                      \
    GError **e = &error;                                                                    \
    EXPECT_FALSE(call);                                                                     \
    ASSERT_NE(error, nullptr);                                                              \
    EXPECT_TRUE(g_error_matches(error, AE_ERROR, error_code)) << error->message;            \
    EXPECT_NE(std::string(error->message).find(part), std::string::npos) << error->message; \
  } while (0)

#endif
