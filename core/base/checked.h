/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sizes that come from a file or a command line are multiplied and allocated here, and nowhere else. */
#ifndef AE_BASE_CHECKED_H
#define AE_BASE_CHECKED_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* *out = a * b; FALSE on overflow. */
static inline gboolean ae_mul(gsize a, gsize b, gsize *out) { return !__builtin_mul_overflow(a, b, out); }
static inline gboolean ae_add(gsize a, gsize b, gsize *out) { return !__builtin_add_overflow(a, b, out); }

/* count * size zeroed bytes aligned to 64, or NULL with AE_ERROR_MEMORY that says what for. Free with ae_free. */
void *ae_alloc(gsize count, gsize size, const char *what, GError **error);
void ae_free(void *p); /* accepts NULL */

G_END_DECLS
#endif
