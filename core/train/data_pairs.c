/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pairs of pictures from two folders, files of the same name (without ending) belonging together: what goes into the
 * net, and what is to come out. With one folder for both, it is the autoencoder's training. */
#include <string.h>

#include "train/clean_pictures.h"
#include "train/example_set.h"
#include "train/folder_labels.h"
#include "train/small_picture.h"

typedef struct {
  char *inputs, *targets;
  int fit, held_out;
} Options;

static const char *const fits[] = {"crop", "stretch", NULL};

static const AeOption rows[] = {
    {"inputs", "folder of what goes into the net, in the data's", AE_OPTION_FILE, offsetof(Options, inputs), "inputs"},
    {"targets", "folder of what is to come out", AE_OPTION_FILE, offsetof(Options, targets), "targets"},
    {"fit", "how pictures of other proportions are made fit", AE_OPTION_CHOICE, offsetof(Options, fit), "crop",
     .choices = fits},
    {"held_out", "share of the pairs that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "5", 0,
     50, .unit = "%"},
    {NULL},
};

typedef struct {
  AeExampleSet targets; /* in the same order as inputs */
  AeExampleSet inputs;
  GPtrArray *input_paths;
  AePictureFit fit;
} Pairs;

static char *folder_of(const char *dir, const char *name) {
  return g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(dir, name, NULL);
}

static gboolean refuse_lonely(const char *path, const char *folder, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: no picture of this name in %s", path, folder);
  return FALSE;
}

/* Both are in the order of names, so that partners stand in the same place. */
static gboolean check_partners(const GPtrArray *inputs, const char *input_dir, const GPtrArray *targets,
                               const char *target_dir, GError **error) {
  for (guint i = 0; i < MAX(inputs->len, targets->len); i++) {
    if (i == targets->len)
      return refuse_lonely(inputs->pdata[i], target_dir, error);
    if (i == inputs->len)
      return refuse_lonely(targets->pdata[i], input_dir, error);
    g_autofree char *input = ae_path_stem(inputs->pdata[i]), *target = ae_path_stem(targets->pdata[i]);
    int order = strcmp(input, target);
    if (order)
      return order < 0 ? refuse_lonely(inputs->pdata[i], target_dir, error)
                       : refuse_lonely(targets->pdata[i], input_dir, error);
  }
  return TRUE;
}

static int compare_stems(const void *a, const void *b) {
  g_autofree char *x = ae_path_stem(*(char *const *)a), *y = ae_path_stem(*(char *const *)b);
  return strcmp(x, y);
}

static GPtrArray *list(const char *dir, GError **error) {
  GPtrArray *paths = ae_clean_pictures_list(dir, error);
  if (paths)
    g_ptr_array_sort(paths, compare_stems);
  return paths;
}

static gboolean read_pictures(AeExampleSet *set, const GPtrArray *paths, const AePictureFit *fit, AeDataShape shape,
                              GError **error) {
  if (shape.channels != 1 && shape.channels != 3) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "pairs are pictures of 1 or 3 channels, not %d", shape.channels);
    return FALSE;
  }
  gboolean ok = ae_example_set_init(set, paths->len, ae_data_count(shape), TRUE, error);
  for (guint i = 0; ok && i < paths->len; i++)
    ok = ae_small_picture_read(paths->pdata[i], fit, shape, set->bytes + i * set->size, error);
  return ok;
}

static void hold_out(AeExampleSet *set, const GPtrArray *paths, guint percent) {
  g_autofree gboolean *held = g_new(gboolean, paths->len);
  for (guint i = 0; i < paths->len; i++)
    held[i] = ae_data_held_out(paths->pdata[i], AE_DATA_PHOTO, percent);
  ae_example_set_hold_out_these(set, held);
}

static void pairs_close(gpointer data) {
  Pairs *pairs = data;
  if (!pairs)
    return;
  ae_example_set_clear(&pairs->targets);
  ae_example_set_clear(&pairs->inputs);
  g_clear_pointer(&pairs->input_paths, g_ptr_array_unref);
  g_free(pairs);
}

static gpointer pairs_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  g_autofree char *input_dir = folder_of(dir, o->inputs), *target_dir = folder_of(dir, o->targets);
  g_autoptr(GPtrArray) targets = list(target_dir, error);
  Pairs *pairs = g_new0(Pairs, 1);
  pairs->fit = (AePictureFit){o->fit == 1, 100};
  pairs->input_paths = targets ? list(input_dir, error) : NULL;
  if (!pairs->input_paths || !check_partners(pairs->input_paths, input_dir, targets, target_dir, error) ||
      !read_pictures(&pairs->targets, targets, &pairs->fit, shape, error)) {
    pairs_close(pairs);
    return NULL;
  }
  hold_out(&pairs->targets, targets, (guint)o->held_out);
  return pairs;
}

static gboolean pairs_open_inputs(gpointer data, AeDataShape shape, GError **error) {
  Pairs *pairs = data;
  return read_pictures(&pairs->inputs, pairs->input_paths, &pairs->fit, shape, error);
}

static void pairs_input(gpointer data, guint i, gboolean held_out, float *out) {
  const Pairs *pairs = data;
  const AeExampleSet *t = &pairs->targets;
  guint rank = held_out ? t->train + i % (t->all - t->train) : i;
  ae_example_set_give(&pairs->inputs, ae_example_set_place(t, rank), out);
}

const AeDataKind ae_data_pairs = {
    .name = "pairs",
    .help = "pictures and what a net is to make of them, from two folders",
    .options = rows,
    .options_size = sizeof(Options),
    .open = pairs_open,
    .close = pairs_close,
    .open_inputs = pairs_open_inputs,
    .input = pairs_input,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
