/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An autoencoder of aligned faces at work on photos: which faces of a photo are meant, where its square lies on them,
 * and from there to the code and back.
 *
 *     AeFaceModel *faces = ae_face_model_new("face", settings, &error);
 *     GArray *places = ae_face_model_places(faces, rows, &choice, &error);      // AeFacePlace
 *     ae_face_model_encode(faces, rows, &place, code, &error);
 *     ae_coder_run(ae_face_model_decoder(faces), code, NULL, 1, picture, &error); */
#ifndef AE_STAGE_FACE_MODEL_H
#define AE_STAGE_FACE_MODEL_H

#include "face/cut.h"
#include "stage/coder.h"

G_BEGIN_DECLS

typedef struct AeFaceModel AeFaceModel;

/* The keys of the stages that work on faces of photos. */
typedef struct {
  char *region; /* auto, X,Y,W,H */
  char *face;   /* all, largest, N = 1.. from the left */
} AeFaceChoice;

/* The rows of that field of a stage's options. */
#define AE_FACE_ROWS(Options, field)                                                                    \
  {"region", "where the face is: auto, or X,Y,W,H of the head in pixels", AE_OPTION_STRING,             \
   G_STRUCT_OFFSET(Options, field.region), "auto"},                                                     \
  {                                                                                                     \
    "face", "of the faces that are found: all, largest, or N, counted from the left", AE_OPTION_STRING, \
        G_STRUCT_OFFSET(Options, field.face), "all"                                                     \
  }

/* The keys' own errors, before any picture: AE_ERROR_USAGE. */
gboolean ae_face_choice_check(const AeFaceChoice *choice, const char *stage, GError **error);

/* which: as for ae_model_load. AE_ERROR_MODEL where it is no autoencoder of square pictures of 1 or 3 channels. */
AeFaceModel *ae_face_model_new(const char *which, const AeSettings *settings, GError **error);
void ae_face_model_free(AeFaceModel *faces); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaceModel, ae_face_model_free)

AeModel *ae_face_model_model(const AeFaceModel *faces);   /* borrowed */
AeCoder *ae_face_model_encoder(const AeFaceModel *faces); /* borrowed; the code is the mean */
AeCoder *ae_face_model_decoder(const AeFaceModel *faces); /* borrowed */
guint ae_face_model_size(const AeFaceModel *faces);       /* the side of its pictures */
guint ae_face_model_channels(const AeFaceModel *faces);   /* 1 or 3 */

/* AeFacePlaces in a whole picture: rows must be rewindable, are read from the first row, and stay the caller's. Places
 * that no eyes tell exactly are refined: of squares near by, the one that the model knows best. AE_ERROR_FORMAT where
 * no face is found, or not so many. g_array_unref. */
GArray *ae_face_model_places(AeFaceModel *faces, AeRows *rows, const AeFaceChoice *choice, GError **error);

/* The square as the model sees it (size x size x channels), and its code; either may be NULL. */
gboolean ae_face_model_encode(AeFaceModel *faces, AeRows *rows, const AeFacePlace *place, float *picture, float *code,
                              GError **error);

G_END_DECLS
#endif
