/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/face_model.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "stage/face_refine.h"
#include "stage/face_upright.h"

struct AeFaceModel {
  const AeSettings *settings;
  AeCoder *encoder, *decoder;
  guint size, channels;
  gboolean has_eyes;
  AePoint eyes[2];
  double upright; /* least score of a face (stage/face_upright.h) */
};

/* Of the coders: the tries of a search, few pictures, are then shared by two threads. */
enum { BLOCK = 4 };

/* ---- making ---- */

static gboolean check(AeFaceModel *f, GError **error) {
  const AeModel *model = ae_coder_model(f->encoder);
  AeShape shape = ae_coder_picture(f->encoder);
  const char *eyes = ae_model_get(model, "eyes");
  f->size = (guint)shape.h;
  f->channels = (guint)shape.c;
  f->has_eyes = eyes && ae_face_eyes_parse(eyes, f->eyes);
  const char *upright = ae_model_get(model, "upright");
  f->upright = upright ? g_ascii_strtod(upright, NULL) : -G_MAXDOUBLE;
  if (shape.h == shape.w && shape.h >= 8 && shape.h <= 4096 && (shape.c == 1 || shape.c == 3) &&
      !ae_coder_model_classes(model) && (!eyes || f->has_eyes))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: no model of faces: %s", ae_model_path(model),
              eyes && !f->has_eyes ? "its metadata \"eyes\" are not x1,y1,x2,y2 within 0..1"
                                   : "that takes square pictures, grey or RGB, and no label");
  return FALSE;
}

AeFaceModel *ae_face_model_new(const char *which, const AeSettings *settings, GError **error) {
  g_autoptr(AeFaceModel) f = g_new0(AeFaceModel, 1);
  f->settings = settings;
  f->encoder = ae_coder_new(which, AE_CODER_ENCODER, settings->threads, error);
  if (!f->encoder || !check(f, error))
    return NULL;
  f->decoder = ae_coder_new_of(ae_coder_model(f->encoder), AE_CODER_DECODER, settings->threads, error);
  if (!f->decoder)
    return NULL;
  ae_coder_set_block(f->encoder, BLOCK);
  ae_coder_set_block(f->decoder, BLOCK);
  return g_steal_pointer(&f);
}

void ae_face_model_free(AeFaceModel *f) {
  if (!f)
    return;
  ae_coder_free(f->encoder);
  ae_coder_free(f->decoder);
  g_free(f);
}

gboolean ae_face_model_is(const AeModel *model) { return ae_model_get(model, "eyes") != NULL; }

AeModel *ae_face_model_model(const AeFaceModel *f) { return ae_coder_model(f->encoder); }
guint ae_face_model_size(const AeFaceModel *f) { return f->size; }
gsize ae_face_model_code(const AeFaceModel *f) { return ae_coder_out(f->encoder); }

static gsize pixels_of(const AeFaceModel *f) { return (gsize)f->size * f->size; }

/* ---- coding ---- */

static gboolean encode(AeFaceModel *f, AeFaces *faces, GError **error) {
  gsize n = faces->n * pixels_of(f);
  float *seen = ae_alloc(n, f->channels * sizeof *seen, "faces", error);
  if (seen)
    ae_coder_convert(3, faces->pictures, f->channels, seen, n);
  gboolean good = seen && ae_coder_run(f->encoder, seen, NULL, faces->n, faces->codes, error);
  ae_free(seen);
  return good;
}

gboolean ae_face_model_decode(AeFaceModel *f, const float *codes, gsize n, float *pictures, GError **error) {
  if (f->channels == 3)
    return ae_coder_run(f->decoder, codes, NULL, n, pictures, error);
  float *grey = ae_alloc(n * pixels_of(f), sizeof *grey, "faces", error);
  gboolean good = grey && ae_coder_run(f->decoder, codes, NULL, n, grey, error);
  if (good)
    ae_coder_convert(1, grey, 3, pictures, n * pixels_of(f));
  ae_free(grey);
  return good;
}

/* ---- places ---- */

static AeFacePlace place_of(const AeFaceModel *f, GArray *found, guint i) {
  return ae_face_place_of(f->eyes, &g_array_index(found, AeFace, i));
}

/* The squares as they were found, as the encoder wants them; ae_free. */
static float *cut_found(const AeFaceModel *f, AeRows *rows, GArray *found, GError **error) {
  gsize numbers = pixels_of(f) * f->channels;
  float *pictures = ae_alloc(MAX(found->len, 1), numbers * sizeof *pictures, "faces", error);
  for (guint i = 0; pictures && i < found->len; i++) {
    AeFacePlace place = place_of(f, found, i);
    AeFaceBox box = ae_face_place_box(&place, 0.1, rows->info.width, rows->info.height);
    g_autoptr(AeFacePart) part = ae_face_part_read(rows, box, ae_face_part_step(&place, f->size), error);
    if (part)
      ae_face_cut(part, &place, f->size, f->channels, pictures + i * numbers);
    else
      g_clear_pointer(&pictures, ae_free);
  }
  return pictures;
}

/* Leaves out what the model says is no face, where it can say so. */
static gboolean sift(AeFaceModel *f, AeRows *rows, GArray *found, GError **error) {
  if (f->upright == -G_MAXDOUBLE || !found->len)
    return TRUE;
  g_autofree double *scores = g_new(double, found->len);
  float *pictures = cut_found(f, rows, found, error);
  gboolean good = pictures && ae_face_upright(f->encoder, f->decoder, pictures, found->len, scores, error);
  for (guint i = found->len; good && i > 0; i--)
    if (scores[i - 1] < f->upright)
      g_array_remove_index(found, i - 1);
  ae_free(pictures);
  return good;
}

static GArray *found_places(AeFaceModel *f, AeRows *rows, const AeFaceChoice *choice, GError **error) {
  if (!f->has_eyes) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "model %s does not say where eyes lie in its pictures (metadata \"eyes\"); give region=X,Y,W,H",
                ae_model_name(ae_face_model_model(f)));
    return NULL;
  }
  g_autoptr(AeGrey) grey = ae_grey_new(rows, AE_FIND_SIDE, error);
  g_autoptr(GArray) found = grey ? ae_faces_find(grey, error) : NULL;
  if (!found || !sift(f, rows, found, error) || !ae_face_choice_apply(choice, found, error))
    return NULL;
  GArray *places = g_array_sized_new(FALSE, FALSE, sizeof(AeFacePlace), found->len);
  for (guint i = 0; i < found->len; i++) {
    AeFacePlace place = place_of(f, found, i);
    g_array_append_val(places, place);
  }
  return places;
}

static GArray *given_place(AeRows *rows, const AeFaceChoice *choice, GError **error) {
  AeFacePlace place = ae_face_choice_region(choice);
  AeFaceBox box = ae_face_place_box(&place, 0, rows->info.width, rows->info.height);
  if (box.x0 >= box.x1 || box.y0 >= box.y1) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "region=%s lies outside the picture, which is of %u x %u pixels",
                choice->region, rows->info.width, rows->info.height);
    return NULL;
  }
  GArray *places = g_array_new(FALSE, FALSE, sizeof(AeFacePlace));
  g_array_append_val(places, place);
  return places;
}

/* ---- faces ---- */

void ae_faces_free(AeFaces *faces) {
  if (!faces)
    return;
  g_free(faces->places);
  ae_free(faces->pictures);
  ae_free(faces->codes);
  g_free(faces);
}

/* Takes places. */
static AeFaces *faces_new(const AeFaceModel *f, GArray *places, GError **error) {
  g_autoptr(AeFaces) faces = g_new0(AeFaces, 1);
  faces->n = places->len;
  faces->places = (AeFacePlace *)(void *)g_array_free(places, FALSE);
  faces->pictures = ae_alloc(faces->n * pixels_of(f), 3 * sizeof(float), "faces", error);
  faces->codes = faces->pictures ? ae_alloc(faces->n, ae_face_model_code(f) * sizeof(float), "codes", error) : NULL;
  return faces->codes ? g_steal_pointer(&faces) : NULL;
}

/* The many cuts of the search are made of a part that is no finer than they need. */
static gboolean refine(AeFaceModel *f, const AeFacePart *part, gboolean rough, AeFacePlace *place, GError **error) {
  AeFaceRefine how = {f->encoder, f->decoder, rough};
  guint32 times = (guint32)MAX(1, place->side / f->size / part->step);
  if (times == 1)
    return ae_face_refine(&how, part, place, error);
  g_autoptr(AeFacePart) coarse = ae_face_part_shrink(part, times, error);
  return coarse && ae_face_refine(&how, coarse, place, error);
}

static gboolean take(AeFaceModel *f, AeRows *rows, gboolean lay, gboolean rough, AeFacePlace *place, float *picture,
                     GError **error) {
  AeFaceBox box = ae_face_place_box(place, AE_FACE_REFINE_REACH, rows->info.width, rows->info.height);
  g_autoptr(AeFacePart) part = ae_face_part_read(rows, box, ae_face_part_step(place, f->size), error);
  if (!part || (lay && !refine(f, part, rough, place, error)))
    return FALSE;
  ae_face_cut(part, place, f->size, 3, picture);
  return TRUE;
}

AeFaces *ae_face_model_take(AeFaceModel *f, AeRows *rows, const AeFaceChoice *choice, gboolean drawn, GError **error) {
  gboolean found = ae_face_choice_is_auto(choice);
  GArray *places = found ? found_places(f, rows, choice, error) : given_place(rows, choice, error);
  g_autoptr(AeFaces) faces = places ? faces_new(f, places, error) : NULL;
  gboolean good = faces != NULL;
  for (guint i = 0; good && i < faces->n; i++)
    good = take(f, rows, found || drawn, !found, &faces->places[i], faces->pictures + i * 3 * pixels_of(f), error);
  return good && encode(f, faces, error) ? g_steal_pointer(&faces) : NULL;
}
