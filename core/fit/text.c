/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/text.h>
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "measure/keys.h"

struct AeText {
  const AeDataKind *kind;
  void *options;
  gsize n; /* numbers of a row */
  float *numbers;
};

void ae_text_free(AeText *t) {
  if (!t)
    return;
  if (t->options)
    ae_options_clear(t->kind->options, t->options);
  g_free(t->options);
  ae_free(t->numbers);
  g_free(t);
}

/* The kind that the model was trained on, where its examples are lines; its options become t's. */
static gboolean take_data(AeText *t, const AeModel *model, GError **error) {
  g_auto(GStrv) words = ae_keys_with_model(model, NULL, NULL);
  const char *const *own = (const char *const *)words;
  t->kind = *own && g_str_has_prefix(*own, "kind=") ? ae_data_kind_by_name(*own + strlen("kind="), NULL) : NULL;
  if (!t->kind || !t->kind->line) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: was not trained on lines of text", ae_model_path(model));
    return FALSE;
  }
  t->options = g_malloc0(t->kind->options_size);
  ae_options_init(t->kind->options, t->options);
  return ae_keys_set(t->kind->options, t->options, ae_model_path(model), own, error);
}

static gboolean take_size(AeText *t, const AeModel *model, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  t->n = info->fixed ? (gsize)info->out.c * (gsize)info->out.h * (gsize)info->out.w : 0;
  t->numbers = t->n ? ae_alloc(t->n, sizeof *t->numbers, "a line", error) : NULL;
  if (!t->n)
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: takes lines of any length", ae_model_path(model));
  return t->numbers && t->kind->of_line(t->options, "", t->n, t->numbers, error);
}

AeText *ae_text_new(const char *which, GError **error) {
  AeModel *model = ae_model_load(which, NULL, error);
  AeText *t = g_new0(AeText, 1);
  gboolean ok = model && take_data(t, model, error) && take_size(t, model, error);
  ae_model_unref(model);
  if (ok)
    return t;
  ae_text_free(t);
  return NULL;
}

char *ae_text_to_row(const AeText *t, const char *line, GError **error) {
  if (!t->kind->of_line(t->options, line, t->n, t->numbers, error))
    return NULL;
  GString *row = g_string_new(NULL);
  for (gsize i = 0; i < t->n; i++)
    g_string_append_printf(row, "%s%d", i ? "," : "", t->numbers[i] > 0);
  return g_string_free(row, FALSE);
}

char *ae_text_from_row(const AeText *t, const char *row, gboolean *whole, GError **error) {
  const char *at = row;
  gsize n = 0;
  while (*(at += strspn(at, ",; \t\r"))) {
    char *end;
    double value = g_ascii_strtod(at, &end);
    if (end == at || !isfinite(value) || n == t->n)
      break;
    t->numbers[n++] = (float)value;
    at = end;
  }
  if (!*at && n == t->n)
    return t->kind->line(t->options, t->numbers, n, whole);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "\"%.20s...\" is no row of %zu numbers", row, t->n);
  return NULL;
}
