/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An autoencoder of aligned faces at work on photos: which faces of a photo are meant, where its square lies on them,
 * and from there to the code and back.
 *
 *     AeFaceModel *faces = ae_face_model_new("face", settings, &error);
 *     GArray *places = ae_face_model_places(faces, rows, &choice, &error);      // AeFacePlace
 *     ae_face_model_encode(faces, rows, &place, picture, code, &error);
 *     ae_face_model_decode(faces, code, picture, &error); */
#ifndef AE_STAGE_FACE_MODEL_H
#define AE_STAGE_FACE_MODEL_H

#include "face/cut.h"
#include "stage/coder.h"
#include "stage/face_choice.h"

G_BEGIN_DECLS

typedef struct AeFaceModel AeFaceModel;

/* which: as for ae_model_load. settings must outlive it. AE_ERROR_MODEL where it is no autoencoder of square pictures
 * of 1 or 3 channels, or wants a label. */
AeFaceModel *ae_face_model_new(const char *which, const AeSettings *settings, GError **error);
void ae_face_model_free(AeFaceModel *faces); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaceModel, ae_face_model_free)

/* Whether a model is one of aligned faces: its metadata say where the eyes are ("eyes", face/place.h). */
gboolean ae_face_model_is(const AeModel *model);

AeModel *ae_face_model_model(const AeFaceModel *faces); /* borrowed */
guint ae_face_model_size(const AeFaceModel *faces);     /* the side of its pictures */
gsize ae_face_model_code(const AeFaceModel *faces);     /* numbers of a code */

/* AeFacePlaces in a whole picture: rows must be rewindable, are read from the first row, and stay the caller's. Those
 * that are found are refined, the one that is given is as it was given. AE_ERROR_FORMAT where no face is found, or not
 * so many; AE_ERROR_USAGE where faces cannot be looked for. g_array_unref. */
GArray *ae_face_model_places(AeFaceModel *faces, AeRows *rows, const AeFaceChoice *choice, GError **error);

/* Of squares near by, the one that the model knows best (stage/face_refine.h). rough: it was drawn by hand. */
gboolean ae_face_model_refine(AeFaceModel *faces, AeRows *rows, gboolean rough, AeFacePlace *place, GError **error);

/* The square in colour (size x size x 3, 0..1), and its code, the mean. */
gboolean ae_face_model_encode(AeFaceModel *faces, AeRows *rows, const AeFacePlace *place, float *picture, float *code,
                              GError **error);
/* n codes to n pictures of size x size x 3, whatever the model's channels. */
gboolean ae_face_model_decode(AeFaceModel *faces, const float *codes, gsize n, float *pictures, GError **error);

G_END_DECLS
#endif
