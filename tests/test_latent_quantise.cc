/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/quantise.h"

#include <cfloat>
#include <cstring>
#include <glib/gstdio.h>

namespace {

AeQuantiser *Fit(const Rows &rows, int bits, AeRange range = AE_RANGE_EXTREMES) {
  AeCodes codes = rows.codes();
  g_autoptr(GError) error = nullptr;
  AeQuantiser *q = ae_quantiser_fit(&codes, bits, range, &error);
  EXPECT_NE(q, nullptr) << error->message;
  return q;
}

/* Columns of every awkward kind: usual, constant, zero, far from 0, tiny, huge, far and narrow. */
Rows Awkward(gsize n) {
  Rows rows = Normal(n, 9, 1);
  for (gsize i = 0; i < n; i++) {
    float *z = rows.row(i);
    z[1] = 3.7f;
    z[2] = 0;
    z[3] = 1e6f + z[3];
    z[4] *= 1e-38f;
    z[5] *= 1e37f;
    z[6] = -4e5f + 1e-3f * z[6];
    z[7] = i % 2 ? FLT_MAX : -FLT_MAX;
    z[8] = FLT_MAX;
  }
  return rows;
}

TEST(LatentQuantise, ByHand) {
  g_autoptr(AeQuantiser) q = Fit(Rows(1, {-1, 0.3f, 4.1f}), 8);
  EXPECT_FLOAT_EQ(q->low[0], -1);
  EXPECT_FLOAT_EQ(q->step[0], 0.02f);
  const struct {
    float z;
    int q;
  } cases[] = {{-1, 0}, {4.1f, 255}, {-0.991f, 0}, {-0.989f, 1},    {0, 50},
               {-7, 0}, {99, 255},   {NAN, 0},     {INFINITY, 255}, {-INFINITY, 0}};
  for (const auto &c : cases) {
    guint16 got;
    ae_quantise(q, &c.z, &got);
    EXPECT_EQ(got, c.q) << c.z;
  }
}

TEST(LatentQuantise, ErrorIsWithinHalfAStep) {
  Rows rows = Awkward(200);
  for (int bits : {2, 3, 8, 11, 16}) {
    g_autoptr(AeQuantiser) q = Fit(rows, bits);
    std::vector<guint16> integers(rows.d);
    std::vector<float> back(rows.d);
    for (gsize i = 0; i < rows.n; i++) {
      ae_quantise(q, rows.row(i), integers.data());
      ae_dequantise(q, integers.data(), back.data());
      for (int j = 0; j < rows.d; j++) {
        double error = std::fabs(static_cast<double>(back[j]) - rows.row(i)[j]);
        EXPECT_LE(error, 0.51 * q->step[j] + 1e-7 * std::fabs(rows.row(i)[j])) << bits << " " << j;
      }
    }
  }
}

/* Every integer of every kind of column. */
TEST(LatentQuantise, IntegersComeBack) {
  for (AeRange range : {AE_RANGE_EXTREMES, AE_RANGE_SIGMAS})
    for (int bits = 1; bits <= 16; bits++) {
      Rows rows = Awkward(50);
      g_autoptr(AeQuantiser) q = Fit(rows, bits, range);
      std::vector<float> z(rows.d);
      for (int value = 0; value < 1 << bits; value++) {
        std::vector<guint16> in(rows.d, static_cast<guint16>(value)), out(rows.d);
        ae_dequantise(q, in.data(), z.data());
        ae_quantise(q, z.data(), out.data());
        ASSERT_EQ(in, out) << bits << " " << value;
      }
    }
}

TEST(LatentQuantise, SigmasClampWhatIsRare) {
  Rows rows = Normal(20000, 1, 2);
  rows.x[0] = 100;
  g_autoptr(AeQuantiser) extremes = Fit(rows, 8), sigmas = Fit(rows, 8, AE_RANGE_SIGMAS);
  EXPECT_NEAR(extremes->step[0], 104 / 255.0, 0.01);
  EXPECT_NEAR(sigmas->step[0], 8 * std::sqrt(1.5) / 255, 0.001);
  guint16 q;
  float z;
  ae_quantise(sigmas, rows.row(0), &q);
  ae_dequantise(sigmas, &q, &z);
  EXPECT_EQ(q, 255);
  EXPECT_NEAR(z, 4 * std::sqrt(1.5), 0.02);
}

TEST(LatentQuantise, Bits) {
  const guint16 q[] = {0x1ff, 0, 0x155, 1};
  guint8 bytes[6] = {};
  ASSERT_EQ(ae_bits_size(4, 9), 5u);
  ae_bits_pack(q, 4, 9, bytes); /* 111111111 000000000 101010101 000000001 0000 */
  const guint8 want[] = {0xff, 0x80, 0x2a, 0xa0, 0x10, 0};
  EXPECT_EQ(memcmp(bytes, want, 6), 0);
  guint16 back[4];
  EXPECT_TRUE(ae_bits_unpack(bytes, 4, 9, back));
  EXPECT_EQ(memcmp(back, q, sizeof q), 0);
  bytes[4] |= 1;
  EXPECT_FALSE(ae_bits_unpack(bytes, 4, 9, back)) << "what fills up";
}

TEST(LatentQuantise, AnyIntegersPackAndUnpack) {
  AeRng rng;
  ae_rng_init(&rng, 3, 0);
  for (int bits = 1; bits <= 16; bits++)
    for (gsize n : {0u, 1u, 7u, 8u, 9u, 64u, 101u}) {
      std::vector<guint16> q(n), back(n);
      for (guint16 &x : q)
        x = static_cast<guint16>(ae_rng_below(&rng, 1u << bits));
      std::vector<guint8> bytes(ae_bits_size(n, bits) + 1, 0xa5);
      EXPECT_EQ(ae_bits_size(n, bits), (n * bits + 7) / 8);
      ae_bits_pack(q.data(), n, bits, bytes.data());
      EXPECT_EQ(bytes.back(), 0xa5) << "written beyond the end";
      EXPECT_TRUE(ae_bits_unpack(bytes.data(), n, bits, back.data()));
      EXPECT_EQ(q, back) << bits << " " << n;
    }
}

TEST(LatentQuantise, RefusesWhatItCannotDo) {
  Rows rows = Normal(2, 3, 4);
  AeCodes codes = rows.codes(), none = {0, 3, rows.x.data()}, wide = {0, 1 << 21, rows.x.data()};
  std::vector<float> many(1 << 21);
  wide = {1, 1 << 21, many.data()};
  EXPECT_REFUSED(ae_quantiser_fit(&codes, 0, AE_RANGE_EXTREMES, e), AE_ERROR_USAGE, "0 bits");
  EXPECT_REFUSED(ae_quantiser_fit(&codes, 17, AE_RANGE_EXTREMES, e), AE_ERROR_USAGE, "17 bits");
  EXPECT_REFUSED(ae_quantiser_fit(&none, 8, AE_RANGE_EXTREMES, e), AE_ERROR_USAGE, "0 codes");
  EXPECT_REFUSED(ae_quantiser_fit(&wide, 8, AE_RANGE_EXTREMES, e), AE_ERROR_LIMIT, "2097152 numbers");
  rows.x[4] = NAN;
  EXPECT_REFUSED(ae_quantiser_fit(&codes, 8, AE_RANGE_EXTREMES, e), AE_ERROR_USAGE, "row 1, column 1");
}

TEST(LatentQuantise, ComesBackFromAModelFile) {
  g_autofree char *folder = g_dir_make_tmp("quantise-XXXXXX", nullptr);
  std::string path = std::string(folder) + "/x.safetensors";
  g_autoptr(AeQuantiser) q8 = Fit(Awkward(9), 8), q12 = Fit(Awkward(9), 12);
  q12->step[3] = 0;
  AeModelWriter *w = ae_modelwriter_new();
  ae_quantiser_write(q8, w);
  ae_quantiser_write(q12, w);
  ASSERT_OK(ae_modelwriter_write(w, path.c_str(), e));
  ae_modelwriter_free(w);
  AeModelFile *file = ae_modelfile_open(path.c_str(), nullptr);
  g_autoptr(AeQuantiser) back = nullptr;
  ASSERT_OK(back = ae_quantiser_read(file, 8, e));
  EXPECT_EQ(back->d, 9);
  EXPECT_EQ(back->bits, 8);
  EXPECT_EQ(memcmp(back->low, q8->low, 9 * sizeof(float)), 0);
  EXPECT_EQ(memcmp(back->step, q8->step, 9 * sizeof(float)), 0);
  EXPECT_REFUSED(ae_quantiser_read(file, 12, e), AE_ERROR_MODEL, "12 bits: step 3 is 0");
  EXPECT_REFUSED(ae_quantiser_read(file, 9, e), AE_ERROR_MODEL, "no quantiser of 9 bits");
  ae_modelfile_free(file);
  g_unlink(path.c_str());
  g_rmdir(folder);
}

} // namespace
