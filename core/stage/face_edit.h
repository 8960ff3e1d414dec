/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A photo's faces and what attributes make of them: what `edit` does once and `sweep` frame by frame. The faces are
 * found, laid, cut out and encoded once a photo; each change then decodes and flows only.
 *
 *     AeFaceEdit *edit = ae_face_edit_new(&options, "edit", settings, &error);
 *     ae_face_edit_take(edit, photo, &error)
 *     ae_face_edit_set(edit, 0.5, &error)                  for half of the attributes; all of them without it
 *     ae_face_edit_change(edit, photo, &error)
 *     rows = ae_face_edit_rows(edit, photo, &error) */
#ifndef AE_STAGE_FACE_EDIT_H
#define AE_STAGE_FACE_EDIT_H

#include <aefilter/stage.h>

#include "stage/face_choice.h"

G_BEGIN_DECLS

typedef struct {
  AeFaceChoice choice;
  char *model, *attributes;
} AeFaceEditOptions;

/* The rows of that field of a stage's options. */
/* clang-format off */
#define AE_FACE_EDIT_ROWS(Options, field)                                                                  \
  AE_FACE_ROWS(Options, field.choice),                                                                     \
  {"model", "name or file of an autoencoder of faces", AE_OPTION_STRING,                                   \
   G_STRUCT_OFFSET(Options, field.model), "face", .advanced = TRUE},                                       \
  {"attributes", "such as smile:0.8,glasses:-1; smile=0.8 glasses=-1 mean the same", AE_OPTION_STRING,     \
   G_STRUCT_OFFSET(Options, field.attributes)}
/* clang-format on */

typedef struct AeFaceEdit AeFaceEdit;

/* options and settings must outlive it. stage begins the messages about them. */
AeFaceEdit *ae_face_edit_new(const AeFaceEditOptions *options, const char *stage, const AeSettings *settings,
                             GError **error);
void ae_face_edit_free(AeFaceEdit *edit); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeFaceEdit, ae_face_edit_free)

/* From now on the attributes so many times, 0..1; to the bit as if they had been given as these products. */
gboolean ae_face_edit_set(AeFaceEdit *edit, double times, GError **error);
gboolean ae_face_edit_is_idle(const AeFaceEdit *edit); /* the attributes come to nothing: a photo stays as it is */

/* The faces of a whole picture in place of those before. photo: rewindable; stays the caller's. Errors: see
 * ae_face_model_take. */
gboolean ae_face_edit_take(AeFaceEdit *edit, AeRows *photo, GError **error);
/* What the attributes change of them. photo: the same picture, as before. */
gboolean ae_face_edit_change(AeFaceEdit *edit, AeRows *photo, GError **error);
/* in, the whole picture or a region of it (AeImageInfo.x), with the last change, marked as edited. Takes in. The edit
 * must outlive the rows, and may not change while they are read. */
AeRows *ae_face_edit_rows(const AeFaceEdit *edit, AeRows *in, GError **error);

G_END_DECLS
#endif
