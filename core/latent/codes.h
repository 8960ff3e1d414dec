/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A set of codes, or of any other vectors: n rows of d numbers, row i at data + i * d. A view: data stays the owner's.
 *
 * All of core/latent runs on the calling thread alone (BLAS too) and takes sums in a fixed order, so that on one
 * machine the same codes give the same bits. Codes are float, sums and decompositions double. */
#ifndef AE_LATENT_CODES_H
#define AE_LATENT_CODES_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct {
  gsize n;
  int d; /* >= 1 */
  const float *data;
} AeCodes;

static inline const float *ae_codes_row(const AeCodes *codes, gsize i) { return codes->data + i * codes->d; }

/* TRUE if n and d fit together, and all numbers are finite; else AE_ERROR_USAGE that begins with what ("codes") and
 * names the row and column. */
gboolean ae_codes_check(const AeCodes *codes, const char *what, GError **error);

/* x[r] = row first + r of codes, less shift (d, or NULL for none), as double: rows x d. */
void ae_codes_block(const AeCodes *codes, gsize first, gsize rows, const double *shift, double *x);

/* The mean of the rows: out is d. All zero where there is no row. */
void ae_codes_mean(const AeCodes *codes, double *out);

G_END_DECLS
#endif
