/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent_helpers.h"

#include "latent/lerp.h"

#include <cstring>

namespace {

using Path = void (*)(int d, const float *a, const float *b, double t, float *out);
using Code = std::vector<float>;

Code At(Path path, const Code &a, const Code &b, double t) {
  Code out(a.size());
  path(static_cast<int>(a.size()), a.data(), b.data(), t, out.data());
  return out;
}

double Length(const Code &x) {
  double sum = 0;
  for (float value : x)
    sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

TEST(LatentLerp, EndsAreExact) {
  const Code a = {-0.0f, 1e30f, 0.1f, 3}, b = {1e-30f, -1, 7, 1e20f}, zero(4);
  for (Path path : {ae_lerp, ae_slerp})
    for (const Code &end : {b, a, zero}) {
      Code first = At(path, a, end, 0), last = At(path, a, end, 1);
      EXPECT_EQ(memcmp(first.data(), a.data(), 16), 0);
      EXPECT_EQ(memcmp(last.data(), end.data(), 16), 0);
    }
}

/* R79. */
TEST(LatentLerp, IsTheStraightLine) {
  const Code a = {1, -2}, b = {5, 6};
  EXPECT_EQ(At(ae_lerp, a, b, 0.25), (Code{2, 0}));
  EXPECT_EQ(At(ae_lerp, a, b, 1.5), (Code{7, 10})) << "beyond the end";
  EXPECT_EQ(At(ae_lerp, a, b, -0.5), (Code{-1, -6}));
}

TEST(LatentLerp, ArcOfEqualLengthsKeepsTheLengthAndEvenSteps) {
  const Code a = {2, 0, 0}, b = {0, 0, 2};
  for (int i = 0; i <= 6; i++) {
    double angle = i * std::acos(0) / 6;
    Code at = At(ae_slerp, a, b, i / 6.0);
    EXPECT_NEAR(at[0], 2 * std::cos(angle), 1e-6);
    EXPECT_NEAR(at[2], 2 * std::sin(angle), 1e-6);
    EXPECT_NEAR(Length(at), 2, 1e-6);
  }
  EXPECT_NEAR(Length(At(ae_lerp, a, b, 0.5)), std::sqrt(2), 1e-6) << "the line cuts the corner";
}

TEST(LatentLerp, NoArcIsTheLine) {
  const Code a = {1, 2, 3}, zero(3), same = {2, 4, 6}, opposite = {-1, -2, -3};
  for (const Code &b : {zero, a, same, opposite})
    for (double t : {0.25, 0.5, 2.0}) {
      EXPECT_EQ(At(ae_slerp, a, b, t), At(ae_lerp, a, b, t));
      EXPECT_EQ(At(ae_slerp, b, a, t), At(ae_lerp, b, a, t));
    }
}

/* Next to the limit the two agree, so that nothing jumps. */
TEST(LatentLerp, SmallAnglesAreSmooth) {
  for (float angle : {3e-6f, 1e-5f, 1e-3f}) {
    const Code a = {1, 0}, b = {1, angle};
    Code arc = At(ae_slerp, a, b, 0.3), line = At(ae_lerp, a, b, 0.3);
    EXPECT_NEAR(arc[1] / line[1], 1, 1e-5) << angle;
    EXPECT_NEAR(arc[0], line[0], 1e-6);
  }
}

TEST(LatentLerp, MayWriteOverItsInput) {
  for (Path path : {ae_lerp, ae_slerp}) {
    Code a = {1, 2, -1}, b = {0, 1, 4}, want = At(path, a, b, 0.4), c = a;
    path(3, c.data(), b.data(), 0.4, c.data());
    EXPECT_EQ(c, want);
    path(3, a.data(), b.data(), 0.4, b.data());
    EXPECT_EQ(b, want);
  }
}

} // namespace
