/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/face_edit.h"

#include <string.h>

#include "base/checked.h"
#include "face/change.h"
#include "image/bridge.h"
#include "stage/attribute_sum.h"
#include "stage/face_model.h"
#include "stage/mark.h"
#include "stage/note.h"

/* What changes of a face. */
typedef struct {
  AeFaceChange *change;
  AeFacePart *part;
  AeFaceBox box;
} Change;

struct AeFaceEdit {
  const AeFaceEditOptions *options;
  const char *stage;
  const AeSettings *settings;
  AeFaceModel *model;
  double times, *sum; /* of the attributes */
  AeFaces *faces;
  float *codes, *pictures; /* of the faces as they are, and changed: 2 n */
  gboolean has_before;     /* the first n pictures are decoded */
  GArray *changes;         /* Change */
};

/* ---- making ---- */

static void change_clear(gpointer data) {
  Change *c = data;
  ae_face_change_free(c->change);
  ae_face_part_free(c->part);
}

static void drop_faces(AeFaceEdit *e) {
  g_array_set_size(e->changes, 0);
  g_clear_pointer(&e->faces, ae_faces_free);
  g_clear_pointer(&e->codes, ae_free);
  g_clear_pointer(&e->pictures, ae_free);
  e->has_before = FALSE;
}

AeFaceEdit *ae_face_edit_new(const AeFaceEditOptions *options, const char *stage, const AeSettings *settings,
                             GError **error) {
  g_autoptr(AeFaceEdit) e = g_new0(AeFaceEdit, 1);
  e->options = options;
  e->stage = stage;
  e->settings = settings;
  e->changes = g_array_new(FALSE, TRUE, sizeof(Change));
  g_array_set_clear_func(e->changes, change_clear);
  if (!ae_face_choice_check(&options->choice, stage, error))
    return NULL;
  e->model = ae_face_model_new(options->model, settings, error);
  return e->model && ae_face_edit_set(e, 1, error) ? g_steal_pointer(&e) : NULL;
}

void ae_face_edit_free(AeFaceEdit *e) {
  if (!e)
    return;
  drop_faces(e);
  g_array_unref(e->changes);
  ae_free(e->sum);
  ae_face_model_free(e->model);
  g_free(e);
}

/* ---- attributes ---- */

/* "smile:0.8,glasses:-1", each so many times; what has no number stays, to be refused by who reads it. g_free. */
static char *scaled(const char *attributes, double times, const char *number_format) {
  GString *text = g_string_new(NULL);
  g_auto(GStrv) words = g_strsplit(attributes, ",", -1);
  for (char **word = words; *word; word++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE], *colon = strchr(*word, ':'), *end = colon;
    double value = colon ? g_ascii_strtod(colon + 1, &end) : 0;
    gboolean good = colon && end != colon + 1 && !*end;
    g_string_append(text, text->len ? "," : "");
    g_string_append_len(text, *word, good ? colon + 1 - *word : (gssize)strlen(*word));
    g_string_append(text, good ? g_ascii_formatd(number, sizeof number, number_format, times * value) : "");
  }
  return g_string_free(text, FALSE);
}

/* As they were given, or so many times; NULL: none. g_free. */
static char *attributes_of(const AeFaceEdit *e, const char *number_format) {
  const char *given = e->options->attributes;
  return given && e->times != 1 ? scaled(given, e->times, number_format) : g_strdup(given);
}

gboolean ae_face_edit_set(AeFaceEdit *e, double times, GError **error) {
  e->times = times;
  ae_free(e->sum);
  g_autofree char *text = attributes_of(e, "%.17g");
  e->sum = ae_attribute_sum(ae_face_model_model(e->model), e->stage, text, ae_face_model_code(e->model), error);
  return e->sum != NULL;
}

gboolean ae_face_edit_is_idle(const AeFaceEdit *e) {
  for (gsize i = 0; i < ae_face_model_code(e->model); i++)
    if (e->sum[i] != 0)
      return FALSE;
  return TRUE;
}

/* ---- faces ---- */

static gsize picture_of(const AeFaceEdit *e) {
  gsize size = ae_face_model_size(e->model);
  return size * size * 3;
}

gboolean ae_face_edit_take(AeFaceEdit *e, AeRows *photo, GError **error) {
  drop_faces(e);
  e->faces = ae_face_model_take(e->model, photo, &e->options->choice, TRUE, error);
  if (!e->faces)
    return FALSE;
  gsize n = e->faces->n, d = ae_face_model_code(e->model);
  e->pictures = ae_alloc(2 * n, picture_of(e) * sizeof(float), "faces", error);
  e->codes = e->pictures ? ae_alloc(2 * n, d * sizeof(float), "codes", error) : NULL;
  if (e->codes)
    memcpy(e->codes, e->faces->codes, n * d * sizeof(float));
  for (gsize i = 0; i < n; i++) {
    const AeFacePlace *place = &e->faces->places[i];
    ae_stage_note(e->settings, 2, "a face at %.0f,%.0f, %.0f pixels wide, turned by %.0f degrees", place->x, place->y,
                  place->side, place->angle * 180 / G_PI);
  }
  return e->codes != NULL;
}

/* The faces as they are, the first time, and as the attributes change them. */
static gboolean decode(AeFaceEdit *e, GError **error) {
  gsize n = e->faces->n, d = ae_face_model_code(e->model), first = e->has_before ? n : 0;
  for (gsize i = 0; i < n * d; i++)
    e->codes[n * d + i] = (float)(e->codes[i] + e->sum[i % d]);
  e->has_before =
      ae_face_model_decode(e->model, e->codes + first * d, 2 * n - first, e->pictures + first * picture_of(e), error);
  return e->has_before;
}

static gboolean add_change(AeFaceEdit *e, AeRows *photo, gsize i, GError **error) {
  gsize at = i * picture_of(e), half = e->faces->n * picture_of(e);
  AeFacePictures all = {ae_face_model_size(e->model), e->faces->pictures + at, e->pictures + at,
                        e->pictures + half + at};
  Change c = {.change = ae_face_change_new(&e->faces->places[i], &all, error)};
  if (!c.change)
    return FALSE;
  c.box = ae_face_change_box(c.change, photo->info.width, photo->info.height);
  AeFaceBox reach = ae_face_change_reach(c.change, photo->info.width, photo->info.height);
  c.part = ae_face_part_read(photo, reach, 1, error);
  g_array_append_val(e->changes, c);
  return c.part != NULL;
}

gboolean ae_face_edit_change(AeFaceEdit *e, AeRows *photo, GError **error) {
  g_array_set_size(e->changes, 0);
  gboolean good = decode(e, error);
  for (gsize i = 0; good && i < e->faces->n; i++)
    good = add_change(e, photo, i, error);
  return good;
}

/* ---- rows ---- */

typedef struct {
  AeRows rows;
  AeRows *in;
  const AeFaceEdit *edit;
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
  for (guint i = 0; i < e->edit->changes->len; i++) {
    const Change *c = &g_array_index(e->edit->changes, Change, i);
    gint64 x0 = MAX(c->box.x0, info->x), x1 = MIN(c->box.x1, (gint64)info->x + info->width);
    if (y < c->box.y0 || y >= c->box.y1 || x0 >= x1)
      continue;
    ae_face_change_row(c->change, c->part, y, x0, x1, e->change);
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

/* "edit smile=0.8" */
static char *mark_words(const AeFaceEdit *e) {
  g_autofree char *attributes = attributes_of(e, "%.6g");
  char *words = g_strconcat("edit ", attributes, NULL);
  return g_strdelimit(g_strdelimit(words, ":", '='), ",", ' ');
}

AeRows *ae_face_edit_rows(const AeFaceEdit *edit, AeRows *in, GError **error) {
  EditRows *e = g_new0(EditRows, 1);
  ae_image_info_copy(&e->rows.info, &in->info);
  e->rows.read = edit_read;
  e->rows.free = edit_free;
  e->in = in;
  e->edit = edit;
  e->change = ae_alloc(in->info.width, 3 * sizeof(float), "a row", error);
  e->pixels = e->change ? ae_alloc(in->info.width, in->info.channels * sizeof(float), "a row", error) : NULL;
  e->codes = e->pixels ? ae_alloc(ae_image_row_bytes(&in->info), 1, "a row", error) : NULL;
  if (!e->codes) {
    edit_free(&e->rows);
    return NULL;
  }
  g_autofree char *words = mark_words(edit);
  ae_mark_rows(edit->settings, NULL, &e->rows, AE_MARK_EDITED, words);
  return &e->rows;
}
