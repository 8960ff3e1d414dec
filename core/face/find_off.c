/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Built without OpenCV. */
#include "face/find.h"

GArray *ae_faces_find(const AeGrey *grey, GError **error) {
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE,
                      "this build cannot look for faces (meson feature opencv); give region=X,Y,W,H");
  return NULL;
}
