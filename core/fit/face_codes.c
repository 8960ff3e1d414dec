/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "fit/face_codes.h"

#include "base/checked.h"
#include "fit/encode.h"

/* By trying it: a build may have no finder, or its files may not be installed. */
gboolean ae_fit_finds_faces(const AeModel *model) {
  guint8 pixel = 0;
  AeGrey grey = {1, 1, 1, &pixel};
  g_autoptr(GArray) none = ae_face_model_is(model) ? ae_faces_find(&grey, NULL) : NULL;
  return none != NULL;
}

/* FALSE without an error: there is no face. */
static gboolean encode_face(AeFaceModel *faces, AeRows *rows, float *picture, float *code, GError **error) {
  AeFaceChoice choice = {"auto", "largest"};
  GError *problem = NULL;
  g_autoptr(GArray) places = ae_face_model_places(faces, rows, &choice, &problem);
  if (places)
    return ae_face_model_encode(faces, rows, &g_array_index(places, AeFacePlace, 0), picture, code, error);
  if (g_error_matches(problem, AE_ERROR, AE_ERROR_FORMAT))
    g_error_free(problem);
  else
    g_propagate_error(error, problem);
  return FALSE;
}

static gboolean encode_file(AeFaceModel *faces, const char *path, float *picture, float *code, GError **error) {
  AeImage *image = ae_fit_read(path, error);
  AeRows *rows = image ? ae_image_rows(image, TRUE) : NULL;
  gboolean good = rows && encode_face(faces, rows, picture, code, error);
  ae_rows_free(rows);
  return good;
}

gboolean ae_fit_face_codes(AeFaceModel *faces, char **files, AeCodes *codes, GError **error) {
  gsize d = ae_face_model_code(faces), side = ae_face_model_size(faces), most = g_strv_length(files);
  GError *problem = NULL;
  float *picture = ae_alloc(side * side, 3 * sizeof *picture, "a face", error);
  float *rows = picture ? ae_alloc(MAX(most, 1), d * sizeof *rows, "codes", error) : NULL;
  *codes = (AeCodes){0, (int)d, rows};
  for (gsize i = 0; rows && i < most && !problem; i++)
    codes->n += (gsize)encode_file(faces, files[i], picture, rows + codes->n * d, &problem);
  ae_free(picture);
  if (rows && !problem && !codes->n)
    g_set_error(&problem, AE_ERROR, AE_ERROR_USAGE, "no face is found in %s nor in those after it",
                most ? files[0] : "nothing");
  if (problem)
    g_propagate_error(error, problem);
  return rows && codes->n && !problem;
}
