/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "measure/run.h"

#include <math.h>
#include <string.h>

#include "base/row.h"
#include "measure/context.h"

const AeOption *ae_measure_options(void) { return ae_measure_rows; }

gboolean ae_measure_takes(const char *task) { return !strcmp(task, "reconstruct") || !strcmp(task, "classify"); }

/* ---- which ---- */

/* All that can be taken, or of these the usual ones. */
static void add_possible(const AeMeasureContext *c, gboolean usual, GPtrArray *chosen) {
  for (const AeMeasure *const *row = ae_measures(); *row; row++)
    if ((!usual || (*row)->usual) && !ae_measure_obstacle(c, *row))
      g_ptr_array_add(chosen, (gpointer)*row);
}

static gboolean add_named(const AeMeasureContext *c, const char *name, GPtrArray *chosen, GError **error) {
  const AeMeasure *row = ae_row_by_name((gconstpointer const *)ae_measures(), "measure", "Measures", name, error);
  const char *obstacle = row ? ae_measure_obstacle(c, row) : NULL;
  if (obstacle)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s", name, obstacle);
  if (row && !obstacle)
    g_ptr_array_add(chosen, (gpointer)row);
  return row && !obstacle;
}

static GPtrArray *choose(const AeMeasureContext *c, GError **error) {
  g_autoptr(GPtrArray) chosen = g_ptr_array_new();
  g_auto(GStrv) names = g_strsplit(c->options.measures, ",", -1);
  for (char **name = names; *name; name++)
    if (!strcmp(*name, "all") || !strcmp(*name, "usual"))
      add_possible(c, **name == 'u', chosen);
    else if (!add_named(c, *name, chosen, error))
      return NULL;
  return g_steal_pointer(&chosen);
}

/* ---- printing ---- */

static void print_measure(const AeEvalJob *job, const AeMeasure *row, double value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(number, sizeof number, "%.6g", value);
  g_autofree char *line = g_strdup_printf("%s\t%s\t%s%s%s", row->name, isnan(value) ? "nan" : number, row->help,
                                          row->unit ? ", in " : "", row->unit ? row->unit : "");
  job->print(line, job->user_data);
}

static gboolean print_table(const AeEvalJob *job, AeMeasureContext *c, GError **error) {
  g_autoptr(GPtrArray) chosen = choose(c, error);
  if (!chosen)
    return FALSE;
  job->print("measure\tvalue\twhat", job->user_data);
  for (guint i = 0; i < chosen->len; i++) {
    const AeMeasure *row = chosen->pdata[i];
    double value = NAN;
    if (!row->measure(c, &value, error)) {
      g_prefix_error(error, "%s: ", row->name);
      return FALSE;
    }
    print_measure(job, row, value);
  }
  return TRUE;
}

static void print_example(const AeEvalJob *job, const char *name, const char *label, double sse) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *line =
      g_strdup_printf("%s\t%s\t%s", name, label, g_ascii_formatd(number, sizeof number, "%.6g", sse));
  job->print(line, job->user_data);
}

/* The squared error of each example, and their sum. */
static gboolean print_each(const AeEvalJob *job, AeMeasureContext *c, GError **error) {
  if (strcmp(ae_model_task(c->model), "reconstruct")) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "each: the model is not for reconstruct");
    return FALSE;
  }
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error);
  const AeCodes *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  if (!wanted)
    return FALSE;
  double total = 0;
  job->print("example\tlabel\tsse", job->user_data);
  for (gsize i = 0; i < wanted->n; i++) {
    double sum = 0;
    for (int k = 0; k < wanted->d; k++) {
      double d = (double)ae_codes_row(made, i)[k] - (double)ae_codes_row(wanted, i)[k];
      sum += d * d;
    }
    g_autofree char *name = g_strdup_printf("%" G_GSIZE_FORMAT, i);
    g_autofree char *label = c->labels[i] < 0 ? g_strdup("") : g_strdup_printf("%d", c->labels[i]);
    print_example(job, name, label, sum);
    total += sum;
  }
  print_example(job, "total", "", total);
  return TRUE;
}

gboolean ae_measure_run(const AeEvalJob *job, AeModel *model, GError **error) {
  g_autoptr(AeMeasureContext) c = ae_measure_context_new(model, job->data, job->words, job->settings, error);
  return c && (c->options.each ? print_each : print_table)(job, c, error);
}
