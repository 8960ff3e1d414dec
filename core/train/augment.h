/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures of things that all lie alike, such as aligned faces, a little different each time they are drawn: mirrored,
 * moved, larger or smaller, in another light. So a small set teaches a network more than its own pictures. */
#ifndef AE_TRAIN_AUGMENT_H
#define AE_TRAIN_AUGMENT_H

#include "train/data.h"

G_BEGIN_DECLS

typedef struct {
  int margin; /* pixels that a kept picture has around what the net sees */
  gboolean mirror;
  double shift, zoom, tone;
} AeAugment;

/* Rows of a kind's options whose struct holds an AeAugment named `field`. */
#define AE_AUGMENT_ROWS(Struct, field)                                                                               \
  {"margin",      "how much of each picture is kept around what the net sees, for shift and zoom",                   \
   AE_OPTION_INT, offsetof(Struct, field.margin),                                                                    \
   "0",           0,                                                                                                 \
   256,           .unit = "px"},                                                                                     \
      {"mirror", "mirror every second picture that is drawn", AE_OPTION_BOOL, offsetof(Struct, field.mirror), "no"}, \
      {"shift",                                                                                                      \
       "move each that is drawn at random, up to so far",                                                            \
       AE_OPTION_DOUBLE,                                                                                             \
       offsetof(Struct, field.shift),                                                                                \
       "0",                                                                                                          \
       0,                                                                                                            \
       256,                                                                                                          \
       .unit = "px"},                                                                                                \
      {"zoom",                                                                                                       \
       "make each that is drawn larger or smaller at random, up to so much",                                         \
       AE_OPTION_DOUBLE,                                                                                             \
       offsetof(Struct, field.zoom),                                                                                 \
       "0",                                                                                                          \
       0,                                                                                                            \
       50,                                                                                                           \
       .unit = "%"},                                                                                                 \
  {                                                                                                                  \
    "tone", "change contrast, brightness and colour of each that is drawn, up to so much", AE_OPTION_DOUBLE,         \
        offsetof(Struct, field.tone), "0", 0, 50, .unit = "%"                                                        \
  }

/* What is kept of a picture of which the net sees `shape`. */
static inline AeDataShape ae_augment_kept(const AeAugment *a, AeDataShape shape) {
  return (AeDataShape){shape.width + 2 * a->margin, shape.height + 2 * a->margin, shape.channels};
}

/* The middle of the kept picture. */
void ae_augment_middle(const AeAugment *a, const guint8 *kept, AeDataShape shape, float *out);
/* The same, changed at random. Between pixels by cubic convolution; beyond the kept ones its border goes on. */
void ae_augment_draw(const AeAugment *a, AeRng *rng, const guint8 *kept, AeDataShape shape, float *out);

G_END_DECLS
#endif
