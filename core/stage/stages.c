/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/stage.h>

/* The table of stages, in the order of --list. Each row NAME is the file stage_NAME.c, which ends in the AeStage
 * ae_stage_NAME. */
#define STAGES(ROW) ROW(null) ROW(denoise)

#define DECLARE(name) extern const AeStage ae_stage_##name;
#define POINTER(name) &ae_stage_##name,

STAGES(DECLARE)

static const AeStage *const stages[] = {STAGES(POINTER) NULL};

const AeStage *const *ae_stages(void) { return stages; }

static void set_unknown_error(const char *name, GError **error) {
  const char *names[G_N_ELEMENTS(stages)];
  for (guint i = 0; i < G_N_ELEMENTS(stages); i++)
    names[i] = stages[i] ? stages[i]->name : NULL;
  g_autofree char *shown = g_utf8_make_valid(name, -1);
  const char *near = ae_nearest_name(name, names);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no stage \"%s\"; %sStages: %s", shown, hint, all);
}

const AeStage *ae_stage_by_name(const char *name, GError **error) {
  for (const AeStage *const *row = stages; *row; row++)
    if (!g_strcmp0((*row)->name, name))
      return *row;
  set_unknown_error(name, error);
  return NULL;
}
