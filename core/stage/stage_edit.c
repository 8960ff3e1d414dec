/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes added to the faces of a photo: each face is cut out as the model wants it, encoded, moved along the
 * attributes and decoded; the photo gets the change alone (face/change.h), at its own size. */
#include <aefilter/stage.h>

#include "stage/face_edit.h"

typedef struct {
  AeFaceEditOptions edit;
} Options;

static const AeOption rows[] = {AE_FACE_EDIT_ROWS(Options, edit), {NULL}};

typedef struct {
  AeFaceEdit *edit;
  gboolean settled;
  guint32 width, height; /* of the picture that is settled */
} State;

/* ---- opening ---- */

static gboolean edit_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *options = values;
  AeFaceEdit *edit = ae_face_edit_new(&options->edit, "edit", settings, error);
  if (!edit)
    return FALSE;
  State *s = g_new0(State, 1);
  s->edit = edit;
  *state = s;
  return TRUE;
}

static void edit_close(gpointer state) {
  State *s = state;
  ae_face_edit_free(s->edit);
  g_free(s);
}

/* ---- the whole picture ---- */

static gboolean edit_measures(gpointer state) { return !ae_face_edit_is_idle(((const State *)state)->edit); }

/* whole is rewindable. */
static gboolean change_faces(const State *s, AeRows *whole, GError **error) {
  return ae_face_edit_take(s->edit, whole, error) && ae_face_edit_change(s->edit, whole, error);
}

static gboolean edit_settle(gpointer state, AeRows *whole, GError **error) {
  State *s = state;
  s->width = whole->info.width;
  s->height = whole->info.height;
  return s->settled = change_faces(s, whole, error);
}

/* ---- rows ---- */

/* What is settled holds for regions of that picture alone. */
static gboolean check_region(const State *s, const AeImageInfo *info, GError **error) {
  guint32 width = info->full_width ? info->full_width : info->width;
  guint32 height = info->full_width ? info->full_height : info->height;
  if (s->settled ? s->width == width && s->height == height : !info->full_width)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage edit: faces are found in a whole picture, not in %u x %u of it",
              info->width, info->height);
  return FALSE;
}

static AeRows *edit_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (ae_face_edit_is_idle(s->edit))
    return in;
  gboolean good = check_region(s, &in->info, error);
  if (good && !s->settled) {
    in = ae_rows_spool(in, error);
    good = in && change_faces(s, in, error) && ae_rows_rewind(in, error);
  }
  if (good)
    return ae_face_edit_rows(s->edit, in, error);
  ae_rows_free(in);
  return NULL;
}

const AeStage ae_stage_edit = {
    .name = "edit",
    .help = "change faces in photos: a smile, glasses, a beard",
    .description =
        "Finds the faces of a photo and changes them along the attributes that a model of faces holds: smile=1 makes "
        "a face smile as people usually do who smile, glasses=-1 takes glasses off. The keys are the model's "
        "attributes. Only the change is the model's: the photo keeps its size, its detail and every pixel outside the "
        "faces' squares. region says where a face is that is not found; the rectangle should hold the head from the "
        "hair to the chin. Every edited picture says so in its XMP metadata.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .same_size = TRUE,
    .options = rows,
    .options_size = sizeof(Options),
    .others = "attributes",
    .open = edit_open,
    .apply = edit_apply,
    .close = edit_close,
    .measures = edit_measures,
    .settle = edit_settle,
};
