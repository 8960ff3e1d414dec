/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/code_rows.h"

static gboolean check(const AeImageInfo *info, gsize length, GError **error) {
  gboolean code = info->height == 1 && info->channels == 1 && info->sample == AE_SAMPLE_FLOAT;
  if (code && (!length || info->width == length))
    return TRUE;
  if (code)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a code of %u numbers, where %" G_GSIZE_FORMAT " are wanted",
                info->width, length);
  else
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a picture of %ux%u pixels, where a code is wanted", info->width,
                info->height);
  return FALSE;
}

AeImage *ae_code_image(AeRows *in, gsize length, GError **error) {
  AeImage *code = check(&in->info, length, error) ? ae_image_from_rows(in, error) : NULL;
  ae_rows_free(in);
  return code;
}
