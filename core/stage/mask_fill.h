/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A picture whose masked pixels are filled smoothly (image/push_pull.h), in memory bounded by its width: it is seen
 * twice, once to survey it and once to be filled, strip by strip. */
#ifndef AE_STAGE_MASK_FILL_H
#define AE_STAGE_MASK_FILL_H

#include "image/push_pull.h"
#include "stage/mask.h"

G_BEGIN_DECLS

/* What must be known of the whole picture. */
typedef struct {
  guint32 width, height;
  AePushPull *fill;
  AeBox box; /* around all that is to be repaired; empty: nothing is */
} AeSurvey;

/* Reads whole from its first row to its last; it stays the caller's. NULL: also where nothing is left to repair from.
 */
AeSurvey *ae_survey_new(AeRows *whole, const AeMask *mask, GError **error);
void ae_survey_free(AeSurvey *survey); /* accepts NULL */

/* Bytes that survey and fill take for a picture. */
guint64 ae_survey_bytes(const AeImageInfo *info);

typedef struct AeMaskFill AeMaskFill;

/* in: the surveyed picture, or a region of it, from its first row on; taken, also on failure. part: the rectangle that
 * is wanted, within in, in coordinates of the full picture. survey and mask must outlive it. Of a region, what lies
 * AE_MASK_FILL_MARGIN inside is as of the whole. */
enum { AE_MASK_FILL_MARGIN = AE_PUSH_PULL_REACH + AE_PUSH_PULL_CELL };
AeMaskFill *ae_mask_fill_new(AeRows *in, const AeSurvey *survey, const AeMask *mask, AeBox part, GError **error);
void ae_mask_fill_free(AeMaskFill *fill); /* accepts NULL; after its rows */

/* The rows of in as they are, one a call. */
gboolean ae_mask_fill_original(AeMaskFill *fill, void *row, GError **error);

/* The part, filled: floats, one colour or three, and then the pixel's weight (stage/mask.h). To be called once. Rows
 * that it reads ahead of ae_mask_fill_original are kept, those before the part are not asked for by it. */
AeRows *ae_mask_fill_rows(AeMaskFill *fill);

G_END_DECLS
#endif
