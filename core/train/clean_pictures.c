/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/clean_pictures.h"

#include <aefilter/format.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "image/bridge.h"

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

GPtrArray *ae_clean_pictures_list(const char *data, GError **error) {
  GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GError) cause = NULL;
  g_autoptr(GDir) dir = NULL;
  const char *name;
  if (g_file_test(data, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add(paths, g_strdup(data));
  else
    dir = g_dir_open(data, 0, &cause);
  while (dir && (name = g_dir_read_name(dir)))
    if (name[0] != '.' && ae_format_by_path(name))
      g_ptr_array_add(paths, g_build_filename(data, name, NULL));
  g_ptr_array_sort(paths, compare_names);
  if (paths->len)
    return paths;
  g_autofree char *shown = g_filename_display_name(data);
  const char *why = g_access(data, R_OK) ? g_strerror(errno) : cause ? cause->message : "no pictures in this folder";
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, why);
  g_ptr_array_unref(paths);
  return NULL;
}

/* The same picture as float samples, without its alpha. */
static AeImage *to_float(const AeImage *from, GError **error) {
  AeImageInfo info = from->info;
  guint channels = from->info.channels;
  gsize n = (gsize)info.width * info.height;
  info.channels = channels < 3 ? 1 : 3;
  info.sample = AE_SAMPLE_FLOAT;
  info.premultiplied = FALSE;
  info.maxval = info.jpeg_quality = 0;
  g_autofree float *all = g_try_malloc_n(n, channels * sizeof(float));
  AeImage *to = all ? ae_image_new(&info, error) : NULL;
  if (!all)
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "not enough memory for a picture of %u x %u", info.width,
                info.height);
  if (!to)
    return NULL;
  ae_bridge_to_float(&from->info, from->data, all, n);
  for (gsize i = 0; i < n; i++)
    memcpy(to->data + i * info.channels * sizeof(float), all + i * channels, info.channels * sizeof(float));
  return to;
}

AeImage *ae_clean_picture_read(const char *path, GError **error) {
  AeRows *rows = NULL;
  AeReader *reader = ae_reader_open(path, NULL, error);
  gboolean ok = reader && ae_reader_next(reader, &rows, error);
  if (ok && !rows)
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: holds no picture", path);
  AeImage *stored = rows ? ae_image_from_rows(rows, error) : NULL;
  AeImage *picture = stored ? to_float(stored, error) : NULL;
  ae_image_free(stored);
  ae_rows_free(rows);
  ae_reader_free(reader);
  return picture;
}
