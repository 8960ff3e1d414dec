/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "base/checked.h"
#include "latent/shift.h"

#include <algorithm>
#include <cstring>
#include <glib/gstdio.h>

namespace {

using Code = std::vector<float>;

double Dot(const Code &a, const Code &b) {
  double sum = 0;
  for (gsize j = 0; j < a.size(); j++)
    sum += static_cast<double>(a[j]) * b[j];
  return sum;
}

TEST(LatentShift, IsTheDifferenceOfMeans) {
  Rows with(2, {1, 2, 3, 4, 5, 9}), without(2, {-1, 0.5f, 0, 0.5f});
  AeCodes a = with.codes(), b = without.codes();
  Code v(2);
  ASSERT_OK(ae_shift_between(&a, &b, v.data(), e));
  EXPECT_FLOAT_EQ(v[0], 3.5f);
  EXPECT_FLOAT_EQ(v[1], 4.5f);
}

/* A group of men and women, smiles and none, in which women smile more; codes = noise + smile S + male M. */
struct Faces {
  static constexpr int n = 4000, d = 6;
  Code smile = {2, 1, 0, 0, 0, 0}, male = {0, 3, -1, 0, 0, 2};
  Rows codes = Normal(n, d, 1), with = Rows(0, d), without = Rows(0, d);
  Code attributes; /* smile, male */

  Faces() {
    AeRng rng;
    ae_rng_init(&rng, 2, 0);
    for (gsize i = 0; i < n; i++) {
      bool is_male = ae_rng_uniform(&rng) < 0.5, smiles = ae_rng_uniform(&rng) < (is_male ? 0.2 : 0.8);
      for (int j = 0; j < d; j++)
        codes.row(i)[j] = 0.5f * codes.row(i)[j] + 7 + smiles * smile[j] + is_male * male[j];
      attributes.push_back(smiles);
      attributes.push_back(is_male);
      Rows &side = smiles ? with : without;
      side.x.insert(side.x.end(), codes.row(i), codes.row(i) + d);
      side.n++;
    }
  }
};

TEST(LatentShift, RegressionTellsApartWhatComesTogether) {
  Faces f;
  AeCodes all = f.codes.codes(), with = f.with.codes(), without = f.without.codes();
  Code plain(f.d), told(2 * f.d);
  ASSERT_OK(ae_shift_between(&with, &without, plain.data(), e));
  ASSERT_OK(ae_shift_regress(&all, f.attributes.data(), 2, told.data(), e));
  for (int j = 0; j < f.d; j++) {
    EXPECT_NEAR(told[j], f.smile[j], 0.08) << j;
    EXPECT_NEAR(told[f.d + j], f.male[j], 0.08) << j;
    EXPECT_NEAR(plain[j], f.smile[j] - 0.6f * f.male[j], 0.1) << "smiles come with being no man";
  }
}

TEST(LatentShift, RegressionOnOneFlagIsTheDifference) {
  Faces f;
  AeCodes all = f.codes.codes(), with = f.with.codes(), without = f.without.codes();
  Code flags(f.n), plain(f.d), told(f.d);
  for (int i = 0; i < f.n; i++)
    flags[i] = f.attributes[2 * i];
  ASSERT_OK(ae_shift_between(&with, &without, plain.data(), e));
  ASSERT_OK(ae_shift_regress(&all, flags.data(), 1, told.data(), e));
  for (int j = 0; j < f.d; j++)
    EXPECT_NEAR(told[j], plain[j], 1e-5);
}

TEST(LatentShift, ProjectionLeavesNothingOfTheOthers) {
  Faces f;
  AeCodes with = f.with.codes(), without = f.without.codes();
  Code v(f.d);
  ASSERT_OK(ae_shift_between(&with, &without, v.data(), e));
  Code plain = v, others = f.male;
  others.insert(others.end(), {1, 0, 1, 0, 0, 0});
  for (float x : f.male)
    others.push_back(-2 * x); /* follows from the first */
  AeShiftLeak before = ae_shift_leak(f.d, v.data(), f.male.data());
  EXPECT_LT(before.cosine, -0.2);
  EXPECT_LT(before.along, -0.2);
  ASSERT_OK(ae_shift_project_out(f.d, others.data(), 3, v.data(), e));
  AeShiftLeak after = ae_shift_leak(f.d, v.data(), f.male.data());
  EXPECT_NEAR(after.cosine, 0, 1e-6);
  EXPECT_NEAR(after.along, 0, 1e-6);
  EXPECT_NEAR(ae_shift_leak(f.d, v.data(), &others[f.d]).cosine, 0, 1e-6);
  Code gone(f.d);
  for (int j = 0; j < f.d; j++)
    gone[j] = plain[j] - v[j];
  EXPECT_NEAR(Dot(gone, v), 0, 1e-5) << "no more than that is taken";
  ASSERT_OK(ae_shift_project_out(f.d, nullptr, 0, plain.data(), e));
}

TEST(LatentShift, LeakByHand) {
  const float v[] = {3, 4}, x[] = {2, 0}, zero[] = {0, 0}, minus[] = {-6, -8};
  EXPECT_DOUBLE_EQ(ae_shift_leak(2, v, x).cosine, 0.6);
  EXPECT_DOUBLE_EQ(ae_shift_leak(2, v, x).along, 1.5);
  EXPECT_DOUBLE_EQ(ae_shift_leak(2, v, minus).cosine, -1);
  EXPECT_DOUBLE_EQ(ae_shift_leak(2, v, minus).along, -0.5);
  EXPECT_EQ(ae_shift_leak(2, v, zero).cosine, 0);
  EXPECT_EQ(ae_shift_leak(2, zero, v).along, 0);
}

TEST(LatentShift, ScoreCountsShifts) {
  Rows rows = Normal(5, 3, 3), moved = rows;
  const Code v = {1, -2, 0.5f}, origin = {4, 4, 4}, zero(3);
  for (gsize i = 0; i < rows.n; i++)
    for (int j = 0; j < 3; j++)
      moved.row(i)[j] += 2.5f * v[j];
  AeCodes a = rows.codes(), b = moved.codes();
  double before[5], after[5], origins[5];
  ae_shift_score(&a, v.data(), origin.data(), before);
  ae_shift_score(&b, v.data(), origin.data(), after);
  ae_shift_score(&a, v.data(), nullptr, origins);
  for (int i = 0; i < 5; i++) {
    EXPECT_NEAR(after[i] - before[i], 2.5, 1e-6);
    EXPECT_NEAR(origins[i] - before[i], (4 - 8 + 2) / 5.25, 1e-6);
  }
  ae_shift_score(&a, zero.data(), nullptr, before);
  EXPECT_EQ(before[3], 0);
}

TEST(LatentShift, RefusesWhatItCannotDo) {
  Rows rows = Normal(4, 2, 4);
  AeCodes codes = rows.codes(), none = {0, 2, rows.x.data()}, wide = {2, 4, rows.x.data()};
  const float constant[] = {1, 1, 1, 1}, doubled[] = {0, 1, 1, 3, 2, 5, 5, 11}, nan[] = {NAN, 0, 0, 0};
  float v[4];
  EXPECT_REFUSED(ae_shift_between(&codes, &none, v, e), AE_ERROR_USAGE, "between 4 codes of 2 numbers and 0 of 2");
  EXPECT_REFUSED(ae_shift_between(&wide, &codes, v, e), AE_ERROR_USAGE, "of 4 numbers and 4 of 2");
  EXPECT_REFUSED(ae_shift_regress(&codes, constant, 1, v, e), AE_ERROR_USAGE, "attribute 0 of 1 does not vary");
  EXPECT_REFUSED(ae_shift_regress(&codes, doubled, 2, v, e), AE_ERROR_USAGE, "attribute 1 of 2");
  EXPECT_REFUSED(ae_shift_regress(&codes, nan, 1, v, e), AE_ERROR_USAGE, "attributes: row 0");
}

TEST(LatentShift, LivesInAModelFile) {
  g_autofree char *folder = g_dir_make_tmp("shift-XXXXXX", nullptr);
  std::string path = std::string(folder) + "/x.safetensors";
  const float smile[] = {0.1f, -2, 1e-30f}, glasses[] = {1, 2, 3};
  const int three = 3;
  AeModelWriter *w = ae_modelwriter_new();
  ae_shift_write("smile", 3, smile, w);
  ae_shift_write("Dark_glasses-2", 3, glasses, w);
  ae_modelwriter_add_floats(w, "attribute..shift", FALSE, 1, &three, smile); /* no names */
  ae_modelwriter_add_floats(w, "attribute.shift", FALSE, 1, &three, smile);
  ae_modelwriter_add_floats(w, "attribute.a b.shift", FALSE, 1, &three, smile);
  ASSERT_OK(ae_modelwriter_write(w, path.c_str(), e));
  ae_modelwriter_free(w);
  AeModelFile *file = ae_modelfile_open(path.c_str(), nullptr);
  g_auto(GStrv) names = ae_shift_names(file);
  g_autofree char *list = g_strjoinv(" ", names);
  EXPECT_STREQ(list, "Dark_glasses-2 smile");
  float *back = nullptr;
  ASSERT_OK(back = ae_shift_read(file, "smile", 3, e));
  EXPECT_EQ(memcmp(back, smile, sizeof smile), 0);
  ae_free(back);
  EXPECT_REFUSED(ae_shift_read(file, "smiel", 3, e), AE_ERROR_USAGE,
                 "no attribute \"smiel\"; did you mean \"smile\"?; attributes: Dark_glasses-2, smile");
  EXPECT_REFUSED(ae_shift_read(file, "", 3, e), AE_ERROR_USAGE, "no attribute \"\"; attributes: ");
  EXPECT_REFUSED(ae_shift_read(file, "smile", 4, e), AE_ERROR_MODEL, "has not the 4 numbers");
  ae_modelfile_free(file);
  g_unlink(path.c_str());
  g_rmdir(folder);
}

TEST(LatentShift, Names) {
  for (const char *name : {"smile", "A", "Eyes_open-2"})
    ASSERT_OK(ae_shift_name_check(name, e));
  const std::string longer(65, 'n');
  for (const char *name : {"", "2nd", "_x", "a.b", "a b", "a=b", "\xff", longer.c_str()})
    EXPECT_REFUSED(ae_shift_name_check(name, e), AE_ERROR_USAGE, "a name is a letter");
}

} // namespace
