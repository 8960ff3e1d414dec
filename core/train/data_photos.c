/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Photographs: all pictures in a folder that the image readers know, kept in memory as 8-bit samples. A training
 * picture is a random crop, mirrored and turned at random; a validation picture is the crop from the middle of a photo
 * that is never trained on. */
#include <string.h>

#include <aefilter/format.h>

#include "base/checked.h"
#include "image/bridge.h"
#include "train/clean_pictures.h"
#include "train/data.h"
#include "train/small_picture.h"

typedef struct {
  int held_out;
} Photos;

static const AeOption rows[] = {
    {"held_out", "share of the photos that is kept for validation", AE_OPTION_INT, offsetof(Photos, held_out), "5", 0,
     50, .unit = "%"},
    {NULL},
};

typedef struct {
  guint8 *pixels; /* height * width * channels */
  int width, height;
} Photo;

typedef struct {
  AeDataShape shape;
  GArray *train, *validation; /* of Photo */
} PhotoSet;

static void photo_clear(gpointer p) { ae_free(((Photo *)p)->pixels); }

static void photos_close(gpointer data) {
  PhotoSet *set = data;
  if (!set)
    return;
  g_array_unref(set->train);
  g_array_unref(set->validation);
  g_free(set);
}

static gboolean read_pixels(AeRows *in, const char *path, int channels, Photo *photo, GError **error) {
  gsize width = in->info.width, count;
  photo->width = (int)in->info.width;
  photo->height = (int)in->info.height;
  g_autofree guint8 *raw = g_try_malloc(ae_image_row_bytes(&in->info));
  g_autofree float *line = g_try_new(float, width * in->info.channels);
  if (!raw || !line || !ae_mul(width * (gsize)channels, in->info.height, &count)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: no memory for a picture of %u x %u", path, in->info.width,
                in->info.height);
    return FALSE;
  }
  photo->pixels = ae_alloc(count, 1, path, error);
  if (!photo->pixels)
    return FALSE;
  for (int y = 0; y < photo->height; y++) {
    if (!ae_rows_read(in, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(&in->info, raw, line, width);
    ae_small_picture_bytes(line, in->info.channels, photo->pixels + (gsize)y * width * (gsize)channels, channels,
                           width);
  }
  return TRUE;
}

/* FALSE with an error where the file is damaged; a photo without pixels where it is smaller than the patch. */
static gboolean read_photo(const char *path, const PhotoSet *set, Photo *photo, GError **error) {
  AeReader *reader = ae_reader_open(path, NULL, error);
  if (!reader)
    return FALSE;
  AeRows *in = NULL;
  gboolean ok = ae_reader_next(reader, &in, error);
  if (ok && in && in->info.width >= (guint)set->shape.width && in->info.height >= (guint)set->shape.height)
    ok = read_pixels(in, path, set->shape.channels, photo, error);
  ae_rows_free(in);
  ae_reader_free(reader);
  if (!ok)
    g_clear_pointer(&photo->pixels, ae_free);
  return ok;
}

static gpointer photos_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Photos *o = options;
  if (shape.width != shape.height || (shape.channels != 1 && shape.channels != 3)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "photos give square pictures of 1 or 3 channels, not %dx%dx%d",
                shape.channels, shape.height, shape.width);
    return NULL;
  }
  g_autoptr(GPtrArray) paths = ae_clean_pictures_list(dir, error);
  if (!paths)
    return NULL;
  PhotoSet *set = g_new0(PhotoSet, 1);
  *set = (PhotoSet){shape, g_array_new(FALSE, FALSE, sizeof(Photo)), g_array_new(FALSE, FALSE, sizeof(Photo))};
  g_array_set_clear_func(set->train, photo_clear);
  g_array_set_clear_func(set->validation, photo_clear);
  for (guint i = 0; i < paths->len; i++) {
    const char *path = paths->pdata[i];
    Photo photo = {NULL};
    if (!read_photo(path, set, &photo, error))
      goto fail;
    if (photo.pixels)
      g_array_append_val(ae_data_held_out(path, AE_DATA_PHOTO, (guint)o->held_out) ? set->validation : set->train,
                         photo);
  }
  if (set->train->len)
    return set;
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: no picture of at least %d x %d to train on", dir, shape.width,
              shape.height);
fail:
  photos_close(set);
  return NULL;
}

/* Reads the crop at (x, y) along one of the eight symmetries: bit 0 swaps the axes, bits 1 and 2 mirror them. */
static void crop(const PhotoSet *set, const Photo *photo, int x, int y, guint symmetry, float *out) {
  int last = set->shape.width - 1, c = set->shape.channels;
  gssize column = c, row = (gssize)photo->width * c;
  const guint8 *origin = photo->pixels + y * row + x * column;
  if (symmetry & 2) {
    origin += last * column;
    column = -column;
  }
  if (symmetry & 4) {
    origin += last * row;
    row = -row;
  }
  gssize outer = symmetry & 1 ? column : row, inner = symmetry & 1 ? row : column;
  for (int i = 0; i <= last; i++)
    for (int j = 0; j <= last; j++)
      for (int k = 0; k < c; k++)
        *out++ = (float)origin[i * outer + j * inner + k] / 255.0f;
}

static int photos_draw(gpointer data, AeRng *rng, float *out) {
  const PhotoSet *set = data;
  const Photo *photo = &g_array_index(set->train, Photo, ae_rng_below(rng, set->train->len));
  int x = (int)ae_rng_below(rng, (guint32)(photo->width - set->shape.width + 1));
  int y = (int)ae_rng_below(rng, (guint32)(photo->height - set->shape.height + 1));
  crop(set, photo, x, y, ae_rng_below(rng, 8), out);
  return -1;
}

static guint photos_held_out(gpointer data) { return ((const PhotoSet *)data)->validation->len; }

static int photos_validation(gpointer data, guint i, float *out) {
  const PhotoSet *set = data;
  const Photo *photo = &g_array_index(set->validation, Photo, i % set->validation->len);
  crop(set, photo, (photo->width - set->shape.width) / 2, (photo->height - set->shape.height) / 2, 0, out);
  return -1;
}

const AeDataKind ae_data_photos = {
    .name = "photos",
    .help = "a folder of photographs: random crops, mirrored and turned",
    .options = rows,
    .options_size = sizeof(Photos),
    .open = photos_open,
    .close = photos_close,
    .draw = photos_draw,
    .held_out = photos_held_out,
    .validation = photos_validation,
};
