/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Picture files, found and brought to a model's size. */
#include <aefilter/format.h>
#include <string.h>

#include "fit/encode.h"
#include "image/bridge.h"
#include "image/resize.h"

/* ---- finding ---- */

static int by_name(gconstpointer a, gconstpointer b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static GPtrArray *files_of_folder(const char *path, GError **error) {
  g_autoptr(GError) problem = NULL;
  g_autoptr(GDir) dir = g_dir_open(path, 0, &problem);
  if (!dir) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, problem->message);
    return NULL;
  }
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(dir));)
    if (*name != '.' && ae_format_by_path(name))
      g_ptr_array_add(files, g_build_filename(path, name, NULL));
  g_ptr_array_sort(files, by_name);
  return files;
}

static GPtrArray *files_of_list(const char *path, GError **error) {
  g_autoptr(GError) problem = NULL;
  g_autofree char *text = NULL, *folder = g_path_get_dirname(path);
  if (!g_file_get_contents(path, &text, NULL, &problem)) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, problem->message);
    return NULL;
  }
  GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++)
    if (*g_strchomp(*line))
      g_ptr_array_add(files, g_path_is_absolute(*line) ? g_strdup(*line) : g_build_filename(folder, *line, NULL));
  return files;
}

char **ae_fit_files(const char *path, GError **error) {
  gboolean folder = g_file_test(path, G_FILE_TEST_IS_DIR);
  g_autoptr(GPtrArray) files = (folder ? files_of_folder : files_of_list)(path, error);
  if (!files)
    return NULL;
  if (!files->len) {
    g_autofree char *shown = g_filename_display_name(path);
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: there is no picture in it", shown);
    return NULL;
  }
  g_ptr_array_add(files, NULL);
  return (char **)g_ptr_array_steal(files, NULL);
}

/* ---- loading ---- */

AeImage *ae_fit_read(const char *path, GError **error) {
  AeReader *reader = ae_reader_open(path, NULL, error);
  AeRows *rows = NULL;
  AeImage *image = reader && ae_reader_next(reader, &rows, error) && rows ? ae_image_from_rows(rows, error) : NULL;
  ae_rows_free(rows);
  ae_reader_free(reader);
  return image;
}

/* The middle of the picture, wide : high = s.w : s.h, as floats. */
static AeImage *take_middle(const AeImage *image, AeShape s, GError **error) {
  guint64 w = image->info.width, h = image->info.height;
  AeImageInfo info = {.channels = (guint)s.c, .sample = AE_SAMPLE_FLOAT};
  info.width = (guint32)MAX(MIN(w, h * (guint64)s.w / (guint64)s.h), 1);
  info.height = (guint32)MAX(MIN(h, w * (guint64)s.h / (guint64)s.w), 1);
  AeImage *middle = ae_image_new(&info, error);
  gsize left = (w - info.width) / 2, top = (h - info.height) / 2, row = ae_image_row_bytes(&image->info),
        pixel = image->info.channels * ae_sample_size(image->info.sample);
  g_autofree float *pixels = g_new(float, (gsize)info.width * image->info.channels);
  for (gsize y = 0; middle && y < info.height; y++) {
    ae_bridge_to_float(&image->info, image->data + (top + y) * row + left * pixel, pixels, info.width);
    ae_coder_convert(image->info.channels, pixels, info.channels,
                     (float *)(void *)(middle->data + y * ae_image_row_bytes(&info)), info.width);
  }
  return middle;
}

gboolean ae_fit_load(const AeCoder *encoder, const char *path, float *out, GError **error) {
  AeShape s = ae_coder_picture(encoder);
  AeImage *image = ae_fit_read(path, error);
  AeImage *middle = image ? take_middle(image, s, error) : NULL;
  AeImage *fitting = middle ? ae_image_resize(middle, (guint32)s.w, (guint32)s.h, error) : NULL;
  const float *from = fitting ? (const float *)(const void *)fitting->data : NULL;
  for (gsize i = 0; from && i < ae_coder_in(encoder); i++)
    out[i] = CLAMP(from[i], 0, 1);
  ae_image_free(fitting);
  ae_image_free(middle);
  ae_image_free(image);
  return from != NULL;
}
