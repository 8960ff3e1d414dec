/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Numbers of any range as tones of a picture. */
#ifndef AE_PLOT_TONES_H
#define AE_PLOT_TONES_H

#include <aefilter/image.h>

G_BEGIN_DECLS

typedef enum {
  AE_SCALE_EACH, /* each picture by its own largest number */
  AE_SCALE_ALL,  /* all pictures by the largest number of all, so that they can be compared */
} AeScale;
extern const char *const ae_scale_names[]; /* of an option's choices */

/* In place: with negative numbers among them 0 becomes middle grey and the largest magnitude black or white; without
 * any, 0 becomes black and the largest white. */
void ae_tones(AeImage *const *pictures, guint n, AeScale scale);

G_END_DECLS
#endif
