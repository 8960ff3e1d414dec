/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "fit/face_codes.h"

#include <string.h>

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
static gboolean encode_face(AeFaceModel *model, AeRows *rows, float *code, GError **error) {
  AeFaceChoice choice = {"auto", "largest"};
  GError *problem = NULL;
  g_autoptr(AeFaces) faces = ae_face_model_take(model, rows, &choice, FALSE, &problem);
  if (faces) {
    memcpy(code, faces->codes, ae_face_model_code(model) * sizeof *code);
    return TRUE;
  }
  if (g_error_matches(problem, AE_ERROR, AE_ERROR_FORMAT))
    g_error_free(problem);
  else
    g_propagate_error(error, problem);
  return FALSE;
}

static gboolean encode_file(AeFaceModel *faces, const char *path, float *code, GError **error) {
  AeImage *image = ae_fit_read(path, error);
  AeRows *rows = image ? ae_image_rows(image, TRUE) : NULL;
  gboolean good = rows && encode_face(faces, rows, code, error);
  ae_rows_free(rows);
  return good;
}

gboolean ae_fit_face_codes(AeFaceModel *faces, char **files, AeCodes *codes, GError **error) {
  gsize d = ae_face_model_code(faces), most = g_strv_length(files);
  GError *problem = NULL;
  float *rows = ae_alloc(MAX(most, 1), d * sizeof *rows, "codes", error);
  *codes = (AeCodes){0, (int)d, rows};
  for (gsize i = 0; rows && i < most && !problem; i++)
    codes->n += (gsize)encode_file(faces, files[i], rows + codes->n * d, &problem);
  if (rows && !problem && !codes->n)
    g_set_error(&problem, AE_ERROR, AE_ERROR_USAGE, "no face is found in %s nor in those after it",
                most ? files[0] : "nothing");
  if (problem)
    g_propagate_error(error, problem);
  return rows && codes->n && !problem;
}
