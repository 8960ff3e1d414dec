/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures and labels from two IDX files, as MNIST has them: all kept in memory as bytes. The last of the file are held
 * out. */
#include "base/checked.h"
#include "train/data.h"
#include "image/idx.h"

typedef struct {
  char *images, *labels;
  int held_out;
} Options;

static const AeOption rows[] = {
    {"images", "file of the pictures, with or without .gz", AE_OPTION_FILE, offsetof(Options, images),
     "train-images-idx3-ubyte"},
    {"labels", "file of their labels, looked for only where the net takes labels", AE_OPTION_FILE,
     offsetof(Options, labels), "train-labels-idx1-ubyte"},
    {"held_out", "share of the pictures that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "5",
     0, 50, .unit = "%"},
    {NULL},
};

typedef struct {
  AeIdx images, labels;
  gsize count; /* numbers in a picture */
  guint train, all, classes;
} Digits;

static void idx_close(gpointer data) {
  Digits *d = data;
  if (!d)
    return;
  ae_idx_clear(&d->images);
  ae_idx_clear(&d->labels);
  g_free(d);
}

/* dir/name, or with .gz where that alone is there. */
static char *path_of(const char *dir, const char *name) {
  g_autofree char *plain = g_build_filename(dir, name, NULL), *packed = g_strconcat(plain, ".gz", NULL);
  gboolean use_packed = !g_file_test(plain, G_FILE_TEST_EXISTS) && g_file_test(packed, G_FILE_TEST_EXISTS);
  return use_packed ? g_steal_pointer(&packed) : g_steal_pointer(&plain);
}

static gboolean read_images(Digits *d, const char *path, AeDataShape shape, GError **error) {
  if (!ae_idx_read(path, &d->images, error))
    return FALSE;
  const guint32 *dims = d->images.dims;
  if (d->images.rank >= 3 && dims[1] == (guint)shape.height && dims[2] == (guint)shape.width &&
      dims[3] == (guint)shape.channels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: its pictures are %ux%ux%u, not %dx%dx%d as the net's", path,
              dims[3], dims[1], dims[2], shape.channels, shape.height, shape.width);
  return FALSE;
}

static gboolean read_labels(Digits *d, const char *path, GError **error) {
  if (!ae_idx_read(path, &d->labels, error))
    return FALSE;
  if (d->labels.rank != 1 || d->labels.dims[0] != d->images.dims[0]) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: %u labels for %u pictures", path, d->labels.dims[0],
                d->images.dims[0]);
    return FALSE;
  }
  for (guint i = 0; i < d->labels.dims[0]; i++)
    d->classes = MAX(d->classes, d->labels.data[i] + 1u);
  return TRUE;
}

static gboolean idx_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  g_autofree char *path = path_of(dir, ((const Options *)options)->images);
  AeIdx images;
  if (!ae_idx_read(path, &images, error))
    return FALSE;
  *shape = (AeDataShape){(int)MIN(images.dims[2], G_MAXINT), (int)MIN(images.dims[1], G_MAXINT),
                         (int)MIN(images.dims[3], G_MAXINT)};
  ae_idx_clear(&images);
  return TRUE;
}

static gpointer idx_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  Digits *d = g_new0(Digits, 1);
  g_autofree char *images = path_of(dir, o->images), *labels = path_of(dir, o->labels);
  gboolean ok = read_images(d, images, shape, error) &&
                (!g_file_test(labels, G_FILE_TEST_EXISTS) || read_labels(d, labels, error));
  if (!ok) {
    idx_close(d);
    return NULL;
  }
  d->count = ae_data_count(shape);
  d->all = d->images.dims[0];
  d->train = MAX(d->all - (guint)((guint64)d->all * (guint)o->held_out / 100), 1);
  return d;
}

static guint idx_classes(gpointer data) { return ((const Digits *)data)->classes; }

static int give(const Digits *d, guint i, float *out) {
  const guint8 *in = d->images.data + i * d->count;
  for (gsize k = 0; k < d->count; k++)
    out[k] = in[k] / 255.0f;
  return d->labels.data ? d->labels.data[i] : -1;
}

static int idx_draw(gpointer data, AeRng *rng, float *out) {
  const Digits *d = data;
  return give(d, ae_rng_below(rng, d->train), out);
}

static guint idx_count(gpointer data) { return ((const Digits *)data)->train; }
static int idx_example(gpointer data, guint i, float *out) { return give(data, i, out); }

static guint idx_held_out(gpointer data) { return ((const Digits *)data)->all - ((const Digits *)data)->train; }

static int idx_validation(gpointer data, guint i, float *out) {
  const Digits *d = data;
  return give(d, d->train + i % (d->all - d->train), out);
}

const AeDataKind ae_data_idx = {
    .name = "idx",
    .help = "pictures and labels from IDX files, as MNIST has them",
    .options = rows,
    .options_size = sizeof(Options),
    .shape = idx_shape,
    .open = idx_open,
    .close = idx_close,
    .classes = idx_classes,
    .draw = idx_draw,
    .count = idx_count,
    .example = idx_example,
    .held_out = idx_held_out,
    .validation = idx_validation,
};
