/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Logarithm, exponential and cosine are written out here: those of libm differ in the last bit between processors. */
#include "base/rng.h"

#include <math.h>
#include <string.h>

static guint64 rotate_left(guint64 x, int k) { return (x << k) | (x >> (64 - k)); }

static guint64 splitmix64(guint64 *state) {
  guint64 z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void ae_rng_init(AeRng *rng, guint64 seed, guint64 stream) {
  guint64 stream_state = ~stream;
  guint64 state = seed ^ splitmix64(&stream_state);
  for (int i = 0; i < 4; i++)
    rng->s[i] = splitmix64(&state);
}

guint64 ae_rng_next(AeRng *rng) {
  guint64 *s = rng->s;
  guint64 result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left(s[3], 45);
  return result;
}

double ae_rng_uniform(AeRng *rng) { return (double)(ae_rng_next(rng) >> 11) * 0x1p-53; }

/* Lemire 2019, "Fast random integer generation in an interval": the product's low half tells which few to reject. */
guint32 ae_rng_below(AeRng *rng, guint32 n) {
  g_return_val_if_fail(n > 0, 0);
  guint32 reject_under = -n % n;
  guint64 product;
  do
    product = (ae_rng_next(rng) >> 32) * n;
  while ((guint32)product < reject_under);
  return (guint32)(product >> 32);
}

/* log(x) for x > 0 = e log 2 + 2 atanh(z), z = (f - 1) / (f + 1), x = f 2^e, f in [sqrt(1/2), sqrt(2)). */
static double portable_log(double x) {
  int exponent;
  double f = frexp(x, &exponent);
  if (f < 0.70710678118654752) {
    f *= 2;
    exponent--;
  }
  double z = (f - 1) / (f + 1), z2 = z * z, sum = 0;
  for (int k = 21; k >= 1; k -= 2)
    sum = sum * z2 + 1.0 / k;
  return exponent * 0.69314718055994531 + 2 * z * sum;
}

/* exp(-x) for x in [0, 32): the series at x / 64, squared six times. */
static double portable_exp_minus(double x) {
  double y = -x / 64, sum = 1;
  for (int k = 16; k >= 1; k--)
    sum = 1 + sum * y / k;
  for (int i = 0; i < 6; i++)
    sum *= sum;
  return sum;
}

/* Marsaglia's polar method; the second value is thrown away, so that the state is AeRng alone. */
double ae_rng_normal(AeRng *rng) {
  double x, y, r2;
  do {
    x = 2 * ae_rng_uniform(rng) - 1;
    y = 2 * ae_rng_uniform(rng) - 1;
    r2 = x * x + y * y;
  } while (r2 >= 1 || r2 == 0);
  return x * sqrt(-2 * portable_log(r2) / r2);
}

/* -2 log u for u = (bits + 1/2) / 2^32, in a form that the compiler vectorises. Relative error under 3e-7. */
static inline float minus_two_log(guint32 bits) {
  float u = ((float)(bits >> 8) + 0.5f) * 0x1p-24f;
  guint32 word;
  memcpy(&word, &u, sizeof word);
  gint32 exponent = (gint32)(word - 0x3f3504f3u) >> 23; /* so that f starts at sqrt(1/2) */
  word -= (guint32)exponent << 23;
  float f;
  memcpy(&f, &word, sizeof f);
  float z = (f - 1) / (f + 1), z2 = z * z;
  float sum = 1.0f + z2 * (0.33333333f + z2 * (0.2f + z2 * (0.14285715f + z2 * 0.11111111f)));
  return -2.0f * ((float)exponent * 0.69314718f + 2.0f * z * sum);
}

/* sin(pi x) for x in [-1/2, 1/2]: Taylor's series to x^11, error under 6e-8. */
static inline float sin_pi(float x) {
  float x2 = x * x;
  return x * (3.14159265f +
              x2 * (-5.16771278f + x2 * (2.55016404f + x2 * (-0.59926453f + x2 * (0.08214589f + x2 * -0.00737043f)))));
}

/* Box-Muller by blocks: words first, then two plain loops without branches. */
void ae_rng_normals(AeRng *rng, float *out, gsize n) {
  enum { PAIRS = 128 };
  guint32 radius[PAIRS], angle[PAIRS];
  float pairs[2][PAIRS];
  while (n > 0) {
    for (int i = 0; i < PAIRS; i++) {
      guint64 word = ae_rng_next(rng);
      radius[i] = (guint32)(word >> 32);
      angle[i] = (guint32)word;
    }
    for (int i = 0; i < PAIRS; i++) {
      float r = sqrtf(minus_two_log(radius[i]));
      float a = (float)((gint32)angle[i] >> 8) * 0x1p-24f; /* half turns in [-1/2, 1/2): sin >= and <= 0, cos >= 0 */
      float sign = angle[i] & 1 ? -1.0f : 1.0f;            /* ... and the other half of the circle */
      pairs[0][i] = r * sin_pi(a) * sign;
      pairs[1][i] = r * sin_pi(0.5f - fabsf(a)) * sign;
    }
    gsize count = MIN(n, 2 * PAIRS);
    memcpy(out, pairs, count * sizeof *out);
    out += count;
    n -= count;
  }
}

/* Inversion by sequential search below 30: sum P(k), P(k) = P(k - 1) mean / k, until it passes u. */
double ae_rng_poisson(AeRng *rng, double mean) {
  if (!(mean > 0))
    return 0;
  if (mean >= 30) {
    double value = floor(mean + sqrt(mean) * ae_rng_normal(rng) + 0.5);
    return MAX(value, 0);
  }
  double u = ae_rng_uniform(rng), p = portable_exp_minus(mean), sum = p;
  int k = 0;
  while (u >= sum && p > 0x1p-60) {
    p *= mean / ++k;
    sum += p;
  }
  return k;
}
