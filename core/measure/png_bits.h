/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How small PNG makes a picture (RFC 2083): the bits of its data, without the chunks around them. */
#ifndef AE_MEASURE_PNG_BITS_H
#define AE_MEASURE_PNG_BITS_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_PNG_MAX_BYTES = 1 << 24 };

/* levels: width * height * channels (1 or 3) numbers below n_levels (2..256), which count the picture's own levels as a
 * palette does. The best of PNG's filters as libpng chooses them, of none, and of none with samples of 1, 2 or 4 bits
 * where the levels fit; deflated as far as it goes. AE_ERROR_LIMIT for more than AE_PNG_MAX_BYTES numbers. */
gboolean ae_png_bits(const guint8 *levels, guint width, guint height, guint channels, guint n_levels, double *bits,
                     GError **error);

G_END_DECLS
#endif
