/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/checked.h"
#include "model/dtype.h"
#include "model/modelheader.h"

typedef struct {
  char *name;
  const AeDtype *dtype; /* NULL: the caller's was unknown */
  int rank, dims[8];
  const void *data;
  gboolean weights; /* data is float, to be stored as dtype F16 or F32 */
  gsize count, bytes;
} Entry;

struct AeModelWriter {
  GArray *entries;
  GHashTable *metadata;
};

static void clear_entry(gpointer entry) { g_free(((Entry *)entry)->name); }

AeModelWriter *ae_modelwriter_new(void) {
  AeModelWriter *w = g_new0(AeModelWriter, 1);
  w->entries = g_array_new(FALSE, TRUE, sizeof(Entry));
  g_array_set_clear_func(w->entries, clear_entry);
  w->metadata = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  return w;
}

void ae_modelwriter_free(AeModelWriter *w) {
  if (!w)
    return;
  g_array_unref(w->entries);
  g_hash_table_unref(w->metadata);
  g_free(w);
}

static void add(AeModelWriter *w, const char *name, const char *dtype, int rank, const int *dims, const void *data,
                gboolean weights) {
  Entry entry = {g_strdup(name), ae_dtype_by_name(dtype), rank, {0}, data, weights};
  for (int i = 0; i < MIN(rank, (int)G_N_ELEMENTS(entry.dims)); i++)
    entry.dims[i] = dims[i];
  g_array_append_val(w->entries, entry);
}

void ae_modelwriter_add(AeModelWriter *w, const char *name, const char *dtype, int rank, const int *dims,
                        const void *data) {
  add(w, name, dtype, rank, dims, data, FALSE);
}

void ae_modelwriter_add_floats(AeModelWriter *w, const char *name, gboolean half, int rank, const int *dims,
                               const float *data) {
  add(w, name, half ? "F16" : "F32", rank, dims, data, TRUE);
}

void ae_modelwriter_set(AeModelWriter *w, const char *key, const char *value) {
  if (value)
    g_hash_table_insert(w->metadata, g_strdup(key), g_strdup(value));
  else
    g_hash_table_remove(w->metadata, key);
}

static gboolean measure(Entry *entry, gsize *total) {
  if (!entry->dtype || entry->rank < 0 || entry->rank > (int)G_N_ELEMENTS(entry->dims) ||
      !ae_modelheader_name_ok(entry->name) || !strcmp(entry->name, "__metadata__"))
    return FALSE;
  entry->count = 1;
  for (int i = 0; i < entry->rank; i++)
    if (entry->dims[i] < 0 || !ae_mul(entry->count, (gsize)entry->dims[i], &entry->count))
      return FALSE;
  return ae_mul(entry->count, entry->dtype->size, &entry->bytes) && ae_add(*total, entry->bytes, total);
}

/* What the reader would refuse is never written. */
static gboolean check(AeModelWriter *w, const char *path, gsize *total, GError **error) {
  g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
  *total = 0;
  for (guint i = 0; i < w->entries->len; i++) {
    Entry *entry = &g_array_index(w->entries, Entry, i);
    if (!measure(entry, total) || !g_hash_table_add(names, entry->name)) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                  "%s: tensor \"%s\" cannot be stored: its name, dtype or shape, or it was added twice", path,
                  entry->name);
      return FALSE;
    }
  }
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, w->metadata);
  while (g_hash_table_iter_next(&iter, &key, &value))
    if (!ae_modelheader_name_ok(key) || !g_utf8_validate(value, -1, NULL)) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: metadata \"%s\" is not UTF-8, or its name is empty or too long",
                  path, (char *)key);
      return FALSE;
    }
  return TRUE;
}

static gboolean fill_weights(const Entry *entry, const char *path, guint8 *out, GError **error) {
  const float *x = entry->data;
  gboolean half = entry->dtype->size == 2;
  gsize bad = half ? ae_dtype_half_from_float(x, out, entry->count) : ae_dtype_not_finite(x, entry->count);
  if (bad < entry->count) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: tensor \"%s\": number %" G_GSIZE_FORMAT " (%g) does not fit into %s", path, entry->name, bad,
                (double)x[bad], entry->dtype->name);
    return FALSE;
  }
  for (gsize i = 0; !half && i < entry->count; i++) {
    guint32 bits;
    memcpy(&bits, x + i, sizeof bits);
    bits = GUINT32_TO_LE(bits);
    memcpy(out + i * sizeof bits, &bits, sizeof bits);
  }
  return TRUE;
}

static gboolean fill(AeModelWriter *w, const char *path, guint8 *out, GError **error) {
  for (guint i = 0; i < w->entries->len; i++) {
    const Entry *entry = &g_array_index(w->entries, Entry, i);
    if (entry->weights && !fill_weights(entry, path, out, error))
      return FALSE;
    if (!entry->weights && entry->bytes)
      memcpy(out, entry->data, entry->bytes);
    out += entry->bytes;
  }
  return TRUE;
}

static void build_metadata(JsonBuilder *b, GHashTable *metadata, const char *sha256) {
  g_autoptr(GList) keys =
      g_list_sort(g_hash_table_get_keys(metadata), (GCompareFunc)strcmp); /* same content, same bytes */
  json_builder_set_member_name(b, "__metadata__");
  json_builder_begin_object(b);
  for (GList *key = keys; key; key = key->next)
    if (strcmp(key->data, "sha256")) {
      json_builder_set_member_name(b, key->data);
      json_builder_add_string_value(b, g_hash_table_lookup(metadata, key->data));
    }
  json_builder_set_member_name(b, "sha256");
  json_builder_add_string_value(b, sha256);
  json_builder_end_object(b);
}

static void build_tensor(JsonBuilder *b, const Entry *entry, gsize begin) {
  json_builder_set_member_name(b, entry->name);
  json_builder_begin_object(b);
  json_builder_set_member_name(b, "dtype");
  json_builder_add_string_value(b, entry->dtype->name);
  json_builder_set_member_name(b, "shape");
  json_builder_begin_array(b);
  for (int i = 0; i < entry->rank; i++)
    json_builder_add_int_value(b, entry->dims[i]);
  json_builder_end_array(b);
  json_builder_set_member_name(b, "data_offsets");
  json_builder_begin_array(b);
  json_builder_add_int_value(b, (gint64)begin);
  json_builder_add_int_value(b, (gint64)(begin + entry->bytes));
  json_builder_end_array(b);
  json_builder_end_object(b);
}

/* Padded with blanks to a multiple of 8, so that the tensors behind it are aligned. */
static GString *build_header(const AeModelWriter *w, const char *sha256) {
  g_autoptr(JsonBuilder) b = json_builder_new();
  json_builder_begin_object(b);
  build_metadata(b, w->metadata, sha256);
  gsize at = 0;
  for (guint i = 0; i < w->entries->len; i++) {
    const Entry *entry = &g_array_index(w->entries, Entry, i);
    build_tensor(b, entry, at);
    at += entry->bytes;
  }
  json_builder_end_object(b);
  g_autoptr(JsonNode) root = json_builder_get_root(b);
  g_autofree char *json = json_to_string(root, FALSE);
  GString *text = g_string_new(json);
  while (text->len % 8)
    g_string_append_c(text, ' ');
  return text;
}

/* The checksum has a fixed length, so a header made with a blank one tells the size of the real one. */
static guint8 *build_file(AeModelWriter *w, const char *path, gsize *size, GError **error) {
  char blank[65] = {0};
  gsize data, length = sizeof(guint64);
  memset(blank, '0', 64);
  if (!check(w, path, &data, error))
    return NULL;
  g_autoptr(GString) sizing = build_header(w, blank);
  gboolean fits = sizing->len <= AE_MODELFILE_MAX_HEADER && w->entries->len < AE_MODELFILE_MAX_TENSORS;
  guint8 *file = fits && ae_add(data, length + sizing->len, size) ? g_try_malloc(*size) : NULL;
  if (!file) {
    g_set_error(error, AE_ERROR, fits ? AE_ERROR_MEMORY : AE_ERROR_LIMIT,
                "%s: too large a model: %u tensors of %" G_GSIZE_FORMAT " bytes", path, w->entries->len, data);
    return NULL;
  }
  guint8 *tensors = file + length + sizing->len;
  if (!fill(w, path, tensors, error)) {
    g_free(file);
    return NULL;
  }
  g_autofree char *sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, tensors, data);
  g_autoptr(GString) header = build_header(w, sha256);
  guint64 little = GUINT64_TO_LE((guint64)header->len);
  memcpy(file, &little, length);
  memcpy(file + length, header->str, header->len);
  return file;
}

gboolean ae_modelwriter_write(AeModelWriter *w, const char *path, GError **error) {
  gsize size;
  g_autofree char *shown = g_filename_display_name(path);
  g_autofree guint8 *file = build_file(w, shown, &size, error);
  if (!file)
    return FALSE;
  g_autoptr(GError) cause = NULL;
  if (size > G_MAXSSIZE ||
      !g_file_set_contents_full(path, (const char *)file, (gssize)size,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, &cause)) {
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, cause ? cause->message : "too large");
    return FALSE;
  }
  return TRUE;
}
