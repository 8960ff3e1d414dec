/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* manrows TEMPLATE: copies a man page to stdout and puts a table's rows where a line says @STAGES@, @LAYERS@ ... */
#include <aefilter/eval.h>
#include <aefilter/fit.h>
#include <aefilter/format.h>
#include <aefilter/pca.h>
#include <aefilter/plot.h>
#include <aefilter/stage.h>

#include "nn/layer.h"
#include "train/corrupt.h"
#include "train/data.h"
#include "train/loss.h"
#include "train/optim.h"
#include "train/recipe_sections.h"

#include <stdio.h>
#include <string.h>

/* Text as roff: no character of it is a request or an escape. */
static void put_text(const char *text) {
  if (*text == '.' || *text == '\'')
    fputs("\\&", stdout);
  for (; *text; text++)
    switch (*text) {
    case '\\':
      fputs("\\e", stdout);
      break;
    case '-':
      fputs("\\-", stdout);
      break;
    default:
      putchar(*text);
    }
}

static const char *default_text(const AeOption *row) {
  if (row->type != AE_OPTION_BOOL)
    return row->def;
  return strchr("1yt", g_ascii_tolower(*row->def)) ? "yes" : "no";
}

static void put_option(const AeOption *row) {
  g_autofree char *range = ae_option_range(row);
  fputs(".TP\n\\fB", stdout);
  put_text(row->name);
  fputs("\\fR=", stdout);
  put_text(range);
  putchar('\n');
  put_text(row->help);
  if (row->unit)
    printf(", in %s", row->unit);
  if (row->def && *row->def)
    printf(" (default: %s)", default_text(row));
  puts(".");
}

/* Keys stand one step further in than what they belong to. */
static void put_options(const AeOption *rows) {
  if (!rows || !rows->name)
    return;
  puts(".RS");
  for (; rows->name; rows++)
    put_option(rows);
  puts(".RE");
}

static const char *kind_name(AeKind kind) {
  static const char *const names[] = {
      [AE_KIND_NOTHING] = "nothing", [AE_KIND_IMAGE] = "image", [AE_KIND_CODE] = "code", [AE_KIND_ANY] = "anything"};
  return names[kind];
}

static void put_stages(void) {
  for (const AeStage *const *stage = ae_stages(); *stage; stage++) {
    printf(".TP\n\\fB%s\\fR (%s \\(-> %s)\n", (*stage)->name, kind_name((*stage)->in), kind_name((*stage)->out));
    put_text((*stage)->description);
    putchar('\n');
    put_options((*stage)->options);
  }
}

static void put_formats(void) {
  for (const AeFormat *const *format = ae_formats(); *format; format++) {
    printf(".TP\n\\fB%s\\fR%s\n", ae_format_name(*format), ae_format_can_write(*format) ? "" : " (read only)");
    put_text(ae_format_help(*format));
    puts(".");
    put_options(ae_format_options(*format));
  }
}

/* What has a name, a line of help and options. */
static void put_row(const char *name, const char *help, const AeOption *options) {
  printf(".TP\n\\fB%s\\fR\n", name);
  put_text(help);
  puts(".");
  put_options(options);
}

static void put_layers(void) {
  for (const AeLayerType *const *row = ae_layers(); *row; row++)
    put_row((*row)->name, (*row)->help, (*row)->options);
}

static void put_corruptions(void) {
  for (const AeCorruption *const *row = ae_corruptions(); *row; row++)
    put_row((*row)->name, (*row)->help, (*row)->options);
}

static void put_data(void) {
  for (const AeDataKind *const *row = ae_data_kinds(); *row; row++)
    put_row((*row)->name, (*row)->help, (*row)->options);
}

static void put_losses(void) {
  for (const AeLoss *const *row = ae_losses(); *row; row++)
    put_row((*row)->name, (*row)->help, (*row)->options);
}

static void put_optims(void) {
  for (const AeOptim *const *row = ae_optims(); *row; row++)
    put_row((*row)->name, (*row)->help, (*row)->options);
}

/* What has a name, what it takes, a line of help and options. */
static void put_plots(void) {
  for (const AePlot *const *plot = ae_plots(); *plot; plot++) {
    printf(".TP\n\\fB%s\\fR ", ae_plot_name(*plot));
    put_text(ae_plot_usage(*plot));
    putchar('\n');
    put_text(ae_plot_help(*plot));
    puts(".");
    put_options(ae_plot_options(*plot));
  }
}

static void put_measures(void) {
  for (const AeMeasure *const *row = ae_measures(); *row; row++) {
    printf(".TP\n\\fB%s\\fR%s\n", ae_measure_name(*row), ae_measure_is_usual(*row) ? " *" : "");
    put_text(ae_measure_help(*row));
    if (ae_measure_unit(*row))
      printf(", in %s", ae_measure_unit(*row));
    puts(".");
  }
}

static void put_fit_keys(void) { put_options(ae_fit_options()); }
static void put_attribute_keys(void) { put_options(ae_attribute_options()); }
static void put_measure_keys(void) { put_options(ae_measure_options()); }
static void put_pca_keys(void) { put_options(ae_pca_options()); }

static void put_sections(void) {
  for (const AeRecipeSection *section = ae_recipe_sections; section->name; section++) {
    printf(".TP\n\\fB[%s]\\fR\n", section->name);
    if (!section->rows)
      puts(section->aside ? "For scripts/lessons alone." : "See the exemplar recipe.");
    put_options(section->rows);
  }
}

static const struct {
  const char *line;
  void (*put)(void);
} tables[] = {
    {"@STAGES@", put_stages},
    {"@FORMATS@", put_formats},
    {"@LAYERS@", put_layers},
    {"@CORRUPTIONS@", put_corruptions},
    {"@DATA@", put_data},
    {"@LOSSES@", put_losses},
    {"@OPTIMISERS@", put_optims},
    {"@SECTIONS@", put_sections},
    {"@PLOTS@", put_plots},
    {"@MEASURES@", put_measures},
    {"@FIT_KEYS@", put_fit_keys},
    {"@ATTRIBUTE_KEYS@", put_attribute_keys},
    {"@MEASURE_KEYS@", put_measure_keys},
    {"@PCA_KEYS@", put_pca_keys},
};

static void put_line(const char *line) {
  for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
    if (!strcmp(line, tables[i].line)) {
      tables[i].put();
      return;
    }
  puts(line);
}

int main(int argc, char **argv) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (argc != 2 || !g_file_get_contents(argv[1], &text, NULL, &error)) {
    fprintf(stderr, "manrows: %s\n", error ? error->message : "give one TEMPLATE");
    return 1;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; line[0] && (line[1] || *line[0]); line++)
    put_line(*line);
  return fflush(stdout) ? 1 : 0;
}
