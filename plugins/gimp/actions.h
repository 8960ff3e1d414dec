/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aefilter adds to GIMP's menus: one row an action. The plug-in (2.10 and 3.x) makes a PDB procedure of each row;
 * an action that keeps the picture's size is offered in GIMP 3 by its GEGL operation, which reads its menu from the
 * same row. An action whose stage works on what is marked works on the selection, and is the plug-in's in both. A new
 * row needs no code elsewhere: dialog, arguments and texts come from the stage. */
#ifndef AE_GIMP_ACTIONS_H
#define AE_GIMP_ACTIONS_H

#include <aefilter/stage.h>

G_BEGIN_DECLS

typedef struct {
  const char *procedure;   /* in the PDB: "plug-in-aefilter-denoise" */
  const char *menu;        /* "<Image>/Filters/Enhance" */
  const char *label;       /* without the "..." of a menu entry that opens a dialog */
  const char *chain;       /* words as on the command line, one stage or several; the keys of the last stage are the
                              action's arguments, and keys set here are their defaults */
  const char *image_types; /* in GIMP's words: "RGB*, GRAY*" */
} AeAction;

/* Ends with a row whose procedure is NULL. */
extern const AeAction ae_actions[];

/* NULL where there is none. */
const AeAction *ae_action_by_procedure(const char *procedure);

/* The action whose chain is that stage alone, without keys, or NULL. */
const AeAction *ae_action_by_stage(const char *stage);

/* The stage whose keys are the action's arguments; NULL where the chain's words are wrong, which the tests rule out. */
const AeStage *ae_action_stage(const AeAction *action);

/* Whether the result has the picture's size: all stages keep it. */
gboolean ae_action_same_size(const AeAction *action);

/* The options of the last stage that are the action's arguments: all but those that a selection stands for. */
const AeOption *ae_action_rows(const AeAction *action);

/* Whether it works on what is selected, and needs a selection (AeStage's marks). */
gboolean ae_action_is_marked(const AeAction *action);

/* The action's chain with values for its last stage: arguments is a NULL-ended list of "key=value". */
AeChain *ae_action_chain(const AeAction *action, const char *const *arguments, GError **error);

G_END_DECLS
#endif
