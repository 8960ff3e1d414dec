/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Seeded random numbers: xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64. The state is plain data, so that a
 * checkpoint can carry it; the same seed and stream give the same numbers on every machine. */
#ifndef AE_BASE_RNG_H
#define AE_BASE_RNG_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint64 s[4];
} AeRng;

/* Independent sequences for one seed: one stream number a worker, a file, a step. */
void ae_rng_init(AeRng *rng, guint64 seed, guint64 stream);
guint64 ae_rng_next(AeRng *rng);
double ae_rng_uniform(AeRng *rng);                    /* [0, 1), 53 bits */
guint32 ae_rng_below(AeRng *rng, guint32 n);          /* 0..n-1, unbiased; n > 0 */
double ae_rng_normal(AeRng *rng);                     /* N(0, 1); stateless between calls (no cached second value) */
void ae_rng_normals(AeRng *rng, float *out, gsize n); /* n of them, fast */
double ae_rng_poisson(AeRng *rng, double mean);       /* exact below 30, rounded normal above */

G_END_DECLS
#endif
