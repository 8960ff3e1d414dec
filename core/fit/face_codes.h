/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes of faces in photos, for models of aligned faces: of each photo the largest face, where the model wants it. */
#ifndef AE_FIT_FACE_CODES_H
#define AE_FIT_FACE_CODES_H

#include "latent/codes.h"
#include "stage/face_model.h"

G_BEGIN_DECLS

/* Whether faces can be looked for, for this model. */
gboolean ae_fit_finds_faces(const AeModel *model);

/* files: NULL-ended. Photos in which no face is found are left out; there are codes->n others, at least one.
 * codes->data is ae_free's. AE_ERROR_USAGE where no photo has a face. */
gboolean ae_fit_face_codes(AeFaceModel *faces, char **files, AeCodes *codes, GError **error);

G_END_DECLS
#endif
