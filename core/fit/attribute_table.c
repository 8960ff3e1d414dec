/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Attributes by a table that says how much of each the model's training pictures have.
 *
 * An attribute is the difference of the mean codes of the pictures with it (its column is `high` or more) and of those
 * without (`low` or less). What it brings along that is only often seen with it is taken out by balance=: least squares
 * of these pictures' codes on the attribute (1, 0) and the columns of balance= tells apart what varies by itself.
 *
 * What comes along is told by linear judges: for each column the least-squares guess of it from a code, c = w.z + w0,
 * which the step v changes by w.v. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "fit/attribute_data.h"
#include "latent/ranks.h"
#include "latent/shift.h"

typedef struct {
  AeAttributeData data;
  float *judges;  /* d x columns; NULL: the codes do not tell their parts apart */
  float *vectors; /* attributes x d */
} Table;

/* ---- judges ---- */

/* Where the codes do not tell their numbers apart, as few codes do not, there are none. */
static gboolean find_judges(Table *t, GError **error) {
  const AeAttributePart *part = &t->data.train;
  gsize d = (gsize)part->codes.d, n = t->data.columns->len;
  AeCodes wanted = {part->codes.n, (int)n, part->numbers};
  g_autoptr(GError) problem = NULL;
  t->judges = ae_alloc(d * n, sizeof *t->judges, "judges", error);
  if (!t->judges)
    return FALSE;
  if (part->codes.n <= d || !ae_shift_regress(&wanted, part->codes.data, part->codes.d, t->judges, &problem))
    g_clear_pointer(&t->judges, ae_free);
  return TRUE;
}

/* By how much v changes the guess of a column. */
static double judge(const Table *t, const char *which, const float *v) {
  double sum = 0;
  guint column = ae_attribute_column(&t->data, which);
  for (int j = 0; t->judges && j < t->data.train.codes.d; j++)
    sum += (double)v[j] * t->judges[(gsize)j * t->data.columns->len + column];
  return t->judges ? sum : NAN;
}

/* ---- an attribute ---- */

typedef struct {
  const char *name, *which;
  double high;
  gsize with, without;
  float *plain, *v;    /* d: the difference of centres, and what is left of it */
  float *codes, *told; /* of the pictures with and without: n x d; n x (1 + balance) */
} Attribute;

static int falling(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x < y) - (x > y);
}

/* From where on a picture has it: high, or so much less that there are `least` of them. */
static double find_high(const Table *t, const char *which) {
  const AeAttributeKeys *keys = t->data.keys;
  gsize n = t->data.train.codes.n, least = MIN((gsize)keys->least, n);
  g_autofree double *amounts = g_new(double, n);
  for (gsize i = 0; i < n; i++)
    amounts[i] = ae_attribute_amount(&t->data, &t->data.train, i, which);
  qsort(amounts, n, sizeof *amounts, falling);
  double middle = (keys->low + keys->high) / 2;
  return MIN(keys->high, MAX(middle, amounts[least - 1]));
}

/* Whether a picture has it: 1, 0, or -1 for in between. */
static int side_of(const Table *t, const AeAttributePart *part, gsize i, const Attribute *a) {
  double x = ae_attribute_amount(&t->data, part, i, a->which);
  return x >= a->high ? 1 : x <= t->data.keys->low ? 0 : -1;
}

/* Columns of balance= but its own. */
static int told_row(const Table *t, gsize i, const Attribute *a, int side, float *row) {
  int m = 0;
  row[m++] = (float)side;
  for (char **name = t->data.balance; *name; name++)
    if (ae_attribute_column(&t->data, *name) != ae_attribute_column(&t->data, a->which))
      row[m++] = t->data.train.numbers[i * t->data.columns->len + ae_attribute_column(&t->data, *name)];
  return m;
}

static gboolean gather(const Table *t, Attribute *a, int *m, GError **error) {
  gsize n = t->data.train.codes.n, d = (gsize)t->data.train.codes.d, most = 1 + g_strv_length(t->data.balance),
        some = 0;
  a->codes = ae_alloc(n, d * sizeof(float), "codes", error);
  a->told = a->codes ? ae_alloc(n, most * sizeof(float), "columns", error) : NULL;
  *m = 1;
  for (gsize i = 0; a->told && i < n; i++) {
    int side = side_of(t, &t->data.train, i, a);
    if (side < 0)
      continue;
    *m = told_row(t, i, a, side, a->told + some * (gsize)*m);
    memcpy(a->codes + some++ * d, ae_codes_row(&t->data.train.codes, i), d * sizeof(float));
    *(side ? &a->with : &a->without) += 1;
  }
  return a->told != NULL;
}

static gboolean find_vectors(const Table *t, Attribute *a, int m, GError **error) {
  gsize n = a->with + a->without, d = (gsize)t->data.train.codes.d;
  AeCodes codes = {n, (int)d, a->codes};
  float *all = ae_alloc((gsize)m + 1, d * sizeof *all, "attributes", error), *side = all ? all + (gsize)m * d : NULL;
  g_autofree float *alone = g_new(float, n);
  for (gsize i = 0; i < n; i++)
    alone[i] = a->told[i * (gsize)m];
  gboolean good = all && ae_shift_regress(&codes, alone, 1, side, error) &&
                  ae_shift_regress(&codes, a->told, m, all, error) &&
                  ae_attribute_project(ae_coder_model(t->data.encoder), t->data.keys->orthogonal, (int)d, all, error);
  if (good) {
    memcpy(a->plain, side, d * sizeof *all);
    memcpy(a->v, all, d * sizeof *all);
  }
  ae_free(all);
  return good;
}

/* How well v tells the held-out pictures with it from those without: NAN where there are none of one kind. */
static gboolean held_out_auc(const Table *t, const Attribute *a, double *auc, GError **error) {
  const AeAttributePart *part = &t->data.held_out;
  g_autofree double *scores = g_new(double, part->codes.n + 1);
  g_autofree gboolean *positive = g_new(gboolean, part->codes.n + 1);
  gsize n = 0, with = 0;
  ae_shift_score(&part->codes, a->v, NULL, scores);
  for (gsize i = 0; i < part->codes.n; i++) {
    int side = side_of(t, part, i, a);
    if (side < 0)
      continue;
    with += (gsize)side;
    positive[n] = side;
    scores[n++] = scores[i];
  }
  *auc = NAN;
  return with == 0 || with == n || ae_auc(n, scores, positive, auc, error);
}

/* ---- the report ---- */

static void append(GString *line, double value) {
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_string_append_printf(line, "\t%s", isnan(value) ? "nan" : g_ascii_formatd(number, sizeof number, "%.4g", value));
}

static void print_title(const Table *t) {
  GString *line = g_string_new("attribute\twith\twithout\thigh\tlength\tkept\tauc");
  for (char **name = t->data.balance; *name; name++)
    g_string_append_printf(line, "\t%s before\t%s", *name, *name);
  t->data.job->print(line->str, t->data.job->user_data);
  g_string_free(line, TRUE);
}

static gboolean print_attribute(const Table *t, const Attribute *a, GError **error) {
  double auc;
  if (!held_out_auc(t, a, &auc, error))
    return FALSE;
  GString *line = g_string_new(a->name);
  append(line, (double)a->with);
  append(line, (double)a->without);
  append(line, a->high);
  append(line, ae_attribute_length(a->v, t->data.train.codes.d));
  append(line, judge(t, a->which, a->v) / judge(t, a->which, a->plain));
  append(line, auc);
  for (char **name = t->data.balance; *name; name++) {
    append(line, judge(t, *name, a->plain));
    append(line, judge(t, *name, a->v));
  }
  t->data.job->print(line->str, t->data.job->user_data);
  g_string_free(line, TRUE);
  return TRUE;
}

/* ---- all of them ---- */

static gboolean find_attribute(const Table *t, guint k, GError **error) {
  gsize d = (gsize)t->data.train.codes.d;
  Attribute a = {.name = t->data.names[k], .which = t->data.which[k], .high = find_high(t, t->data.which[k])};
  int m = 1;
  a.v = t->vectors + (gsize)k * d;
  a.plain = ae_alloc(d, sizeof *a.plain, "attribute", error);
  gboolean good = a.plain && gather(t, &a, &m, error);
  if (good && (!a.with || !a.without)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "%s: of the training pictures %" G_GSIZE_FORMAT " have it and %" G_GSIZE_FORMAT " have it not",
                t->data.which[k], a.with, a.without);
    good = FALSE;
  }
  good = good && find_vectors(t, &a, m, error) && print_attribute(t, &a, error);
  ae_free(a.plain);
  ae_free(a.codes);
  ae_free(a.told);
  return good;
}

static gboolean find_all(Table *t, GError **error) {
  gsize d = (gsize)t->data.train.codes.d;
  guint n = g_strv_length(t->data.names);
  t->vectors = ae_alloc(n, d * sizeof *t->vectors, "attributes", error);
  if (!t->vectors || !find_judges(t, error))
    return FALSE;
  print_title(t);
  for (guint k = 0; k < n; k++)
    if (!find_attribute(t, k, error))
      return FALSE;
  for (guint k = 0; k < n; k++)
    if (!ae_attribute_keep(t->data.keys, ae_coder_model(t->data.encoder), t->data.names[k], (int)d, t->vectors + k * d,
                           error))
      return FALSE;
  return TRUE;
}

gboolean ae_attribute_table(const AeAttributeJob *job, const AeAttributeKeys *keys, GError **error) {
  Table t = {.data = {.job = job, .keys = keys}};
  gboolean good = ae_attribute_data_open(&t.data, error) && find_all(&t, error);
  ae_free(t.vectors);
  ae_free(t.judges);
  ae_attribute_data_clear(&t.data);
  return good;
}
