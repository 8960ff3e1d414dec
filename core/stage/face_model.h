/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An autoencoder of aligned faces at work on photos: which faces of a photo are meant, where its square lies on them,
 * and from there to the code and back.
 *
 *     AeFaceModel *model = ae_face_model_new("face", settings, &error);
 *     g_autoptr(AeFaces) faces = ae_face_model_take(model, rows, &choice, TRUE, &error);
 *     ae_face_model_decode(model, faces->codes, faces->n, pictures, &error); */
#ifndef AE_STAGE_FACE_MODEL_H
#define AE_STAGE_FACE_MODEL_H

#include "face/cut.h"
#include "stage/coder.h"
#include "stage/face_choice.h"

G_BEGIN_DECLS

typedef struct AeFaceModel AeFaceModel;

/* Metadata of a model of faces: eyes (face/place.h); upright, where the model can tell faces from what is none: the
 * least score that a face has (stage/face_upright.h).
 *
 * which: as for ae_model_load. settings must outlive it. AE_ERROR_MODEL where it is no autoencoder of square pictures
 * of 1 or 3 channels, or wants a label. */
AeFaceModel *ae_face_model_new(const char *which, const AeSettings *settings, GError **error);
void ae_face_model_free(AeFaceModel *faces); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaceModel, ae_face_model_free)

/* Whether a model is one of aligned faces: its metadata say where the eyes are ("eyes", face/place.h). */
gboolean ae_face_model_is(const AeModel *model);

AeModel *ae_face_model_model(const AeFaceModel *faces); /* borrowed */
guint ae_face_model_size(const AeFaceModel *faces);     /* the side of its pictures */
gsize ae_face_model_code(const AeFaceModel *faces);     /* numbers of a code */

/* The faces of a photo, from left to right. */
typedef struct {
  guint n;             /* at least 1 */
  AeFacePlace *places; /* n */
  float *pictures;     /* n x size x size x 3, 0..1: the squares in colour */
  float *codes;        /* n x code: the means */
} AeFaces;

/* Finds the faces that are meant in a whole picture, lays the square of each as the model knows it best
 * (stage/face_refine.h), cuts it out and encodes it. rows must be rewindable, are read from the first row, and stay the
 * caller's. drawn: whether the square that a region gives is laid better too, or left as it is. AE_ERROR_FORMAT where
 * no face is found, or not so many; AE_ERROR_USAGE where faces cannot be looked for. */
AeFaces *ae_face_model_take(AeFaceModel *faces, AeRows *rows, const AeFaceChoice *choice, gboolean drawn,
                            GError **error);
void ae_faces_free(AeFaces *faces); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaces, ae_faces_free)

/* n codes to n pictures of size x size x 3, whatever the model's channels. */
gboolean ae_face_model_decode(AeFaceModel *faces, const float *codes, gsize n, float *pictures, GError **error);

G_END_DECLS
#endif
