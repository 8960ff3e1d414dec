/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Small pictures of a folder, each brought to the net's size and kept in memory as bytes. Labels come from a table
 * whose first column has the files' names, from the folders that the pictures lie in, or from the files' names. */
#include <string.h>

#include "base/checked.h"
#include "base/table.h"
#include "train/augment.h"
#include "train/clean_pictures.h"
#include "train/example_set.h"
#include "train/folder_labels.h"
#include "train/small_picture.h"

typedef struct {
  char *labels, *column, *columns, *often;
  double threshold;
  int fit, keep, held_out, group, labelled, half, fewest;
  AeAugment augment;
} Options;

typedef struct {
  AeExampleSet set; /* of pictures as they are kept */
  AeDataShape shape;
  AeAugment augment;
  float *numbers; /* set.all * columns: a row stands for the label; NULL: there are none */
  guint columns;
  GArray *drawn; /* of guint, numbers of the training part, some more than once */
} Folder;

static const char *const fits[] = {"crop", "stretch", NULL};
static const char *const groups[] = {"photo", "identity", NULL}; /* as AeDataGroup */
static const char *const labellings[] = {"table", "group", NULL};
static const char *const halves[] = {"all", "1", "2", NULL};

static const AeOption rows[] = {
    {"labels", "table of labels (file,label,...) in the folder or beside it", AE_OPTION_FILE,
     offsetof(Options, labels)},
    {"column", "its column of labels, the second where none is named", AE_OPTION_STRING, offsetof(Options, column)},
    {"threshold", "where the labels are fractions: from where on they are class 1", AE_OPTION_DOUBLE,
     offsetof(Options, threshold), "0.5", -1e9, 1e9},
    {"columns", "columns of numbers, with commas between, in place of a label; COLUMN:WORD is 1 where it says so",
     AE_OPTION_STRING, offsetof(Options, columns)},
    {"often", "COLUMN:N: pictures of at least the threshold there are drawn N times as often as others",
     AE_OPTION_STRING, offsetof(Options, often)},
    {"labelled", "what labels a picture: the table or its folder, or its group", AE_OPTION_CHOICE,
     offsetof(Options, labelled), "table", .choices = labellings},
    {"fit", "how pictures of other proportions are made fit", AE_OPTION_CHOICE, offsetof(Options, fit), "crop",
     .choices = fits},
    {"keep", "share of the pictures' sides that is kept, from the middle", AE_OPTION_INT, offsetof(Options, keep),
     "100", 1, 100, .unit = "%"},
    {"held_out", "share of the pictures that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "5",
     0, 50, .unit = "%"},
    {"group", "what is held out as one: the crops NAME-0.. of a photo, or the pictures NAME_0001.. of a person",
     AE_OPTION_CHOICE, offsetof(Options, group), "photo", .choices = groups},
    {"half", "which half of the groups is trained on, by their names; all: both", AE_OPTION_CHOICE,
     offsetof(Options, half), "all", .choices = halves},
    {"fewest", "leave out groups of fewer pictures", AE_OPTION_INT, offsetof(Options, fewest), "1", 1, 1000000},
    AE_AUGMENT_ROWS(Options, augment),
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
    held[i] = ae_data_held_out(path, (AeDataGroup)o->group, (guint)o->held_out);
  }
  ae_example_set_hold_out_these(set, held);
  return TRUE;
}

static void folder_close(gpointer data) {
  Folder *folder = data;
  if (!folder)
    return;
  ae_example_set_clear(&folder->set);
  ae_free(folder->numbers);
  if (folder->drawn)
    g_array_unref(folder->drawn);
  g_free(folder);
}

/* ---- which pictures ---- */

typedef struct {
  const Options *options;
  GHashTable *sizes; /* of groups, by their names */
} Choice;

static void count_groups(const AeLabelledPaths *paths, AeDataGroup group, GHashTable *sizes) {
  for (guint i = 0; i < paths->paths->len; i++) {
    char *name = ae_data_group_name(paths->paths->pdata[i], group);
    guint size = GPOINTER_TO_UINT(g_hash_table_lookup(sizes, name));
    g_hash_table_insert(sizes, name, GUINT_TO_POINTER(size + 1));
  }
}

static gboolean is_chosen(const char *path, gconstpointer data) {
  const Choice *choice = data;
  const Options *o = choice->options;
  AeDataGroup group = (AeDataGroup)o->group;
  g_autofree char *name = ae_data_group_name(path, group);
  gboolean half = !o->half || ae_data_half(path, group) == o->half || ae_data_held_out(path, group, (guint)o->held_out);
  return half && GPOINTER_TO_UINT(g_hash_table_lookup(choice->sizes, name)) >= (guint)o->fewest;
}

static gboolean choose(AeLabelledPaths *paths, const Options *o, GError **error) {
  g_autoptr(GHashTable) sizes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  if (!o->half && o->fewest <= 1)
    return TRUE;
  count_groups(paths, (AeDataGroup)o->group, sizes);
  return ae_labelled_paths_choose(paths, is_chosen, &(Choice){o, sizes}, error);
}

/* ---- labels ---- */

static void label_by_groups(AeLabelledPaths *paths, AeDataGroup group) {
  g_clear_pointer(&paths->labels, g_ptr_array_unref);
  paths->labels = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < paths->paths->len; i++)
    g_ptr_array_add(paths->labels, ae_data_group_name(paths->paths->pdata[i], group));
}

static gboolean label_pictures(Folder *folder, AeLabelledPaths *paths, const char *dir, const Options *o,
                               GError **error) {
  if (o->columns && *o->columns) {
    folder->numbers = ae_labelled_paths_numbers(paths, dir, o->labels, o->columns, &folder->columns, error);
    return folder->numbers != NULL;
  }
  if (o->labelled)
    label_by_groups(paths, (AeDataGroup)o->group);
  if (paths->labels)
    ae_example_set_label(&folder->set, (const char *const *)paths->labels->pdata, o->threshold);
  return TRUE;
}

static gboolean check_columns(const Options *o, GError **error) {
  const char *key = o->columns && *o->columns ? "columns" : "often", *value = *key == 'c' ? o->columns : o->often;
  if (!value || !*value || o->labels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s=%s: of which table? give labels=FILE", key, value);
  return FALSE;
}

/* ---- how often each is drawn ---- */

enum { MOST_OFTEN = 1000 };

/* Splits "COLUMN:N" at its last colon. */
static char *often_column(const char *often, guint *times, GError **error) {
  const char *colon = strrchr(often, ':');
  guint64 number = 0;
  if (colon > often && g_ascii_string_to_unsigned(colon + 1, 10, 1, MOST_OFTEN, &number, NULL)) {
    *times = (guint)number;
    return g_strndup(often, (gsize)(colon - often));
  }
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "often=%s: wanted is COLUMN:N, N from 1 to %d", often, MOST_OFTEN);
  return NULL;
}

static gboolean list_drawn(Folder *folder, const AeLabelledPaths *paths, const char *dir, const Options *o,
                           GError **error) {
  guint times = 1, columns;
  folder->drawn = g_array_new(FALSE, FALSE, sizeof(guint));
  g_autofree char *column = o->often && *o->often ? often_column(o->often, &times, error) : NULL;
  float *numbers = column ? ae_labelled_paths_numbers(paths, dir, o->labels, column, &columns, error) : NULL;
  if (o->often && *o->often && !numbers)
    return FALSE;
  for (guint i = 0; i < folder->set.train; i++) {
    guint place = ae_example_set_place(&folder->set, i);
    guint copies = numbers && numbers[place] >= (float)o->threshold ? times : 1;
    for (guint k = 0; k < copies; k++)
      g_array_append_val(folder->drawn, i);
  }
  ae_free(numbers);
  return TRUE;
}

static gpointer folder_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  AeLabelledPaths paths = {0};
  Folder *folder = g_new0(Folder, 1);
  folder->shape = shape;
  folder->augment = o->augment;
  gboolean ok = check_shape(shape, error) && check_columns(o, error) &&
                ae_labelled_paths_list(&paths, dir, o->labels, o->column, error) && choose(&paths, o, error) &&
                read_pictures(&folder->set, &paths, o, ae_augment_kept(&o->augment, shape), error) &&
                label_pictures(folder, &paths, dir, o, error) && list_drawn(folder, &paths, dir, o, error);
  ae_labelled_paths_clear(&paths);
  if (ok)
    return folder;
  folder_close(folder);
  return NULL;
}

static guint folder_columns(gpointer data) { return ((const Folder *)data)->columns; }

static const float *folder_numbers(gpointer data, int row) {
  const Folder *folder = data;
  return folder->numbers + (gsize)row * folder->columns;
}

/* ---- examples ---- */

/* label: or the row of its numbers. */
static const guint8 *kept_picture(const Folder *folder, guint i, int *label) {
  const AeExampleSet *set = &folder->set;
  guint place = ae_example_set_place(set, i);
  *label = folder->numbers ? (int)place : set->labels ? set->labels[place] : -1;
  return set->bytes + place * set->size;
}

static int give_middle(const Folder *folder, guint i, float *out) {
  int label;
  const guint8 *kept = kept_picture(folder, i, &label);
  ae_augment_middle(&folder->augment, kept, folder->shape, out);
  return label;
}

static int folder_draw(gpointer data, AeRng *rng, float *out) {
  const Folder *folder = data;
  int label;
  guint i = g_array_index(folder->drawn, guint, ae_rng_below(rng, folder->drawn->len));
  const guint8 *kept = kept_picture(folder, i, &label);
  ae_augment_draw(&folder->augment, rng, kept, folder->shape, out);
  return label;
}

static int folder_example(gpointer data, guint i, float *out) { return give_middle(data, i, out); }

static int folder_validation(gpointer data, guint i, float *out) {
  const Folder *folder = data;
  return give_middle(folder, folder->set.train + i % (folder->set.all - folder->set.train), out);
}

const AeDataKind ae_data_folder = {
    .name = "folder",
    .help = "small pictures of a folder, brought to the net's size",
    .options = rows,
    .options_size = sizeof(Options),
    .open = folder_open,
    .close = folder_close,
    .classes = ae_example_set_classes,
    .columns = folder_columns,
    .numbers = folder_numbers,
    .draw = folder_draw,
    .count = ae_example_set_count,
    .example = folder_example,
    .held_out = ae_example_set_held_out,
    .validation = folder_validation,
};
