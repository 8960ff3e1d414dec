/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The pictures that a model is trained and measured on. */
#ifndef AE_TRAIN_CLEAN_PICTURES_H
#define AE_TRAIN_CLEAN_PICTURES_H

#include <aefilter/image.h>

G_BEGIN_DECLS

/* Paths (g_free) in name order: data itself, or where it is a folder the files in it whose extension is a picture's
 * (names that begin with '.' are not looked at). The same folder gives the same order everywhere. At least one;
 * g_ptr_array_unref. */
GPtrArray *ae_clean_pictures_list(const char *data, GError **error);

/* The first picture of a file with float samples, grey or RGB: alpha is left out. ae_image_free. */
AeImage *ae_clean_picture_read(const char *path, GError **error);

G_END_DECLS
#endif
