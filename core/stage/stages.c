/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/stage.h>

#include "base/row.h"

/* The table of stages, in the order of --list. Each row NAME is the file stage_NAME.c, which ends in the AeStage
 * ae_stage_NAME. */
#define STAGES(ROW) \
  ROW(null)         \
  ROW(denoise)      \
  ROW(restore)      \
  ROW(inpaint)      \
  ROW(upscale)      \
  ROW(edit)         \
  ROW(sweep)        \
  ROW(reconstruct)  \
  ROW(encode)       \
  ROW(decode)       \
  ROW(add)          \
  ROW(jitter)       \
  ROW(interpolate)  \
  ROW(sample)       \
  ROW(pack)         \
  ROW(unpack)

#define DECLARE(name) extern const AeStage ae_stage_##name;
#define POINTER(name) &ae_stage_##name,

STAGES(DECLARE)

static const AeStage *const stages[] = {STAGES(POINTER) NULL};

const AeStage *const *ae_stages(void) { return stages; }

const AeStage *ae_stage_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)stages, "stage", "Stages", name, error);
}
