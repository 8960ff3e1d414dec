/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "args.h"

#include "args_values.h"

#include <string.h>

enum { MAX_THREADS = 4096 };

/* --- One function an option --- */

static gboolean take_word(const char *option, const char *value, gpointer data, GError **error) {
  g_ptr_array_add(((Args *)data)->words, g_strdup(value));
  return TRUE;
}

static gboolean take_input(const char *option, const char *value, gpointer data, GError **error) {
  if (!*value)
    return args_refuse(error, option, value, "a path");
  g_ptr_array_add(((Args *)data)->inputs, g_strdup(value));
  return TRUE;
}

static gboolean take_path(const char *option, const char *value, char **path, GError **error) {
  if (!*value)
    return args_refuse(error, option, value, "a path");
  if (*path) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s is given twice", option);
    return FALSE;
  }
  *path = g_strdup(value);
  return TRUE;
}

static gboolean take_output(const char *option, const char *value, gpointer data, GError **error) {
  return take_path(option, value, &((Args *)data)->output, error);
}

static gboolean take_report(const char *option, const char *value, gpointer data, GError **error) {
  if (!strcmp(value, "-"))
    return args_refuse(error, option, value, "a file (standard output is for pictures)");
  return take_path(option, value, &((Args *)data)->report, error);
}

static gboolean take_format(const char *option, const char *value, gpointer data, GError **error) {
  Args *args = data;
  g_autofree char *name = g_strconcat("x.", value, NULL);
  args->format = ae_format_by_name(value);
  if (!args->format)
    args->format = ae_format_by_path(name); /* "jpg" and "ppm" are clear enough */
  if (args->format && ae_format_can_write(args->format))
    return TRUE;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const AeFormat *const *row = ae_formats(); *row; row++)
    if (ae_format_can_write(*row))
      g_ptr_array_add(names, (gpointer)ae_format_name(*row));
  g_ptr_array_add(names, NULL);
  g_autofree char *all = g_strjoinv("|", (char **)names->pdata);
  return args_refuse(error, option, value, all);
}

static gboolean take_format_option(const char *option, const char *value, gpointer data, GError **error) {
  const char *equals = strchr(value, '=');
  if (!equals || equals == value)
    return args_refuse(error, option, value, "KEY=VALUE");
  g_ptr_array_add(((Args *)data)->format_options, g_strdup(value));
  return TRUE;
}

static gboolean take_threads(const char *option, const char *value, gpointer data, GError **error) {
  guint64 count;
  if (!args_parse_count(option, value, 1, MAX_THREADS, &count, error))
    return FALSE;
  ((Args *)data)->settings.threads = (guint)count;
  return TRUE;
}

static gboolean take_jobs(const char *option, const char *value, gpointer data, GError **error) {
  guint64 count;
  if (!args_parse_count(option, value, 1, MAX_THREADS, &count, error))
    return FALSE;
  ((Args *)data)->jobs = (guint)count;
  return TRUE;
}

static gboolean take_memory(const char *option, const char *value, gpointer data, GError **error) {
  return args_parse_size(value, 1024, &((Args *)data)->settings.max_memory) ||
         args_refuse(error, option, value, "a size such as 300M or 2G");
}

static gboolean take_pixels(const char *option, const char *value, gpointer data, GError **error) {
  return args_parse_size(value, 1000, &((Args *)data)->settings.max_pixels) ||
         args_refuse(error, option, value, "a count of pixels such as 500M");
}

static gboolean take_precision(const char *option, const char *value, gpointer data, GError **error) {
  static const char *const names[] = {"auto", "f32", "bf16", NULL};
  int choice;
  if (!args_parse_choice(option, value, names, &choice, error))
    return FALSE;
  ((Args *)data)->settings.precision = (AePrecision)choice;
  return TRUE;
}

static gboolean take_seed(const char *option, const char *value, gpointer data, GError **error) {
  return args_parse_count(option, value, 0, G_MAXUINT64, &((Args *)data)->settings.seed, error);
}

static gboolean take_no_mark(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->settings.no_mark = TRUE;
  return TRUE;
}

static gboolean take_resume(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->resume = TRUE;
  return TRUE;
}

/* K/N, auto or auto/N. */
static gboolean take_shard(const char *option, const char *value, gpointer data, GError **error) {
  Args *args = data;
  const char *slash = strchr(value, '/');
  g_autofree char *number = slash ? g_strndup(value, (gsize)(slash - value)) : g_strdup(value);
  guint64 shard = 0, shards = 0;
  gboolean automatic = !strcmp(number, "auto");
  gboolean good = slash ? g_ascii_string_to_unsigned(slash + 1, 10, 1, G_MAXUINT, &shards, NULL) : automatic;
  if (!good || !(automatic || g_ascii_string_to_unsigned(number, 10, 1, shards, &shard, NULL)))
    return args_refuse(error, option, value, "K/N with 1 <= K <= N, auto or auto/N");
  args->shard_auto = automatic;
  args->shard = (guint)shard;
  args->shards = (guint)shards;
  return TRUE;
}

static gboolean take_progress(const char *option, const char *value, gpointer data, GError **error) {
  static const char *const names[] = {"auto", "always", "never", NULL};
  int choice;
  if (!args_parse_choice(option, value, names, &choice, error))
    return FALSE;
  ((Args *)data)->progress = (ArgsProgress)choice;
  return TRUE;
}

static gboolean take_quiet(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->verbosity = AE_TELL_FAILURE;
  return TRUE;
}

static gboolean take_verbose(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->verbosity = AE_TELL_DETAIL;
  return TRUE;
}

static gboolean take_list(const char *option, const char *value, gpointer data, GError **error) {
  static const char *const names[] = {"stages", "models", "formats", NULL};
  Args *args = data;
  int choice;
  if (!args_parse_choice(option, value, names, &choice, error))
    return FALSE;
  args->action = ARGS_LIST;
  g_free(args->topic);
  args->topic = g_strdup(value);
  return TRUE;
}

static gboolean take_help(const char *option, const char *value, gpointer data, GError **error) {
  Args *args = data;
  args->action = ARGS_HELP;
  g_free(args->topic);
  args->topic = g_strdup(value);
  return TRUE;
}

static gboolean take_version(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->action = ARGS_VERSION;
  return TRUE;
}

static gboolean take_doctor(const char *option, const char *value, gpointer data, GError **error) {
  ((Args *)data)->action = ARGS_DOCTOR;
  return TRUE;
}

/* --- The table --- */

#define BYTES G_OPTION_FLAG_FILENAME /* the value as it stands in argv, in no particular encoding */
#define BARE G_OPTION_FLAG_NO_ARG
#define MAYBE (G_OPTION_FLAG_OPTIONAL_ARG | BYTES)
#define ROW(name, letter, flags, function, help, value) \
  { name, letter, flags, G_OPTION_ARG_CALLBACK, (gpointer)(function), help, value }

static const GOptionEntry entries[] = {
    ROW("input", 'i', BYTES, take_input, "file, folder or - (standard input, the default); repeatable", "PATH"),
    ROW("output", 'o', BYTES, take_output, "file, folder or - (standard output, the default)", "PATH"),
    ROW("format", 'f', BYTES, take_format, "output format; default: by extension, else the input's own", "NAME"),
    ROW("format-option", 'O', BYTES, take_format_option, "set a key of the output format (quality=90); repeatable",
        "KEY=VALUE"),
    ROW("threads", 'j', BYTES, take_threads, "worker threads; default: all processors", "N"),
    ROW("max-memory", 0, BYTES, take_memory, "bytes to work in, with K, M or G (300M)", "SIZE"),
    ROW("max-pixels", 0, BYTES, take_pixels, "refuse larger pictures; default 1G", "N"),
    ROW("precision", 0, BYTES, take_precision, "arithmetic; auto takes bf16 where it is fast and costs nothing",
        "f32|bf16|auto"),
    ROW("seed", 0, BYTES, take_seed, "of random numbers; same seed, same bytes", "N"),
    ROW("no-mark", 0, BARE, take_no_mark, "do not note in XMP metadata that a face was edited or made up", NULL),
    ROW("resume", 0, BARE, take_resume, "skip outputs that are there and not older than their input", NULL),
    ROW("jobs", 0, BYTES, take_jobs, "files at once, which share threads and memory; default: one a thread", "N"),
    ROW("shard", 0, BYTES, take_shard, "only the K-th of N parts of the files; auto: as the job array says",
        "K/N|auto[/N]"),
    ROW("report", 0, BYTES, take_report, "write a table (TSV) with a row a file", "FILE"),
    ROW("progress", 0, BYTES, take_progress, "on standard error; auto: where it is a terminal", "auto|always|never"),
    ROW("quiet", 'q', BARE, take_quiet, "say nothing but what failed", NULL),
    ROW("verbose", 'v', BARE, take_verbose, "say what was done", NULL),
    ROW("list", 0, BYTES, take_list, "list them and exit", "stages|models|formats"),
    ROW("doctor", 0, BARE, take_doctor, "say whether GIMP and GEGL find aefilter, and what to do if not", NULL),
    ROW("help", 'h', MAYBE, take_help, "help on a stage or format, or this text, and exit", "[NAME]"),
    ROW("version", 0, BARE, take_version, "print the version and exit", NULL),
    ROW(G_OPTION_REMAINING, 0, BYTES, take_word, NULL, "STAGE [KEY=VALUE]... [STAGE [KEY=VALUE]...]..."),
    {NULL},
};

static GOptionContext *new_context(Args *args) {
  GOptionContext *context = g_option_context_new(NULL);
  GOptionGroup *group = g_option_group_new("aefilter", "", "", args, NULL);
  g_option_group_add_entries(group, entries);
  g_option_context_set_main_group(context, group);
  g_option_context_set_help_enabled(context, FALSE);
  return context;
}

char *args_help(const char *summary, const char *text) {
  GOptionContext *context = new_context(NULL);
  g_option_context_set_summary(context, summary);
  g_option_context_set_description(context, text);
  char *help = g_option_context_get_help(context, TRUE, NULL);
  g_option_context_free(context);
  return help;
}

/* The long option nearest to the first one in argv that there is not, or NULL. */
static const char *nearest_option(char **argv) {
  const char *names[G_N_ELEMENTS(entries)];
  guint n = 0;
  for (const GOptionEntry *entry = entries; entry->long_name; entry++)
    if (*entry->long_name)
      names[n++] = entry->long_name;
  names[n] = NULL;
  for (char **word = argv; *word && strcmp(*word, "--"); word++) {
    if (!g_str_has_prefix(*word, "--"))
      continue;
    g_autofree char *name = g_strndup(*word + 2, strcspn(*word + 2, "="));
    if (!g_strv_contains(names, name))
      return ae_nearest_name(name, names);
  }
  return NULL;
}

/* GLib's own words, as an AE_ERROR_USAGE. */
static void translate_error(GError *problem, char **argv, GError **error) {
  if (problem->domain == AE_ERROR) {
    g_propagate_error(error, problem);
    return;
  }
  gboolean unknown = g_error_matches(problem, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION);
  const char *near = unknown ? nearest_option(argv) : NULL;
  g_autofree char *shown = g_utf8_make_valid(problem->message, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, near ? "%s; did you mean --%s?" : "%s", shown, near);
  g_error_free(problem);
}

static const GOptionEntry *find_letter(char letter) {
  const GOptionEntry *entry = entries;
  while (entry->long_name && entry->short_name != letter)
    entry++;
  return entry->long_name && letter ? entry : NULL;
}

/* Whether word is an option whose value is the next word. */
static gboolean wants_next(const char *word) {
  if (word[0] != '-' || !word[1])
    return FALSE;
  const GOptionEntry *entry = entries;
  if (word[1] == '-')
    while (entry->long_name && (!*entry->long_name || strcmp(entry->long_name, word + 2)))
      entry++;
  else
    entry = find_letter(word[strlen(word) - 1]);
  return entry && entry->long_name && !(entry->flags & (BARE | G_OPTION_FLAG_OPTIONAL_ARG));
}

/* "-j4" -> "-j", "4", which GLib does not do itself. */
static char **split_letters(char **argv) {
  g_autoptr(GStrvBuilder) words = g_strv_builder_new();
  gboolean value = TRUE, ended = FALSE; /* the program's name is not looked at */
  for (; *argv; argv++) {
    const char *word = *argv;
    ended |= !value && !strcmp(word, "--");
    gboolean letters = !value && !ended && word[0] == '-' && word[1] != '-';
    const GOptionEntry *entry = letters && word[1] && word[2] ? find_letter(word[1]) : NULL;
    gboolean split = entry && !(entry->flags & BARE);
    g_autofree char *first = split ? g_strndup(word, 2) : g_strdup(word);
    g_strv_builder_add(words, first);
    if (split)
      g_strv_builder_add(words, word + 2);
    value = !value && !ended && !split && wants_next(word);
  }
  return g_strv_builder_end(words);
}

static void finish(Args *args) {
  args->input_given = args->inputs->len > 0;
  if (!args->input_given)
    g_ptr_array_add(args->inputs, g_strdup("-"));
  if (!args->output)
    args->output = g_strdup("-");
  g_ptr_array_add(args->words, NULL);
  g_ptr_array_add(args->inputs, NULL);
  g_ptr_array_add(args->format_options, NULL);
}

gboolean args_parse(Args *args, char **argv, GError **error) {
  *args = (Args){.verbosity = AE_TELL_NOTE};
  args->words = g_ptr_array_new_with_free_func(g_free);
  args->inputs = g_ptr_array_new_with_free_func(g_free);
  args->format_options = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) copy = split_letters(argv);
  GOptionContext *context = new_context(args);
  GError *problem = NULL;
  gboolean good = g_option_context_parse_strv(context, &copy, &problem);
  g_option_context_free(context);
  if (!good)
    translate_error(problem, argv + 1, error);
  finish(args);
  return good;
}

void args_clear(Args *args) {
  g_ptr_array_unref(args->words);
  g_ptr_array_unref(args->inputs);
  g_ptr_array_unref(args->format_options);
  g_free(args->output);
  g_free(args->report);
  g_free(args->topic);
}
