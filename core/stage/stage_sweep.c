/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A photo that changes frame by frame: what edit makes of it with the attributes 0, 1/(N-1), ..., 1 times. */
#include <aefilter/stage.h>

#include "stage/face_edit.h"

typedef struct {
  AeFaceEditOptions edit;
  int frames;
  gboolean ping;
} Options;

static const AeOption rows[] = {AE_FACE_EDIT_ROWS(Options, edit),
                                {"frames", "from the photo as it is to all of the change, both counted", AE_OPTION_INT,
                                 G_STRUCT_OFFSET(Options, frames), "24", 2, 100000},
                                {"ping", "go back again to the first, without repeating the ends: for a loop",
                                 AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, ping), "no"},
                                {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeFaceEdit *edit;
  AeImage *photo;
  AeRows *rows; /* of the photo, to look at it */
  int next;     /* frame */
} State;

static void sweep_begin(gpointer state) {
  State *s = state;
  g_clear_pointer(&s->rows, ae_rows_free);
  g_clear_pointer(&s->photo, ae_image_free);
  s->next = 0;
}

static void sweep_close(gpointer state) {
  State *s = state;
  sweep_begin(s);
  ae_face_edit_free(s->edit);
  g_free(s);
}

static gboolean sweep_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  const Options *options = values;
  AeFaceEdit *edit = ae_face_edit_new(&options->edit, "sweep", settings, error);
  if (!edit)
    return FALSE;
  State *s = g_new0(State, 1);
  *s = (State){.options = options, .settings = settings, .edit = edit};
  *state = s;
  return TRUE;
}

static gboolean take_photo(State *s, AeRows *in, GError **error) {
  s->photo = ae_image_from_rows(in, error);
  if (!s->photo || !ae_face_edit_set(s->edit, 1, error))
    return FALSE;
  s->rows = ae_image_rows(s->photo, FALSE);
  return ae_face_edit_is_idle(s->edit) || ae_face_edit_take(s->edit, s->rows, error);
}

static gboolean sweep_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  sweep_begin(s);
  gboolean good = !in || take_photo(s, in, error);
  ae_rows_free(in);
  return good;
}

static gboolean tell_progress(const State *s, int frames, GError **error) {
  if (!s->settings->progress || s->settings->progress((double)s->next / frames, s->settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static AeRows *frame_of(const State *s, double times, GError **error) {
  if (!ae_face_edit_set(s->edit, times, error))
    return NULL;
  if (ae_face_edit_is_idle(s->edit))
    return ae_image_rows(s->photo, FALSE);
  if (!ae_face_edit_change(s->edit, s->rows, error))
    return NULL;
  return ae_face_edit_rows(s->edit, ae_image_rows(s->photo, FALSE), error);
}

static AeRows *sweep_next(gpointer state, GError **error) {
  State *s = state;
  int last = s->options->frames - 1, frames = s->options->ping ? 2 * last : last + 1;
  if (!s->photo || s->next >= frames || !tell_progress(s, frames, error))
    return NULL;
  int at = s->next <= last ? s->next : 2 * last - s->next;
  s->next++;
  return frame_of(s, (double)at / last, error);
}

const AeStage ae_stage_sweep = {
    .name = "sweep",
    .help = "change a face step by step: frames of a film",
    .description =
        "Makes a sequence of a photo: edit with nothing of the attributes in the first frame, which is the photo, and "
        "all of them in the last. The keys are edit's. For a smile that comes and goes: aefilter sweep smile=1.5 "
        "ping=1 -i portrait.jpg -f y4m | ffmpeg -i - smile.mp4. Give -o a folder, a name such as frame-%03d.png, or a "
        "format that holds several pictures.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .options = rows,
    .options_size = sizeof(Options),
    .others = "attributes",
    .open = sweep_open,
    .begin = sweep_begin,
    .take = sweep_take,
    .next = sweep_next,
    .close = sweep_close,
};
