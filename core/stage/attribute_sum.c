/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/attribute_sum.h"

#include <math.h>

#include "base/checked.h"
#include "latent/attributes.h"

static gboolean refuse(const char *stage, const char *word, GError **error) {
  g_autofree char *shown = g_utf8_make_valid(word, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage %s: \"%s\" is no NAME:NUMBER of an attribute", stage, shown);
  return FALSE;
}

/* "smile:0.8" */
static gboolean add_word(const AeModel *model, const char *stage, const char *word, gsize d, double *sum,
                         GError **error) {
  g_auto(GStrv) pair = g_strsplit(word, ":", 2);
  if (!pair[0] || !pair[1])
    return refuse(stage, word, error);
  char *end = NULL;
  double times = g_ascii_strtod(pair[1], &end);
  if (end == pair[1] || *end || !isfinite(times))
    return refuse(stage, word, error);
  if (fabs(times) > AE_ATTRIBUTE_MOST) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage %s: %s=%s is not in %d..%d", stage, pair[0], pair[1],
                -AE_ATTRIBUTE_MOST, AE_ATTRIBUTE_MOST);
    return FALSE;
  }
  float *v = ae_attributes_read(model, pair[0], (int)d, error);
  for (gsize i = 0; v && i < d; i++)
    sum[i] += times * v[i];
  ae_free(v);
  return v != NULL;
}

static gboolean add_words(const AeModel *model, const char *stage, const char *text, gsize d, double *sum,
                          GError **error) {
  g_auto(GStrv) names = ae_attributes_names(ae_model_path(model));
  if (!*names) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: the model holds no attributes; one is made by: aemodel attribute %s --with DIR --without DIR "
                "--name NAME",
                ae_model_path(model), ae_model_path(model));
    return FALSE;
  }
  g_auto(GStrv) words = g_strsplit(text, ",", -1);
  for (char **word = words; *word; word++)
    if (!add_word(model, stage, *word, d, sum, error))
      return FALSE;
  return TRUE;
}

double *ae_attribute_sum(const AeModel *model, const char *stage, const char *text, gsize d, GError **error) {
  if (!d || d > G_MAXINT) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: the model has no codes of one length", ae_model_path(model));
    return NULL;
  }
  double *sum = ae_alloc(d, sizeof *sum, "attributes", error);
  if (sum && (!text || add_words(model, stage, text, d, sum, error)))
    return sum;
  ae_free(sum);
  return NULL;
}
