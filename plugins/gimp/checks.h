/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What an action refuses before anybody is asked or anything computed. */
#ifndef AE_GIMP_CHECKS_H
#define AE_GIMP_CHECKS_H

#include "actions.h"
#include "texts.h"

G_BEGIN_DECLS

/* What a host knows of the picture that is to be worked on; zeros are the usual. */
typedef struct {
  gboolean none;    /* no layer or channel is chosen */
  gboolean foreign; /* it is not of the image that was named */
  gboolean indexed;
  gboolean group;
  gboolean locked;     /* its pixels */
  gboolean unselected; /* nothing is selected */
} AePictureFacts;

#define AE_NO_SECOND_LAYER N_("Two layers are needed: there is no other beside this one.")

/* AE_ERROR_USAGE, in words for whoever sits before the editor, or calls the procedure. */
gboolean ae_picture_check(const AeAction *action, const AePictureFacts *facts, GError **error);

G_END_DECLS
#endif
