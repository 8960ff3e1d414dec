/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "help.h"

#include "args.h"

#include <aefilter/model.h>

#include <string.h>

enum { WIDTH = 100 };

static void append_row(GString *text, const char *name, const char *help) {
  g_string_append_printf(text, "%-13s %s\n", name, help);
}

static void append_stages(GString *text) {
  for (const AeStage *const *row = ae_stages(); *row; row++)
    append_row(text, (*row)->name, (*row)->help);
}

static void append_formats(GString *text) {
  for (const AeFormat *const *row = ae_formats(); *row; row++) {
    g_autofree char *help = g_strconcat(ae_format_help(*row), ae_format_can_write(*row) ? "" : " (read only)", NULL);
    append_row(text, ae_format_name(*row), help);
  }
}

/* A file that is no model is listed too, with what is wrong with it: the user put it there. */
static void append_models(GString *text) {
  g_auto(GStrv) paths = ae_model_list();
  for (char **path = paths; *path; path++) {
    g_autoptr(GError) problem = NULL;
    g_autofree char *shown = g_filename_display_name(*path);
    AeModel *model = ae_model_load(*path, NULL, &problem);
    if (model)
      g_string_append_printf(text, "  %-13s %-10s %s\n", ae_model_name(model), ae_model_task(model), shown);
    else
      g_string_append_printf(text, "  %-13s %-10s %s\n", "-", "unusable", problem->message);
    ae_model_unref(model);
  }
}

char *help_list(const char *what) {
  GString *text = g_string_new(NULL);
  if (!strcmp(what, "stages"))
    append_stages(text);
  else if (!strcmp(what, "formats"))
    append_formats(text);
  else
    append_models(text);
  return g_string_free(text, FALSE);
}

static void append_key(GString *text, const AeOption *row) {
  g_autofree char *range = ae_option_range(row);
  g_autofree char *key = g_strdup_printf("%s=%s", row->name, range);
  g_string_append_printf(text, "  %-26s %s", key, row->help);
  if (row->unit)
    g_string_append_printf(text, ", in %s", row->unit);
  if (row->def)
    g_string_append_printf(text, " (default %s)", row->def);
  g_string_append_c(text, '\n');
}

static void append_keys(GString *text, const AeOption *rows) {
  g_string_append(text, rows->name ? "\nKeys:\n" : "\nIt has no keys.\n");
  for (; rows->name; rows++)
    append_key(text, rows);
}

static void append_model_keys(GString *text, const AeStage *stage) {
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(stage, NULL);
  const AeOption *row = keys->rows + keys->own;
  if (row->name)
    g_string_append(text, "\nKeys of the model that is installed:\n");
  for (; row->name; row++)
    append_key(text, row);
}

/* Words of paragraph on lines of at most WIDTH characters. */
static void append_wrapped(GString *text, const char *paragraph) {
  g_auto(GStrv) words = g_strsplit(paragraph, " ", -1);
  glong column = 0;
  for (char **word = words; *word; word++) {
    glong length = g_utf8_strlen(*word, -1);
    gboolean fits = column + 1 + length <= WIDTH;
    if (column)
      g_string_append_c(text, fits ? ' ' : '\n');
    column = column && fits ? column + 1 + length : length;
    g_string_append(text, *word);
  }
  g_string_append_c(text, '\n');
}

static char *stage_help(const AeStage *stage) {
  GString *text = g_string_new(NULL);
  g_string_append_printf(text, "aefilter %s [KEY=VALUE]...: %s\n\n", stage->name, stage->help);
  append_wrapped(text, stage->description);
  append_keys(text, stage->options);
  append_model_keys(text, stage);
  return g_string_free(text, FALSE);
}

static char *format_help(const AeFormat *format) {
  GString *text = g_string_new(NULL);
  gboolean writable = ae_format_can_write(format);
  g_string_append_printf(text, "%s: %s\n", ae_format_name(format), ae_format_help(format));
  if (writable)
    g_string_append_printf(text, "\naefilter -f %s [-O KEY=VALUE]... STAGE...\n", ae_format_name(format));
  if (writable)
    append_keys(text, ae_format_options(format));
  else
    g_string_append(text, "\nIt can only be read.\n");
  return g_string_free(text, FALSE);
}

static char *whole_help(void) {
  g_autoptr(GString) text =
      g_string_new("Stages (a word with = sets a key of the stage before it; --help STAGE lists its keys):\n");
  append_stages(text);
  g_string_append(text, "\nFormats (found by content where they are read; --help FORMAT lists the keys of -O):\n");
  append_formats(text);
  g_string_append(text, "\nExamples:\n"
                        "  aefilter denoise < noisy.png > clean.png\n"
                        "  aefilter denoise strength=0.7 -i in.tif -o out.tif\n"
                        "  aefilter denoise -i photos/ -o clean/ --resume\n"
                        "  ffmpeg -i v.mp4 -f yuv4mpegpipe - | aefilter denoise | ffmpeg -i - out.mp4\n"
                        "\nExit status: 0 all done; 1 something failed, and the rest of a folder was done;\n"
                        "2 the command line is wrong. Where the reader of its output goes away, it dies of SIGPIPE.");
  return args_help("Put every picture of a file, a folder or a stream through the stages.", text->str);
}

static void set_unknown_error(const char *topic, GError **error) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const AeStage *const *row = ae_stages(); *row; row++)
    g_ptr_array_add(names, (gpointer)(*row)->name);
  for (const AeFormat *const *row = ae_formats(); *row; row++)
    g_ptr_array_add(names, (gpointer)ae_format_name(*row));
  g_ptr_array_add(names, NULL);
  const char *near = ae_nearest_name(topic, (const char *const *)names->pdata);
  g_autofree char *shown = g_utf8_make_valid(topic, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              near ? "no stage or format \"%s\"; did you mean \"%s\"?" : "no stage or format \"%s\"", shown, near);
}

char *help_text(const char *topic, GError **error) {
  if (!topic)
    return whole_help();
  const AeStage *stage = ae_stage_by_name(topic, NULL);
  if (stage)
    return stage_help(stage);
  const AeFormat *format = ae_format_by_name(topic);
  if (format)
    return format_help(format);
  set_unknown_error(topic, error);
  return NULL;
}
