/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Small pictures of a folder, each brought to the net's size and kept in memory as bytes. Labels come from a table
 * whose first column has the files' names, or from the folders that the pictures lie in. */
#include <string.h>

#include "base/table.h"
#include "train/clean_pictures.h"
#include "train/example_set.h"
#include "train/folder_labels.h"
#include "train/small_picture.h"

typedef struct {
  char *labels, *column;
  double threshold;
  int fit, keep, held_out;
} Options;

static const char *const fits[] = {"crop", "stretch", NULL};

static const AeOption rows[] = {
    {"labels", "table of labels (file,label,...) in the folder or beside it", AE_OPTION_FILE,
     offsetof(Options, labels)},
    {"column", "its column of labels, the second where none is named", AE_OPTION_STRING, offsetof(Options, column)},
    {"threshold", "where the labels are fractions: from where on they are class 1", AE_OPTION_DOUBLE,
     offsetof(Options, threshold), "0.5", -1e9, 1e9},
    {"fit", "how pictures of other proportions are made fit", AE_OPTION_CHOICE, offsetof(Options, fit), "crop",
     .choices = fits},
    {"keep", "share of the pictures' sides that is kept, from the middle", AE_OPTION_INT, offsetof(Options, keep),
     "100", 1, 100, .unit = "%"},
    {"held_out", "share of the pictures that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "5",
     0, 50, .unit = "%"},
    {NULL},
};

static gboolean check_shape(AeDataShape shape, GError **error) {
  if (shape.channels == 1 || shape.channels == 3)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a folder gives pictures of 1 or 3 channels, not %d", shape.channels);
  return FALSE;
}

static gboolean read_pictures(AeExampleSet *set, const AeLabelledPaths *paths, const Options *o, AeDataShape shape,
                              GError **error) {
  AePictureFit fit = {o->fit == 1, o->keep};
  g_autofree gboolean *held = g_new(gboolean, paths->paths->len);
  if (!ae_example_set_init(set, paths->paths->len, ae_data_count(shape), TRUE, error))
    return FALSE;
  for (guint i = 0; i < set->all; i++) {
    const char *path = paths->paths->pdata[i];
    if (!ae_small_picture_read(path, &fit, shape, set->bytes + i * set->size, error))
      return FALSE;
    held[i] = ae_data_held_out(path, (guint)o->held_out);
  }
  ae_example_set_hold_out_these(set, held);
  return TRUE;
}

static void folder_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

static gpointer folder_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  AeLabelledPaths paths = {0};
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  gboolean ok = check_shape(shape, error) && ae_labelled_paths_list(&paths, dir, o->labels, o->column, error) &&
                read_pictures(set, &paths, o, shape, error);
  if (ok && paths.labels)
    ae_example_set_label(set, (const char *const *)paths.labels->pdata, o->threshold);
  ae_labelled_paths_clear(&paths);
  if (ok)
    return set;
  folder_close(set);
  return NULL;
}

const AeDataKind ae_data_folder = {
    .name = "folder",
    .help = "small pictures of a folder, brought to the net's size",
    .options = rows,
    .options_size = sizeof(Options),
    .open = folder_open,
    .close = folder_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
