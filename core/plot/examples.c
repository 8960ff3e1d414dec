/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/examples.h"

#include <string.h>

#include "base/checked.h"
#include "plot/picture.h"
#include "plot/probe.h"
#include "train/clean_pictures.h"
#include "image/idx.h"

gsize ae_examples_size(const AeExamples *e) { return (gsize)e->width * (gsize)e->height * (gsize)e->channels; }

void ae_examples_clear(AeExamples *e) {
  ae_free(e->pixels);
  g_free(e->labels);
  *e = (AeExamples){0};
}

static gboolean reserve(AeExamples *e, guint n, const char *data, GError **error) {
  gsize count;
  if (!ae_mul(ae_examples_size(e), n, &count)) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: too many pictures", data);
    return FALSE;
  }
  e->pixels = ae_alloc(MAX(count, 1), sizeof(float), data, error);
  return e->pixels != NULL;
}

static gboolean check_form(const AeExamples *e, const char *path, int width, int height, int channels, GError **error) {
  if (e->width == width && e->height == height && e->channels == channels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: a picture of %d x %d with %d channels, where %d x %d with %d is wanted", path, width, height,
              channels, e->width, e->height, e->channels);
  return FALSE;
}

/* ---- IDX ---- */

/* Labels are of use only where they are whole; a file without them has none. */
static gboolean read_labels(const char *data, AeExamples *e, GError **error) {
  const char *at = strstr(data, "images-idx3");
  AeIdx idx;
  if (!at)
    return TRUE;
  g_autofree char *start = g_strndup(data, (gsize)(at - data));
  g_autofree char *path = g_strconcat(start, "labels-idx1", at + strlen("images-idx3"), NULL);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!ae_idx_read(path, &idx, error))
    return FALSE;
  gboolean ok = idx.rank == 1 && idx.dims[0] >= e->n;
  if (!ok)
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: these are no labels of %s", path, data);
  e->labels = ok ? g_new(int, MAX(e->n, 1)) : NULL;
  for (guint i = 0; ok && i < e->n; i++) {
    e->labels[i] = idx.data[i];
    e->n_labels = MAX(e->n_labels, e->labels[i] + 1);
  }
  ae_idx_clear(&idx);
  return ok;
}

static gboolean take_idx(const AeIdx *idx, const char *data, const AeModel *model, guint limit, AeExamples *e,
                         GError **error) {
  int channels = idx->rank == 4 ? (int)idx->dims[3] : 1;
  if (idx->rank < 3 || (channels != 1 && channels != 3) || idx->dims[1] > 4096 || idx->dims[2] > 4096) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: holds no grey or RGB pictures", data);
    return FALSE;
  }
  if (model && !check_form(e, data, (int)idx->dims[2], (int)idx->dims[1], channels, error))
    return FALSE;
  e->width = (int)idx->dims[2], e->height = (int)idx->dims[1], e->channels = channels;
  e->n = MIN(idx->dims[0], limit);
  if (!reserve(e, e->n, data, error))
    return FALSE;
  for (gsize i = 0; i < e->n * ae_examples_size(e); i++)
    e->pixels[i] = idx->data[i] / 255.0f;
  return read_labels(data, e, error);
}

static gboolean read_idx(const char *data, const AeModel *model, guint limit, AeExamples *e, GError **error) {
  AeIdx idx;
  if (!ae_idx_read(data, &idx, error))
    return FALSE;
  gboolean ok = take_idx(&idx, data, model, limit, e, error);
  ae_idx_clear(&idx);
  return ok;
}

/* ---- pictures ---- */

static AeImage *read_picture(const char *path, const AeModel *model, int factor, GError **error) {
  AeFitting fitting = {.size = 4096, .fit = AE_FIT_CROP, .factor = factor};
  return model ? ae_probe_picture(model, path, &fitting, error) : ae_clean_picture_read(path, error);
}

static gboolean take_picture(AeExamples *e, const char *path, const AeImage *picture, guint n, GError **error) {
  const AeImageInfo *info = &picture->info;
  if (!e->pixels) {
    e->width = (int)info->width, e->height = (int)info->height, e->channels = (int)info->channels;
    if (!reserve(e, n, path, error))
      return FALSE;
  }
  if (!check_form(e, path, (int)info->width, (int)info->height, (int)info->channels, error))
    return FALSE;
  memcpy(e->pixels + e->n++ * ae_examples_size(e), picture->data, ae_examples_size(e) * sizeof(float));
  return TRUE;
}

static gboolean read_pictures(const char *data, const AeModel *model, int factor, guint limit, AeExamples *e,
                              GError **error) {
  g_autoptr(GPtrArray) paths = ae_clean_pictures_list(data, error);
  guint n = paths ? MIN(paths->len, limit) : 0;
  gboolean ok = paths != NULL;
  for (guint i = 0; ok && i < n; i++) {
    AeImage *picture = read_picture(paths->pdata[i], model, factor, error);
    ok = picture && take_picture(e, paths->pdata[i], picture, n, error);
    ae_image_free(picture);
  }
  return ok;
}

static gboolean check_model(const AeModel *model, int factor, AeExamples *e, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  e->width = info->in.w * MAX(factor, 1), e->height = info->in.h * MAX(factor, 1), e->channels = info->in.c;
  if (info->fixed && (info->in.c == 1 || info->in.c == 3))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network does not take pictures of one size, grey or RGB",
              ae_model_path(model));
  return FALSE;
}

static gboolean is_idx(const char *path) {
  g_autofree char *name = g_path_get_basename(path);
  return strstr(name, "idx3") || strstr(name, "idx4") || strstr(name, ".idx");
}

char *ae_examples_idx(const char *data, gboolean training) {
  static const char *const names[] = {"t10k-images-idx3-ubyte", "train-images-idx3-ubyte"};
  static const char *const endings[] = {"", ".gz"};
  if (!g_file_test(data, G_FILE_TEST_IS_DIR))
    return is_idx(data) ? g_strdup(data) : NULL;
  for (guint i = training; i < G_N_ELEMENTS(names); i++)
    for (guint k = 0; k < G_N_ELEMENTS(endings); k++) {
      g_autofree char *name = g_strconcat(names[i], endings[k], NULL), *path = g_build_filename(data, name, NULL);
      if (g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&path);
    }
  return NULL;
}

gboolean ae_examples_read(const char *data, const AeModel *model, int factor, guint limit, AeExamples *e,
                          GError **error) {
  *e = (AeExamples){0};
  g_autofree char *idx = ae_examples_idx(data, FALSE);
  gboolean ok = (!model || check_model(model, factor, e, error)) &&
                (idx ? read_idx(idx, model, limit, e, error) : read_pictures(data, model, factor, limit, e, error));
  if (!ok)
    ae_examples_clear(e);
  return ok;
}

AeImage *ae_examples_image(const AeExamples *e, guint i, GError **error) {
  AeImage *image = ae_picture_new((guint)e->width, (guint)e->height, (guint)e->channels, error);
  if (image)
    memcpy(image->data, e->pixels + i * ae_examples_size(e), ae_examples_size(e) * sizeof(float));
  return image;
}
