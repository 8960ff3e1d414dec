/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes added to the faces of a photo: each face is cut out as the model wants it, encoded, moved along the
 * attributes and decoded; the photo gets the change alone (face/change.h), at its own size. */
#include <aefilter/stage.h>
#include <string.h>

#include "base/checked.h"
#include "face/change.h"
#include "image/bridge.h"
#include "stage/attribute_sum.h"
#include "stage/face_model.h"
#include "stage/mark.h"
#include "stage/note.h"

typedef struct {
  AeFaceChoice choice;
  char *model, *attributes;
} Options;

static const AeOption rows[] = {
    AE_FACE_ROWS(Options, choice),
    {"model", "name or file of an autoencoder of faces", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model), "face"},
    {"attributes", "such as smile:0.8,glasses:-1; smile=0.8 glasses=-1 mean the same", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, attributes)},
    {NULL}};

/* A face of the present picture. */
typedef struct {
  AeFaceChange *change;
  AeFacePart *part;
  AeFaceBox box;
} Face;

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeFaceModel *model;
  double *sum; /* of the attributes */
  gboolean idle;
  GPtrArray *faces;      /* Face */
  guint32 width, height; /* of the picture that they are in */
  gboolean settled;
} State;

/* ---- opening ---- */

static void face_free(gpointer data) {
  Face *face = data;
  ae_face_change_free(face->change);
  ae_face_part_free(face->part);
  g_free(face);
}

static void edit_close(gpointer state) {
  State *s = state;
  g_ptr_array_unref(s->faces);
  ae_free(s->sum);
  ae_face_model_free(s->model);
  g_free(s);
}

static gboolean prepare(State *s, GError **error) {
  const Options *o = s->options;
  if (!ae_face_choice_check(&o->choice, "edit", error))
    return FALSE;
  s->model = ae_face_model_new(o->model, s->settings, error);
  if (!s->model)
    return FALSE;
  gsize d = ae_face_model_code(s->model);
  s->sum = ae_attribute_sum(ae_face_model_model(s->model), "edit", o->attributes, d, error);
  s->idle = TRUE;
  for (gsize i = 0; s->sum && i < d; i++)
    s->idle = s->idle && s->sum[i] == 0;
  return s->sum != NULL;
}

static gboolean edit_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  s->faces = g_ptr_array_new_with_free_func(face_free);
  if (!prepare(s, error)) {
    edit_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- the faces of a picture ---- */

/* What the model makes of a face: pictures holds the photo's square, before and after. */
static gboolean change_code(State *s, AeRows *whole, const AeFacePlace *place, float *pictures, float *codes,
                            GError **error) {
  gsize n = (gsize)ae_face_model_size(s->model) * ae_face_model_size(s->model) * 3, d = ae_face_model_code(s->model);
  if (!ae_face_model_encode(s->model, whole, place, pictures, codes, error))
    return FALSE;
  for (gsize i = 0; i < d; i++)
    codes[d + i] = (float)(codes[i] + s->sum[i]);
  return ae_face_model_decode(s->model, codes, 2, pictures + n, error);
}

static AeFaceChange *make_change(State *s, AeRows *whole, const AeFacePlace *place, GError **error) {
  guint size = ae_face_model_size(s->model);
  gsize n = (gsize)size * size * 3;
  float *pictures = ae_alloc(3 * n, sizeof *pictures, "a face", error);
  float *codes = pictures ? ae_alloc(2 * ae_face_model_code(s->model), sizeof *codes, "codes", error) : NULL;
  AeFaceChange *change = NULL;
  if (codes && change_code(s, whole, place, pictures, codes, error)) {
    AeFacePictures all = {size, pictures, pictures + n, pictures + 2 * n};
    change = ae_face_change_new(place, &all, error);
  }
  ae_free(pictures);
  ae_free(codes);
  return change;
}

static gboolean add_face(State *s, AeRows *whole, const AeFacePlace *place, GError **error) {
  const AeImageInfo *info = &whole->info;
  Face *face = g_new0(Face, 1);
  g_ptr_array_add(s->faces, face);
  face->change = make_change(s, whole, place, error);
  if (!face->change)
    return FALSE;
  face->box = ae_face_change_box(face->change, info->width, info->height);
  AeFaceBox reach = ae_face_change_reach(face->change, info->width, info->height);
  face->part = ae_face_part_read(whole, reach, 1, error);
  ae_stage_note(s->settings, 2, "a face at %.0f,%.0f, %.0f pixels wide, turned by %.0f degrees", place->x, place->y,
                place->side, place->angle * 180 / G_PI);
  return face->part != NULL;
}

/* whole is rewindable. */
static gboolean find_faces(State *s, AeRows *whole, GError **error) {
  g_ptr_array_set_size(s->faces, 0);
  s->width = whole->info.width;
  s->height = whole->info.height;
  g_autoptr(GArray) places = ae_face_model_places(s->model, whole, &s->options->choice, error);
  gboolean drawn = !ae_face_choice_is_auto(&s->options->choice);
  for (guint i = 0; places && i < places->len; i++) {
    AeFacePlace *place = &g_array_index(places, AeFacePlace, i);
    if ((drawn && !ae_face_model_refine(s->model, whole, TRUE, place, error)) || !add_face(s, whole, place, error))
      return FALSE;
  }
  return places != NULL;
}

static gboolean edit_measures(gpointer state) { return !((const State *)state)->idle; }

static gboolean edit_settle(gpointer state, AeRows *whole, GError **error) {
  State *s = state;
  return s->settled = find_faces(s, whole, error);
}

/* ---- rows ---- */

typedef struct {
  AeRows rows;
  AeRows *in;
  const State *state;
  float *change, *pixels; /* of a row of the widest face */
  guint8 *codes;
} EditRows;

/* Only the colours of pixels that change are written. */
static void put(EditRows *e, gint64 n, guint8 *row) {
  const AeImageInfo *info = &e->rows.info;
  guint colours = info->channels >= 3 ? 3 : 1;
  gsize sample = ae_sample_size(info->sample), pixel = info->channels * sample;
  ae_bridge_to_float(info, row, e->pixels, (gsize)n);
  for (gint64 i = 0; i < n; i++) {
    const float *d = e->change + 3 * i;
    float grey[1] = {0.299f * d[0] + 0.587f * d[1] + 0.114f * d[2]};
    for (guint c = 0; c < colours; c++)
      e->pixels[i * info->channels + c] += colours == 3 ? d[c] : grey[0];
  }
  ae_bridge_from_float(info, e->pixels, e->codes, (gsize)n);
  for (gint64 i = 0; i < n; i++)
    if (e->change[3 * i] != 0 || e->change[3 * i + 1] != 0 || e->change[3 * i + 2] != 0)
      memcpy(row + i * pixel, e->codes + i * pixel, colours * sample);
}

static void edit_row(EditRows *e, gint64 y, guint8 *row) {
  const AeImageInfo *info = &e->rows.info;
  gsize pixel = info->channels * ae_sample_size(info->sample);
  for (guint i = 0; i < e->state->faces->len; i++) {
    const Face *face = g_ptr_array_index(e->state->faces, i);
    gint64 x0 = MAX(face->box.x0, info->x), x1 = MIN(face->box.x1, (gint64)info->x + info->width);
    if (y < face->box.y0 || y >= face->box.y1 || x0 >= x1)
      continue;
    ae_face_change_row(face->change, face->part, y, x0, x1, e->change);
    put(e, x1 - x0, row + (gsize)(x0 - info->x) * pixel);
  }
}

static gboolean edit_read(AeRows *self, void *out, guint32 n, GError **error) {
  EditRows *e = (EditRows *)self;
  gsize bytes = ae_image_row_bytes(&self->info);
  if (!ae_rows_read(e->in, out, n, error))
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    edit_row(e, (gint64)self->info.y + self->next + i, (guint8 *)out + i * bytes);
  return TRUE;
}

static void edit_free(AeRows *self) {
  EditRows *e = (EditRows *)self;
  ae_image_info_clear(&self->info);
  ae_rows_free(e->in);
  ae_free(e->change);
  ae_free(e->pixels);
  ae_free(e->codes);
  g_free(e);
}

/* Takes in. */
static AeRows *edit_rows(const State *s, AeRows *in, GError **error) {
  EditRows *e = g_new0(EditRows, 1);
  ae_image_info_copy(&e->rows.info, &in->info);
  e->rows.read = edit_read;
  e->rows.free = edit_free;
  e->in = in;
  e->state = s;
  e->change = ae_alloc(in->info.width, 3 * sizeof(float), "a row", error);
  e->pixels = e->change ? ae_alloc(in->info.width, in->info.channels * sizeof(float), "a row", error) : NULL;
  e->codes = e->pixels ? ae_alloc(ae_image_row_bytes(&in->info), 1, "a row", error) : NULL;
  if (e->codes)
    return &e->rows;
  edit_free(&e->rows);
  return NULL;
}

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

/* "edit smile=0.8" */
static char *mark_words(const Options *o) {
  char *words = g_strconcat("edit ", o->attributes, NULL);
  return g_strdelimit(g_strdelimit(words, ":", '='), ",", ' ');
}

static AeRows *edit_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (s->idle)
    return in;
  gboolean good = check_region(s, &in->info, error);
  if (good && !s->settled) {
    in = ae_rows_spool(in, error);
    good = in && find_faces(s, in, error) && ae_rows_rewind(in, error);
  }
  if (!good) {
    ae_rows_free(in);
    return NULL;
  }
  AeRows *out = edit_rows(s, in, error);
  g_autofree char *words = mark_words(s->options);
  ae_mark_rows(s->settings, NULL, out, AE_MARK_EDITED, words);
  return out;
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
