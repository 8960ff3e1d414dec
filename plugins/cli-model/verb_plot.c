/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/plot.h>
#include <string.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_plot;

static char *data, *output;
static const GOptionEntry entries[] = {
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "a picture, a folder of them, or IDX files", "DIR"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the drawing; its name must end in .png or .svg", "FILE"},
    {NULL}};

/* "KEY=VALUE"; a path that holds a '=' is one where what stands before it is no key: ./a=b */
static gboolean is_setting(const char *word) {
  gsize n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_");
  return n > 0 && word[n] == '=';
}

static char **take_words(char **words, gboolean settings) {
  g_autoptr(GStrvBuilder) taken = g_strv_builder_new();
  for (; *words; words++)
    if (is_setting(*words) == settings)
      g_strv_builder_add(taken, *words);
  return g_strv_builder_end(taken);
}

static char *plots_help(void) {
  GString *text = g_string_new("WHAT, and what it takes:\n");
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    g_string_append_printf(text, "\n  %s %s\n      %s\n", ae_plot_name(*plot), ae_plot_usage(*plot),
                           ae_plot_help(*plot));
    for (const AeOption *row = ae_plot_options(*plot); row->name; row++) {
      g_autofree char *range = ae_option_range(row);
      g_string_append_printf(text, "      %s=%s  %s\n", row->name, range, row->help);
    }
  }
  return g_string_free(text, FALSE);
}

static int plot_run(char **words) {
  GError *error = NULL;
  if (!verb_parse(&verb_plot, entries, words, 1, -1, &error))
    return say_error(error);
  g_auto(GStrv) inputs = take_words(words + 2, FALSE), settings = take_words(words + 2, TRUE);
  AePlotJob job = {.what = words[1],
                   .inputs = (const char *const *)inputs,
                   .data = data,
                   .words = (const char *const *)settings,
                   .output = output};
  return ae_plot_run(&job, &error) ? 0 : say_error(error);
}

const Verb verb_plot = {"plot", "WHAT [MODEL]... [--data DIR] [KEY=VALUE]... -o FILE.png|svg",
                        "draws loss curves, filters, activations, pictures before and after, codes, comparisons",
                        plot_run, plots_help};
