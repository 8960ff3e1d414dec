/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures and labels from two IDX files, as MNIST has them: all kept in memory as bytes. The last of the file are held
 * out. */
#include <string.h>

#include "image/idx.h"
#include "train/example_set.h"

typedef struct {
  char *images, *labels;
  int examples, held_out;
} Options;

static const AeOption rows[] = {
    {"images", "file of the pictures, with or without .gz", AE_OPTION_FILE, offsetof(Options, images),
     "train-images-idx3-ubyte"},
    {"labels", "file of their labels, read where it is there", AE_OPTION_FILE, offsetof(Options, labels),
     "train-labels-idx1-ubyte"},
    {"examples", "how many are trained on, the first of the file; auto: all that are not held out", AE_OPTION_INT,
     offsetof(Options, examples), "auto", 1, G_MAXINT, TRUE},
    {"held_out", "share of the pictures that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "5",
     0, 50, .unit = "%"},
    {NULL},
};

static void idx_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

/* dir/name, or with .gz where that alone is there. */
static char *path_of(const char *dir, const char *name) {
  g_autofree char *plain = g_build_filename(dir, name, NULL), *packed = g_strconcat(plain, ".gz", NULL);
  gboolean use_packed = !g_file_test(plain, G_FILE_TEST_EXISTS) && g_file_test(packed, G_FILE_TEST_EXISTS);
  return use_packed ? g_steal_pointer(&packed) : g_steal_pointer(&plain);
}

static gboolean check_shape(const AeIdx *images, const char *path, AeDataShape shape, GError **error) {
  const guint32 *dims = images->dims;
  if (images->rank >= 3 && dims[1] == (guint)shape.height && dims[2] == (guint)shape.width &&
      dims[3] == (guint)shape.channels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: its pictures are %ux%ux%u, not %dx%dx%d as the net's", path,
              dims[3], dims[1], dims[2], shape.channels, shape.height, shape.width);
  return FALSE;
}

static gboolean read_images(AeExampleSet *set, const char *path, AeDataShape shape, GError **error) {
  AeIdx images;
  if (!ae_idx_read(path, &images, error))
    return FALSE;
  if (!check_shape(&images, path, shape, error)) {
    ae_idx_clear(&images);
    return FALSE;
  }
  *set = (AeExampleSet){.size = ae_data_count(shape), .all = images.dims[0], .bytes = images.data};
  return TRUE;
}

static gboolean take_labels(AeExampleSet *set, const AeIdx *labels, const char *path, GError **error) {
  if (labels->rank != 1 || labels->dims[0] != set->all) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: %u labels for %u pictures", path, labels->dims[0], set->all);
    return FALSE;
  }
  set->labels = g_new(int, set->all);
  for (guint i = 0; i < set->all; i++) {
    set->labels[i] = labels->data[i];
    set->classes = MAX(set->classes, labels->data[i] + 1u);
  }
  return TRUE;
}

static gboolean read_labels(AeExampleSet *set, const char *path, GError **error) {
  AeIdx labels;
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    return TRUE;
  gboolean ok = ae_idx_read(path, &labels, error) && take_labels(set, &labels, path, error);
  ae_idx_clear(&labels);
  return ok;
}

/* Forgets those between the first n and what is held out. */
static void keep_first(AeExampleSet *set, guint n) {
  guint held_out = set->all - set->train;
  memmove(set->bytes + n * set->size, set->bytes + set->train * set->size, held_out * set->size);
  if (set->labels)
    memmove(set->labels + n, set->labels + set->train, held_out * sizeof *set->labels);
  set->train = n;
  set->all = n + held_out;
}

static gboolean idx_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  g_autofree char *path = path_of(dir, ((const Options *)options)->images);
  AeIdx images;
  if (!ae_idx_read_sizes(path, &images, error))
    return FALSE;
  *shape = (AeDataShape){(int)images.dims[2], (int)images.dims[1], (int)images.dims[3]};
  return TRUE;
}

static gpointer idx_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  g_autofree char *images = path_of(dir, o->images), *labels = path_of(dir, o->labels);
  if (!read_images(set, images, shape, error) || !read_labels(set, labels, error)) {
    idx_close(set);
    return NULL;
  }
  set->train = MAX(set->all - (guint)((guint64)set->all * (guint)o->held_out / 100), 1);
  if (o->examples != AE_AUTO && (guint)o->examples < set->train)
    keep_first(set, (guint)o->examples);
  return set;
}

const AeDataKind ae_data_idx = {
    .name = "idx",
    .help = "pictures and labels from IDX files, as MNIST has them",
    .options = rows,
    .options_size = sizeof(Options),
    .shape = idx_shape,
    .open = idx_open,
    .close = idx_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
