/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Loss logs (train/trainlog.h) as curves: the loss and its terms, the PSNR or accuracy of the validations, the learning
 * rate, one chart below the other. Of several runs each has its own colour and dash. */
#include <math.h>
#include <string.h>

#include <aefilter/model.h>

#include "plot/chart.h"
#include "plot/label.h"
#include "plot/legend.h"
#include "plot/palette.h"
#include "plot/plots.h"
#include "base/table.h"

enum { MAX_RUNS = 8, MAX_LINES = 64 };

typedef enum { PANEL_LOSS, PANEL_PSNR, PANEL_ACCURACY, PANEL_RATE, PANELS } Panel;
typedef enum { X_STEP, X_PIXELS, X_SECONDS } XColumn;

typedef struct {
  AePlotCommon common;
  int x;
  gboolean logarithmic, terms, psnr, rate;
} Options;

static const char *const x_names[] = {"step", "pixels", "seconds", NULL};

static const AeOption options[] = {
    {"x", "what the x axis counts", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, x), "step", .choices = x_names},
    {"logarithmic", "a logarithmic axis for the loss", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, logarithmic), "yes"},
    {"terms", "draw the terms of the loss too, where there are several", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, terms), "yes"},
    {"psnr", "draw the PSNR, or a classifier's accuracy, of the validations", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, psnr), "yes"},
    {"rate", "draw the learning rate", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, rate), "yes"},
    AE_PLOT_SIZE_ROWS(Options, "900", "700"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

typedef struct {
  Panel panel;
  double *x, *y;
  guint n;
  char *text; /* in the legend; NULL: not there */
  guint colour, dash;
} Line;

typedef struct {
  const Options *options;
  guint n_runs, n_lines;
  Line lines[MAX_LINES];
} Curves;

static void clear_curves(Curves *c) {
  for (guint i = 0; i < c->n_lines; i++) {
    g_free(c->lines[i].x);
    g_free(c->lines[i].y);
    g_free(c->lines[i].text);
  }
}

/* ---- the logs ---- */

/* A log, a model beside which one lies, or a model's name. */
static char *find_log(const char *input, GError **error) {
  if (g_str_has_suffix(input, ".tsv"))
    return g_strdup(input);
  g_autofree char *beside = g_strconcat(input, ".log.tsv", NULL);
  if (g_file_test(beside, G_FILE_TEST_EXISTS))
    return g_steal_pointer(&beside);
  g_autofree char *file = g_strconcat(input, ".safetensors.log.tsv", NULL);
  g_auto(GStrv) folders = ae_model_folders();
  for (char **folder = folders; *folder && !strchr(input, '/'); folder++) {
    g_autofree char *path = g_build_filename(*folder, file, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
      return g_steal_pointer(&path);
  }
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: there is no loss log %s", input, beside);
  return NULL;
}

/* "runs/a.safetensors.log.tsv" is "a". */
static char *run_name(const char *path) {
  char *name = g_path_get_basename(path);
  for (const char *const *end = (const char *const[]){".tsv", ".log", ".safetensors", NULL}; *end; end++)
    if (g_str_has_suffix(name, *end) && strlen(name) > strlen(*end))
      name[strlen(name) - strlen(*end)] = 0;
  return name;
}

/* One column against the x column, without the rows where it is empty. */
static gboolean add_line(Curves *c, const AeTable *log, guint x_column, guint column, const Line *like,
                         GError **error) {
  if (c->n_lines == MAX_LINES) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: more than %d curves in one drawing", log->path, MAX_LINES);
    return FALSE;
  }
  double *x = ae_table_numbers(log, x_column, error), *y = x ? ae_table_numbers(log, column, error) : NULL;
  Line *line = &c->lines[c->n_lines];
  *line = *like;
  for (guint i = 0; y && i < log->n_rows; i++)
    if (!isnan(y[i]) && !isnan(x[i])) {
      x[line->n] = x[i];
      y[line->n++] = y[i];
    }
  line->x = x;
  line->y = y;
  c->n_lines += y != NULL;
  if (!y)
    g_free(x);
  return y != NULL;
}

static char *line_text(const Curves *c, const char *run, const char *column) {
  if (c->n_runs == 1)
    return g_strdup(column);
  return strcmp(column, "loss") ? g_strdup_printf("%s: %s", run, column) : g_strdup(run);
}

/* The columns from "loss" to the one before "lr" are the loss and its terms. */
static gboolean add_losses(Curves *c, const AeTable *log, guint x, guint run, const char *name, GError **error) {
  guint first, last;
  if (!ae_table_column(log, "loss", &first, error) || !ae_table_column(log, "lr", &last, error))
    return FALSE;
  gboolean terms = c->options->terms && last > first + 2;
  for (guint i = first; i < (terms ? last : first + 1); i++) {
    guint term = i - first;
    Line line = {PANEL_LOSS, .colour = c->n_runs > 1 ? run : term, .dash = c->n_runs > 1 && !terms ? run : term};
    line.text = line_text(c, name, log->names[i]);
    if (!add_line(c, log, x, i, &line, error)) {
      g_free(line.text);
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean add_other(Curves *c, const AeTable *log, guint x, guint run, Panel panel, GError **error) {
  static const char *const names[PANELS] = {[PANEL_PSNR] = "psnr", [PANEL_ACCURACY] = "accuracy", [PANEL_RATE] = "lr"};
  Line line = {panel, .colour = run, .dash = run};
  guint column;
  return ae_table_column(log, names[panel], &column, error) && add_line(c, log, x, column, &line, error);
}

static gboolean add_validations(Curves *c, const AeTable *log, guint x, guint run, GError **error) {
  Panel panel = ae_table_find(log, "accuracy") >= 0 ? PANEL_ACCURACY : PANEL_PSNR;
  return !c->options->psnr || add_other(c, log, x, run, panel, error);
}

static gboolean add_run(Curves *c, const char *input, guint run, GError **error) {
  g_autofree char *path = find_log(input, error);
  g_autoptr(AeTable) log = path ? ae_table_read(path, error) : NULL;
  guint x;
  if (!log || !ae_table_column(log, x_names[c->options->x], &x, error))
    return FALSE;
  if (!log->n_rows) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: the log has no rows yet", path);
    return FALSE;
  }
  g_autofree char *name = run_name(path);
  return add_losses(c, log, x, run, name, error) && add_validations(c, log, x, run, error) &&
         (!c->options->rate || add_other(c, log, x, run, PANEL_RATE, error));
}

/* ---- the charts ---- */

static void cover_line(AeChart *chart, const Line *line) {
  for (guint i = 0; i < line->n; i++) {
    ae_axis_cover(&chart->axis[AE_AXIS_X], line->x[i]);
    ae_axis_cover(&chart->axis[AE_AXIS_LEFT], line->y[i]);
  }
}

static gboolean is_validation(Panel panel) { return panel == PANEL_PSNR || panel == PANEL_ACCURACY; }

/* A validation is a point of its own as long as there are not too many. */
static void draw_line(const AeChart *chart, cairo_t *cr, const Line *line) {
  AeStroke stroke = {line->colour, line->dash, 2, 1};
  ae_chart_line(chart, cr, AE_AXIS_LEFT, line->x, line->y, line->n, &stroke);
  ae_set_colour(cr, line->colour, 1);
  for (guint i = 0; i < line->n && (line->n == 1 || (is_validation(line->panel) && line->n <= 40)); i++)
    ae_chart_marker(chart, cr, AE_AXIS_LEFT, line->x[i], line->y[i], line->colour, 4);
}

static double draw_legend(const Curves *c, AePage *page, double y) {
  AeLegendEntry entries[MAX_LINES];
  guint n = 0;
  for (guint i = 0; i < c->n_lines; i++)
    if (c->lines[i].text)
      entries[n++] = (AeLegendEntry){c->lines[i].text, AE_LEGEND_LINE, c->lines[i].colour, c->lines[i].dash};
  return n > 1 ? ae_legend(page, y, entries, n) : y;
}

static void label_charts(AeChart *charts, const Options *o) {
  static const char *const x_labels[] = {"step", "target pixels seen", "time (s)"};
  static const char *const y_labels[PANELS] = {"loss", "validation PSNR (dB)", "validation accuracy", "learning rate"};
  static const double weights[PANELS] = {2, 1.3, 1.3, 0.8};
  for (Panel panel = 0; panel < PANELS; panel++) {
    charts[panel].axis[AE_AXIS_X].label = x_labels[o->x];
    charts[panel].axis[AE_AXIS_X].tight = TRUE;
    ae_axis_cover(&charts[panel].axis[AE_AXIS_X], 0);
    charts[panel].axis[AE_AXIS_LEFT].label = y_labels[panel];
    charts[panel].weight = weights[panel];
  }
  charts[PANEL_LOSS].axis[AE_AXIS_LEFT].logarithmic = o->logarithmic;
}

/* The panels that have something in them, each in the place that shown gives it. */
static guint choose_panels(const Curves *c, AeChart *all, AeChart *charts, guint *place) {
  guint n = 0;
  label_charts(all, c->options);
  for (guint i = 0; i < c->n_lines; i++)
    cover_line(&all[c->lines[i].panel], &c->lines[i]);
  for (Panel panel = 0; panel < PANELS; panel++)
    if (all[panel].axis[AE_AXIS_LEFT].used || panel == PANEL_LOSS) {
      place[panel] = n;
      charts[n++] = all[panel];
    }
  return n;
}

static void draw_curves(const Curves *c, AePage *page, const char *title) {
  AeChart all[PANELS] = {0}, charts[PANELS];
  guint place[PANELS] = {0}, n = choose_panels(c, all, charts, place);
  double top = draw_legend(c, page, ae_heading(page, title));
  ae_charts_layout(charts, n, page->cr, (AeBox){0, top + 6, page->width, page->height - top - 6});
  ae_charts_frames(charts, n, page->cr);
  for (guint i = 0; i < c->n_lines; i++) /* a dashed line is seen on top of a whole one */
    if (c->lines[i].n)
      draw_line(&charts[place[c->lines[i].panel]], page->cr, &c->lines[i]);
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  Curves curves = {o, g_strv_length((char **)job->inputs)};
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < curves.n_runs; i++)
    ok = add_run(&curves, job->inputs[i], i, error);
  g_autofree char *only = run_name(job->inputs[0]);
  g_autofree char *title = ae_plot_title(&o->common, "Training of %s", curves.n_runs > 1 ? "several models" : only);
  AePage *page = ok ? ae_plot_page(job, &o->common, error) : NULL;
  if (page)
    draw_curves(&curves, page, title);
  ok = page && ae_page_write(page, error);
  ae_page_free(page);
  clear_curves(&curves);
  return ok;
}

const AePlot ae_plot_loss = {
    .name = "loss",
    .help = "curves of one or several trainings: loss and terms, validation PSNR or accuracy, learning rate",
    .usage = "MODEL|LOG.tsv...",
    .max_inputs = MAX_RUNS,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
