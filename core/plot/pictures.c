/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/pictures.h"

#include "plot/examples.h"
#include "train/clean_pictures.h"

static void clear_picture(gpointer item) {
  AeNamedPicture *picture = item;
  g_free(picture->name);
  ae_image_free(picture->image);
}

/* Takes both. */
static gboolean add(GArray *pictures, char *name, AeImage *image, int label) {
  AeNamedPicture picture = {name, image, label};
  g_array_append_val(pictures, picture);
  return image != NULL;
}

static gboolean read_files(GArray *pictures, const char *data, const AeModel *model, const AeFitting *fitting,
                           guint count, GError **error) {
  g_autoptr(GPtrArray) paths = ae_clean_pictures_list(data, error);
  gboolean ok = paths != NULL;
  for (guint i = 0; ok && i < MIN(paths->len, count); i++) {
    g_autofree char *base = g_path_get_basename(paths->pdata[i]);
    ok = add(pictures, g_filename_display_name(base), ae_probe_picture(model, paths->pdata[i], fitting, error), -1);
  }
  return ok;
}

static gboolean read_idx(GArray *pictures, const char *data, const AeModel *model, int factor, guint count,
                         GError **error) {
  AeExamples examples;
  gboolean ok = ae_examples_read(data, model, factor, count, &examples, error);
  for (guint i = 0; ok && i < examples.n; i++)
    ok = add(pictures, g_strdup_printf("picture %u", i + 1), ae_examples_image(&examples, i, error),
             examples.labels ? examples.labels[i] : -1);
  if (ok && !examples.n) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: holds no picture", data);
    ok = FALSE;
  }
  ae_examples_clear(&examples);
  return ok;
}

GArray *ae_pictures_read(const char *data, const AeModel *model, const AeFitting *fitting, guint count,
                         GError **error) {
  GArray *pictures = g_array_new(FALSE, FALSE, sizeof(AeNamedPicture));
  g_autofree char *idx = ae_examples_idx(data, FALSE);
  g_array_set_clear_func(pictures, clear_picture);
  if (idx ? read_idx(pictures, idx, model, fitting->factor, count, error)
          : read_files(pictures, data, model, fitting, count, error))
    return pictures;
  g_array_unref(pictures);
  return NULL;
}
