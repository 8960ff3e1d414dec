/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures and labels from the binary files of CIFAR-10 and CIFAR-100 (Krizhevsky 2009): nothing but records, each of
 * one byte with the label (CIFAR-100: two, the coarse one first), then 32 x 32 bytes of red, as many of green, and of
 * blue. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/checked.h"
#include "train/example_set.h"

enum { SIDE = 32, PIXELS = SIDE * SIDE, COLOURS = 3, PICTURE = PIXELS * COLOURS };

typedef enum { CIFAR_10, CIFAR_100 } Set;

static const struct {
  const char *name;
  guint label_bytes;
  int labels; /* of the last of these bytes */
} sets[] = {[CIFAR_10] = {"10", 1, 10}, [CIFAR_100] = {"100", 2, 100}};

static const char *const set_names[] = {"10", "100", NULL};

typedef struct {
  char *files;
  int set, held_out;
} Options;

static const AeOption rows[] = {
    {"files", "which files, * for any letters", AE_OPTION_STRING, offsetof(Options, files), "data_batch_*.bin"},
    {"set", "CIFAR-10, or CIFAR-100 with its fine labels", AE_OPTION_CHOICE, offsetof(Options, set), "10",
     .choices = set_names},
    {"held_out", "share of the pictures that is kept for validation, the last ones", AE_OPTION_INT,
     offsetof(Options, held_out), "5", 0, 50, .unit = "%"},
    {NULL},
};

/* ---- which files ---- */

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The paths in dir in the order of their names; dir may be a file itself. */
static GPtrArray *list_files(const char *dir, const char *pattern, GError **error) {
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) handle = g_dir_open(dir, 0, NULL);
  const char *name;
  if (g_file_test(dir, G_FILE_TEST_IS_REGULAR))
    g_ptr_array_add(paths, g_strdup(dir));
  while (handle && (name = g_dir_read_name(handle)))
    if (g_pattern_match_simple(pattern, name))
      g_ptr_array_add(paths, g_build_filename(dir, name, NULL));
  g_ptr_array_sort(paths, compare_names);
  if (paths->len)
    return g_steal_pointer(&paths);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: no file %s", dir, pattern);
  return NULL;
}

static gboolean count_records(const char *path, gsize record, guint *n, GError **error) {
  GStatBuf st;
  if (g_stat(path, &st) < 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", path, g_strerror(errno));
    return FALSE;
  }
  guint64 size = (guint64)MAX(st.st_size, 0);
  if (size && size % record == 0 && size / record <= G_MAXINT - *n) {
    *n += (guint)(size / record);
    return TRUE;
  }
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT,
              "%s: %" G_GUINT64_FORMAT " bytes are no whole number of records of %" G_GSIZE_FORMAT, path, size, record);
  return FALSE;
}

/* ---- one file ---- */

static void take_picture(const guint8 *planes, guint8 *out) {
  for (guint i = 0; i < PIXELS; i++)
    for (guint c = 0; c < COLOURS; c++)
      out[i * COLOURS + c] = planes[c * PIXELS + i];
}

/* Puts the file's pictures from place *at on. */
static gboolean read_file(AeExampleSet *set, const char *path, Set which, guint *at, GError **error) {
  g_autofree char *bytes = NULL;
  gsize n = 0, label_bytes = sets[which].label_bytes, record = label_bytes + PICTURE;
  if (!g_file_get_contents(path, &bytes, &n, NULL) || n % record || n / record > set->all - *at) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: cannot be read", path);
    return FALSE;
  }
  for (gsize from = 0; from < n; from += record, ++*at) {
    int label = (guint8)bytes[from + label_bytes - 1];
    if (label >= sets[which].labels) {
      g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: byte %zu: label %d, of 0 to %d: no file of CIFAR-%s", path,
                  from + label_bytes - 1, label, sets[which].labels - 1, sets[which].name);
      return FALSE;
    }
    set->labels[*at] = label;
    take_picture((const guint8 *)bytes + from + label_bytes, set->bytes + (gsize)*at * PICTURE);
  }
  return TRUE;
}

/* ---- the kind ---- */

static gboolean cifar_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  *shape = (AeDataShape){SIDE, SIDE, COLOURS};
  return TRUE;
}

static gboolean check_shape(AeDataShape s, GError **error) {
  if (s.width == SIDE && s.height == SIDE && s.channels == COLOURS)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "cifar: its pictures are 3x32x32, not %dx%dx%d as the net's", s.channels,
              s.height, s.width);
  return FALSE;
}

static gboolean read_files(AeExampleSet *set, const GPtrArray *paths, Set which, GError **error) {
  guint n = 0, at = 0;
  for (guint i = 0; i < paths->len; i++)
    if (!count_records(paths->pdata[i], sets[which].label_bytes + PICTURE, &n, error))
      return FALSE;
  if (!ae_example_set_init(set, n, PICTURE, TRUE, error))
    return FALSE;
  set->labels = g_new0(int, n);
  set->classes = (guint)sets[which].labels;
  for (guint i = 0; i < paths->len; i++)
    if (!read_file(set, paths->pdata[i], which, &at, error))
      return FALSE;
  return TRUE;
}

static void cifar_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

static gpointer cifar_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  g_autoptr(GPtrArray) paths = check_shape(shape, error) ? list_files(dir, o->files, error) : NULL;
  if (!paths || !read_files(set, paths, (Set)o->set, error)) {
    cifar_close(set);
    return NULL;
  }
  set->train = MAX(set->all - (guint)((guint64)set->all * (guint)o->held_out / 100), 1);
  return set;
}

const AeDataKind ae_data_cifar = {
    .name = "cifar",
    .help = "pictures and labels from the binary files of CIFAR-10 and CIFAR-100",
    .options = rows,
    .options_size = sizeof(Options),
    .shape = cifar_shape,
    .open = cifar_open,
    .close = cifar_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
};
