/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "fit/attribute_data.h"

#include <string.h>

#include "base/checked.h"
#include "fit/encode.h"
#include "latent/shift.h"
#include "measure/keys.h"

/* ---- columns ---- */

guint ae_attribute_column(const AeAttributeData *t, const char *name) {
  guint column = 0;
  g_ptr_array_find_with_equal_func(t->columns, *name == '-' ? name + 1 : name, g_str_equal, &column);
  return column;
}

static void add_columns(AeAttributeData *t, char *const *names) {
  for (; *names; names++) {
    const char *name = **names == '-' ? *names + 1 : *names;
    if (!g_ptr_array_find_with_equal_func(t->columns, name, g_str_equal, NULL))
      g_ptr_array_add(t->columns, (gpointer)name);
  }
}

double ae_attribute_amount(const AeAttributeData *t, const AeAttributePart *part, gsize i, const char *which) {
  double number = part->numbers[i * t->columns->len + ae_attribute_column(t, which)];
  return *which == '-' ? 1 - number : number;
}

static gboolean take_names(AeAttributeData *t, GError **error) {
  t->names = g_strsplit(t->job->name, ",", -1);
  t->which = g_strsplit(t->job->columns, ",", -1);
  t->balance = g_strsplit(t->keys->balance ? t->keys->balance : "", ",", -1);
  add_columns(t, t->which);
  add_columns(t, t->balance);
  for (char **name = t->names; *name; name++)
    if (!ae_shift_name_check(*name, error))
      return FALSE;
  guint names = g_strv_length(t->names), columns = g_strv_length(t->which);
  if (names == columns && names)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%u columns need as many names, not %u", columns, names);
  return FALSE;
}

/* ---- codes ---- */

typedef struct {
  AeAttributeData *table;
  AeAttributePart *part;
} Source;

static int picture(gpointer data, gsize i, float *out, GError **error) {
  (void)error; /* examples are in memory */
  const Source *source = data;
  const AeAttributeData *t = source->table;
  gboolean held_out = source->part == &t->held_out;
  gsize n = t->columns->len;
  int row = held_out ? ae_example_held_out(t->parts, (guint)i, out) : ae_example_train(t->parts, (guint)i, 0, out);
  memcpy(source->part->numbers + i * n, ae_example_numbers(t->parts, row), n * sizeof(float));
  return t->keys->label;
}

static gboolean encode_part(AeAttributeData *t, AeAttributePart *part, gsize n, GError **error) {
  Source source = {t, part};
  part->numbers = ae_alloc(MAX(n, 1) * t->columns->len, sizeof(float), "columns", error);
  return part->numbers && ae_fit_encode(t->encoder, picture, &source, n, &part->codes, error);
}

/* The words of the model's training, the user's, and the table's. */
static char **data_words(const AeAttributeData *t) {
  const AeAttributeJob *job = t->job;
  g_auto(GStrv) words = ae_keys_with_model(ae_coder_model(t->encoder), job->data, job->words);
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  g_ptr_array_add(t->columns, NULL);
  g_autofree char *list = g_strjoinv(",", (char **)t->columns->pdata);
  g_ptr_array_set_size(t->columns, (int)t->columns->len - 1);
  g_autofree char *columns = g_strconcat("columns=", list, NULL);
  g_strv_builder_addv(all, (const char **)words);
  if (job->labels) {
    g_autofree char *labels = g_strconcat("labels=", job->labels, NULL);
    g_strv_builder_add(all, labels);
  }
  g_strv_builder_add(all, columns);
  return g_strv_builder_end(all);
}

static gboolean open_data(AeAttributeData *t, GError **error) {
  const char *dir = t->job->data;
  g_auto(GStrv) words = data_words(t);
  const AeDataKind *kind = ae_examples_kind(t->keys->kind, dir, error);
  if (kind && !ae_option_find(kind->options, "columns")) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "data of kind %s has no columns: kind=folder has", kind->name);
    return FALSE;
  }
  g_auto(GStrv) own =
      kind ? ae_keys_rest(ae_attribute_rows, kind, "attribute", (const char *const *)words, error) : NULL;
  AeShape s = ae_coder_picture(t->encoder);
  if (own)
    t->parts = ae_example_parts_open(kind, dir, (const char *const *)own, (AeDataShape){s.w, s.h, s.c}, error);
  return t->parts != NULL;
}

static gboolean encode_data(AeAttributeData *t, GError **error) {
  guint train = ae_example_parts_train(t->parts);
  return encode_part(t, &t->train, train, error) &&
         encode_part(t, &t->held_out, ae_example_parts_only_held_out(t->parts), error);
}

gboolean ae_attribute_data_open(AeAttributeData *t, GError **error) {
  t->columns = g_ptr_array_new();
  if (!take_names(t, error))
    return FALSE;
  t->encoder = ae_coder_new(t->job->model, AE_CODER_ENCODER, t->job->threads, error);
  return t->encoder && open_data(t, error) && encode_data(t, error);
}

void ae_attribute_data_clear(AeAttributeData *t) {
  ae_free((gpointer)t->train.codes.data);
  ae_free((gpointer)t->held_out.codes.data);
  ae_free(t->train.numbers);
  ae_free(t->held_out.numbers);
  ae_example_parts_free(t->parts);
  g_strfreev(t->names);
  g_strfreev(t->which);
  g_strfreev(t->balance);
  g_clear_pointer(&t->columns, g_ptr_array_unref);
  ae_coder_free(t->encoder);
}
