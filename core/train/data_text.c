/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Short lines of text, such as names, as vectors (train/letters.h): a line each; empty ones are skipped. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/checked.h"
#include "train/example_set.h"
#include "train/letters.h"

typedef struct {
  char *file, *letters;
  int held_out;
} Options;

static const AeOption rows[] = {
    {"file", "file of the lines", AE_OPTION_FILE, offsetof(Options, file), "lines.txt"},
    {"letters", "the alphabet; a line that has others is refused", AE_OPTION_STRING, offsetof(Options, letters),
     "abcdefghijklmnopqrstuvwxyz"},
    {"held_out", "share of the lines that is kept for validation", AE_OPTION_INT, offsetof(Options, held_out), "10", 0,
     50, .unit = "%"},
    {NULL},
};

enum { MOST_LINES = 1000000 };

/* The file's lines; those that are not empty are counted. */
typedef struct {
  char *path, **lines;
  guint n;
  gsize longest; /* letters */
} Text;

static void text_clear(Text *text) {
  g_free(text->path);
  g_strfreev(text->lines);
}

static gboolean text_fail(const Text *text, AeError code, const char *what, GError **error) {
  g_set_error(error, AE_ERROR, (int)code, "%s: %s", text->path, what);
  return FALSE;
}

static gboolean text_open(Text *text, const Options *o, const char *dir, GError **error) {
  g_autofree char *all = NULL;
  gsize bytes = 0;
  *text =
      (Text){.path = g_file_test(dir, G_FILE_TEST_IS_REGULAR) ? g_strdup(dir) : g_build_filename(dir, o->file, NULL)};
  if (!g_file_get_contents(text->path, &all, &bytes, NULL))
    return text_fail(text, AE_ERROR_IO, g_strerror(errno), error);
  if (strlen(all) != bytes || !g_utf8_validate(all, (gssize)bytes, NULL))
    return text_fail(text, AE_ERROR_FORMAT, "is no text in UTF-8", error);
  text->lines = g_strsplit(all, "\n", -1);
  for (char **line = text->lines; *line; line++) {
    g_strchomp(*line);
    text->n += **line != 0;
    text->longest = MAX(text->longest, (gsize)g_utf8_strlen(*line, -1));
  }
  if (text->n > MOST_LINES)
    return text_fail(text, AE_ERROR_LIMIT, "more than 1000000 lines", error);
  return text->n > 0 || text_fail(text, AE_ERROR_FORMAT, "has no lines", error);
}

static gboolean text_shape(const void *options, const char *dir, AeDataShape *shape, GError **error) {
  const Options *o = options;
  AeLetters alphabet;
  Text text;
  if (!ae_letters_init(&alphabet, o->letters, error))
    return FALSE;
  gboolean ok = text_open(&text, o, dir, error);
  gsize count = text.longest * ae_letters_place(&alphabet);
  if (ok && count > G_MAXINT)
    ok = text_fail(&text, AE_ERROR_LIMIT, "a line is too long", error);
  if (ok)
    *shape = (AeDataShape){1, 1, (int)count};
  ae_letters_clear(&alphabet);
  text_clear(&text);
  return ok;
}

static gboolean check_shape(const AeLetters *alphabet, AeDataShape shape, GError **error) {
  gsize place = ae_letters_place(alphabet);
  if (shape.width == 1 && shape.height == 1 && (gsize)shape.channels % place == 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "text: a net of %dx%dx%d takes no lines: wanted are as many times %zu channels as a line has places",
              shape.channels, shape.height, shape.width, place);
  return FALSE;
}

static gboolean fill(AeExampleSet *set, const AeLetters *alphabet, const Text *text, GError **error) {
  guint place = 0;
  for (guint i = 0; text->lines[i]; i++) {
    if (!*text->lines[i])
      continue;
    if (!ae_letters_write(alphabet, text->lines[i], set->size / ae_letters_place(alphabet),
                          set->numbers + place++ * set->size, error)) {
      g_prefix_error(error, "%s: line %u: ", text->path, i + 1);
      return FALSE;
    }
  }
  return TRUE;
}

static void data_text_close(gpointer data) {
  if (data)
    ae_example_set_clear(data);
  g_free(data);
}

static gpointer data_text_open(const void *options, const char *dir, AeDataShape shape, GError **error) {
  const Options *o = options;
  AeLetters alphabet;
  Text text;
  if (!ae_letters_init(&alphabet, o->letters, error))
    return NULL;
  AeExampleSet *set = g_new0(AeExampleSet, 1);
  gboolean ok = text_open(&text, o, dir, error) && check_shape(&alphabet, shape, error) &&
                ae_example_set_init(set, text.n, ae_data_count(shape), FALSE, error) &&
                fill(set, &alphabet, &text, error);
  ae_letters_clear(&alphabet);
  text_clear(&text);
  if (ok && o->held_out)
    ae_example_set_hold_out(set, (guint)o->held_out);
  if (ok)
    return set;
  data_text_close(set);
  return NULL;
}

/* The options' alphabet was good when the data was opened, or comes from a model file. */
static char *data_text_line(const void *options, const float *numbers, gsize n, gboolean *whole) {
  AeLetters alphabet;
  if (!ae_letters_init(&alphabet, ((const Options *)options)->letters, NULL))
    return NULL;
  char *line = ae_letters_read(&alphabet, n / ae_letters_place(&alphabet), numbers, whole);
  ae_letters_clear(&alphabet);
  return line;
}

static gboolean data_text_numbers(const void *options, const char *line, gsize n, float *numbers, GError **error) {
  AeLetters alphabet;
  if (!ae_letters_init(&alphabet, ((const Options *)options)->letters, error))
    return FALSE;
  gsize place = ae_letters_place(&alphabet);
  gboolean ok = n % place == 0 && ae_letters_write(&alphabet, line, n / place, numbers, error);
  if (n % place)
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%zu numbers are no line of letters of %zu", n, place);
  ae_letters_clear(&alphabet);
  return ok;
}

const AeDataKind ae_data_text = {
    .name = "text",
    .help = "short lines of text, such as names",
    .options = rows,
    .options_size = sizeof(Options),
    .shape = text_shape,
    .open = data_text_open,
    .close = data_text_close,
    .classes = ae_example_set_classes,
    .draw = ae_example_set_draw,
    .count = ae_example_set_count,
    .example = ae_example_set_example,
    .held_out = ae_example_set_held_out,
    .validation = ae_example_set_validation,
    .line = data_text_line,
    .of_line = data_text_numbers,
};
