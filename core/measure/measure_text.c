/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Models of lines of text: what they give back, and what samples of them are worth. */
#include "measure/measure.h"

static char *line_of(const AeMeasureContext *c, const AeCodes *rows, gsize i, gboolean *whole) {
  return ae_example_line(ae_measure_parts(c), ae_codes_row(rows, i), (gsize)rows->d, whole);
}

static gboolean line_right(AeMeasureContext *c, double *value, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_OUTPUT, error),
                *wanted = made ? ae_measure_set(c, AE_SET_CLEAN, error) : NULL;
  *value = 0;
  for (gsize i = 0; wanted && i < wanted->n; i++) {
    gboolean whole;
    g_autofree char *a = line_of(c, made, i, &whole), *b = line_of(c, wanted, i, &(gboolean){0});
    *value += (whole && !g_strcmp0(a, b)) / (double)wanted->n;
  }
  return wanted != NULL;
}

/* ---- samples ---- */

/* The lines of the training part, as keys. */
static GHashTable *training_lines(AeMeasureContext *c) {
  const AeExampleParts *parts = ae_measure_parts(c);
  gsize n = ae_data_count(ae_measure_shape(c));
  g_autofree float *numbers = g_new(float, n);
  GHashTable *lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < ae_example_parts_train(parts); i++) {
    gboolean whole;
    ae_example_train(parts, i, 0, numbers);
    g_hash_table_add(lines, ae_example_line(parts, numbers, n, &whole));
  }
  return lines;
}

typedef struct {
  gsize n, whole, copied, distinct;
} Samples;

static gboolean look(AeMeasureContext *c, Samples *s, GError **error) {
  const AeCodes *made = ae_measure_set(c, AE_SET_SAMPLED, error);
  *s = (Samples){.n = made ? made->n : 0};
  if (!made)
    return FALSE;
  g_autoptr(GHashTable) trained = training_lines(c);
  g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < made->n; i++) {
    gboolean whole;
    char *line = line_of(c, made, i, &whole);
    s->whole += whole;
    s->copied += whole && g_hash_table_contains(trained, line);
    g_hash_table_add(met, line);
  }
  s->distinct = g_hash_table_size(met);
  return TRUE;
}

static gboolean sample_whole(AeMeasureContext *c, double *value, GError **error) {
  Samples s;
  gboolean ok = look(c, &s, error);
  *value = (double)s.whole / (double)MAX(s.n, 1);
  return ok;
}

static gboolean sample_copied(AeMeasureContext *c, double *value, GError **error) {
  Samples s;
  gboolean ok = look(c, &s, error);
  *value = (double)s.copied / (double)MAX(s.whole, 1);
  return ok;
}

static gboolean sample_distinct(AeMeasureContext *c, double *value, GError **error) {
  Samples s;
  gboolean ok = look(c, &s, error);
  *value = (double)s.distinct / (double)MAX(s.n, 1);
  return ok;
}

#define SAMPLES (AE_NEEDS_RECONSTRUCT | AE_NEEDS_CODE | AE_NEEDS_TEXT)

const AeMeasure ae_measure_line_right = {.name = "line_right",
                                         .help = "share of the lines that are given back letter by letter",
                                         .needs = AE_NEEDS_RECONSTRUCT | AE_NEEDS_TEXT,
                                         .usual = TRUE,
                                         .measure = line_right};
const AeMeasure ae_measure_sample_whole = {.name = "sample_whole",
                                           .help =
                                               "share of samples that are lines: letters, and then nothing but ends",
                                           .needs = SAMPLES,
                                           .usual = TRUE,
                                           .measure = sample_whole};
const AeMeasure ae_measure_sample_copied = {.name = "sample_copied",
                                            .help = "share of these that are lines of the training part",
                                            .needs = SAMPLES,
                                            .usual = TRUE,
                                            .measure = sample_copied};
const AeMeasure ae_measure_sample_distinct = {.name = "sample_distinct",
                                              .help = "different lines among samples over samples",
                                              .needs = SAMPLES,
                                              .usual = TRUE,
                                              .measure = sample_distinct};
