/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Which faces of a photo are meant: the keys of the stages that work on them. */
#ifndef AE_STAGE_FACE_CHOICE_H
#define AE_STAGE_FACE_CHOICE_H

#include <aefilter/option.h>

#include "face/place.h"

G_BEGIN_DECLS

typedef struct {
  char *region; /* auto, X,Y,W,H */
  char *face;   /* all, largest, N = 1.. from the left */
} AeFaceChoice;

/* What a dialog offers of the values of "face". */
extern const char *const ae_face_choices[];

/* The rows of that field of a stage's options. */
/* clang-format off */
#define AE_FACE_ROWS(Options, field)                                                              \
  {"region", "where the face is: auto, or X,Y,W,H of the head in pixels", AE_OPTION_STRING,       \
   G_STRUCT_OFFSET(Options, field.region), "auto", .area = TRUE},                                 \
  {"face", "of the faces that are found: all, largest, or N, counted from the left",              \
   AE_OPTION_STRING, G_STRUCT_OFFSET(Options, field.face), "all", .choices = ae_face_choices}
/* clang-format on */

/* The keys' own errors, before any picture: AE_ERROR_USAGE. stage begins the message. */
gboolean ae_face_choice_check(const AeFaceChoice *choice, const char *stage, GError **error);

gboolean ae_face_choice_is_auto(const AeFaceChoice *choice);
AeFacePlace ae_face_choice_region(const AeFaceChoice *choice); /* of a checked choice that is not auto: upright */

/* Leaves of the faces that were found (AeFace, the largest first) those that are meant, from left to right.
 * AE_ERROR_FORMAT where there is none. */
gboolean ae_face_choice_apply(const AeFaceChoice *choice, GArray *faces, GError **error);

G_END_DECLS
#endif
