/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aefilter adds to GIMP's menus: one row an action. The plug-in (2.10 and 3.x) makes a PDB procedure of each row;
 * an action that keeps the picture's size is offered in GIMP 3 by its GEGL operation, which reads its menu from the
 * same row. An action whose stage works on what is marked works on the selection, and is the plug-in's in both; one
 * that makes a sequence takes layers, or nothing, and makes a new image with a layer a picture. A new row needs no code
 * elsewhere: dialog, arguments and texts come from the stage. */
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
  const char *image_types; /* in GIMP's words: "RGB*, GRAY*"; NULL where no image is needed */
  const char *arguments;   /* those of the stage's own keys that are arguments, "n seed"; NULL: all */
} AeAction;

typedef enum {
  AE_ACTION_EFFECT, /* a drawable's pixels change */
  AE_ACTION_RESIZE, /* the image, or a copy of it, gets another size */
  AE_ACTION_MIX,    /* two layers make the layers of a new image */
  AE_ACTION_MAKE,   /* out of nothing comes a new image */
} AeActionKind;

/* Ends with a row whose procedure is NULL. */
extern const AeAction ae_actions[];

/* NULL where there is none. */
const AeAction *ae_action_by_procedure(const char *procedure);

/* The action whose chain is that stage alone, without keys, or NULL. */
const AeAction *ae_action_by_stage(const char *stage);

/* The stage whose keys are the action's arguments; NULL where the chain's words are wrong, which the tests rule out. */
const AeStage *ae_action_stage(const AeAction *action);

AeActionKind ae_action_kind(const AeAction *action);

/* The action's arguments: keys of the last stage, those of its model with them, but without those that a selection
 * stands for (AeStage's marks). NULL where ae_action_stage is. The caller frees them. */
AeStageKeys *ae_action_keys(const AeAction *action);

/* Whether its menu entry depends on what is installed: on a model that is not always there, or on what that knows.
 * Hosts that remember what a plug-in has ask such an action at each start whether it is ready: its model is there, and
 * has keys where the stage is about them. */
gboolean ae_action_depends(const AeAction *action);
gboolean ae_action_is_ready(const AeAction *action);

/* Whether it works on what is selected, and needs a selection (AeStage's marks). */
gboolean ae_action_is_marked(const AeAction *action);

/* The action's chain with values for its last stage: arguments is a NULL-ended list of "key=value". */
AeChain *ae_action_chain(const AeAction *action, const char *const *arguments, GError **error);

G_END_DECLS
#endif
