/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/example_set.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"

gboolean ae_example_set_init(AeExampleSet *set, guint all, gsize size, gboolean pictures, GError **error) {
  gsize count;
  if (!ae_mul(all, size, &count)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%u examples of %zu numbers are too many", all, size);
    return FALSE;
  }
  set->all = set->train = all;
  set->size = size;
  if (pictures)
    set->bytes = ae_alloc(count, 1, "training pictures", error);
  else
    set->numbers = ae_alloc(count, sizeof *set->numbers, "training examples", error);
  return set->bytes || set->numbers;
}

void ae_example_set_clear(AeExampleSet *set) {
  ae_free(set->numbers);
  ae_free(set->bytes);
  g_free(set->labels);
  g_free(set->order);
  *set = (AeExampleSet){0};
}

/* ---- what is held out ---- */

void ae_example_set_hold_out_these(AeExampleSet *set, const gboolean *held) {
  guint n = 0;
  set->order = g_new(guint, set->all);
  for (guint i = 0; i < set->all; i++)
    if (!held[i])
      set->order[n++] = i;
  set->train = n;
  for (guint i = 0; i < set->all; i++)
    if (held[i])
      set->order[n++] = i;
  if (!set->train)
    set->train = set->all;
}

/* The first of a shuffled row (Fisher and Yates): rows that are sorted by class lose some of each. */
void ae_example_set_hold_out(AeExampleSet *set, guint percent) {
  guint wanted = (guint)((guint64)set->all * percent / 100);
  g_autofree guint *row = g_new(guint, set->all);
  g_autofree gboolean *held = g_new0(gboolean, set->all);
  AeRng rng;
  ae_rng_init(&rng, 0, set->all);
  for (guint i = 0; i < set->all; i++)
    row[i] = i;
  for (guint i = 0; i < wanted; i++) {
    guint other = i + ae_rng_below(&rng, set->all - i), place = row[other];
    row[other] = row[i];
    row[i] = place;
    held[place] = TRUE;
  }
  ae_example_set_hold_out_these(set, held);
}

/* ---- labels ---- */

static gboolean number_of(const char *word, double *value) {
  char *end;
  *value = g_ascii_strtod(word, &end);
  return end != word && !*end && isfinite(*value);
}

static gboolean all_numbers(const AeExampleSet *set, const char *const *words, gboolean *fractions) {
  double value;
  *fractions = FALSE;
  for (guint i = 0; i < set->all; i++) {
    if (!number_of(words[i], &value))
      return FALSE;
    *fractions |= value != floor(value);
  }
  return TRUE;
}

static int compare_words(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int compare_numbers(const void *a, const void *b) {
  double x = 0, y = 0;
  number_of(*(char *const *)a, &x);
  number_of(*(char *const *)b, &y);
  return x < y ? -1 : x > y;
}

typedef int (*Compare)(const void *, const void *);

static void label_words(AeExampleSet *set, const char *const *words, Compare compare) {
  g_autofree const char **sorted = g_memdup2(words, set->all * sizeof *words);
  qsort(sorted, set->all, sizeof *sorted, compare);
  guint n = 0;
  for (guint i = 0; i < set->all; i++)
    if (!n || compare(&sorted[n - 1], &sorted[i]))
      sorted[n++] = sorted[i];
  for (guint i = 0; i < set->all; i++)
    set->labels[i] = (int)((const char **)bsearch(&words[i], sorted, n, sizeof *sorted, compare) - sorted);
  set->classes = n;
}

static void label_fractions(AeExampleSet *set, const char *const *words, double threshold) {
  for (guint i = 0; i < set->all; i++) {
    double value = 0;
    number_of(words[i], &value);
    set->labels[i] = value >= threshold;
  }
  set->classes = 2;
}

void ae_example_set_label(AeExampleSet *set, const char *const *words, double threshold) {
  gboolean fractions;
  set->labels = g_new(int, set->all);
  gboolean numbers = all_numbers(set, words, &fractions);
  if (numbers && fractions)
    label_fractions(set, words, threshold);
  else
    label_words(set, words, numbers ? compare_numbers : compare_words);
}

/* ---- a kind's callbacks ---- */

guint ae_example_set_place(const AeExampleSet *set, guint i) { return set->order ? set->order[i] : i; }

int ae_example_set_give(const AeExampleSet *set, guint place, float *out) {
  gsize first = place * set->size;
  if (set->numbers)
    memcpy(out, set->numbers + first, set->size * sizeof *out);
  for (gsize k = 0; set->bytes && k < set->size; k++)
    out[k] = set->bytes[first + k] / 255.0f;
  return set->labels ? set->labels[place] : -1;
}

guint ae_example_set_classes(gpointer data) { return ((const AeExampleSet *)data)->classes; }

guint ae_example_set_count(gpointer data) { return ((const AeExampleSet *)data)->train; }

int ae_example_set_example(gpointer data, guint i, float *out) {
  return ae_example_set_give(data, ae_example_set_place(data, i), out);
}

int ae_example_set_draw(gpointer data, AeRng *rng, float *out) {
  return ae_example_set_example(data, ae_rng_below(rng, ae_example_set_count(data)), out);
}

guint ae_example_set_held_out(gpointer data) {
  const AeExampleSet *set = data;
  return set->all - set->train;
}

int ae_example_set_validation(gpointer data, guint i, float *out) {
  const AeExampleSet *set = data;
  return ae_example_set_example(data, set->train + i % (set->all - set->train), out);
}
