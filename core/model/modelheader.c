/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* json-glib reads more than JSON (comments, assignments), nests without bound and lets a later member replace an
 * earlier one. So the text is first held against the small part of JSON that a header needs, and members are watched
 * while they are read. */
#include "model/modelheader.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/checked.h"
#include "model/dtype.h"

enum { MAX_DEPTH = 3 }; /* header { tensor { shape [ */

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_propagate_error(error, g_error_new_valist(AE_ERROR, AE_ERROR_MODEL, format, args));
  va_end(args);
  return FALSE;
}

/* ---- the text ---- */

/* Steps over a string that begins at text[at]; returns the index of its closing quote, or of the byte that is wrong. */
static gsize string_end(const char *text, gsize length, gsize at) {
  for (at++; at < length && text[at] != '"'; at++) {
    if ((guint8)text[at] < 0x20)
      return at;
    if (text[at] == '\\') {
      if (length - at > 5 && !memcmp(text + at, "\\u0000", 6)) /* would end the C string early */
        return at;
      at++;
    }
  }
  return at;
}

static gboolean is_plain(char c) { return c && strchr("{}[]:,-0123456789 \t\r\n", c); }

/* Index of the first byte that has no place in a header, or length. */
static gsize first_wrong_byte(const char *text, gsize length) {
  int depth = 0;
  for (gsize i = 0; i < length; i++) {
    char c = text[i];
    if (depth == 0 && i > 0 && !g_ascii_isspace(c)) /* behind the object */
      return i;
    if (c == '"') {
      i = string_end(text, length, i);
      if (i >= length || text[i] != '"')
        return i;
    } else if (!is_plain(c))
      return i;
    else if (c == '{' || c == '[') {
      if (++depth > MAX_DEPTH)
        return i;
    } else if (c == '}' || c == ']')
      depth--;
  }
  return length;
}

static gboolean check_text(const char *path, const char *text, gsize length, GError **error) {
  const char *end;
  if (!g_utf8_validate_len(text, length, &end))
    return fail(error, "%s: header byte %" G_GSIZE_FORMAT " is not UTF-8", path, (gsize)(end - text));
  if (length == 0 || text[0] != '{')
    return fail(error, "%s: the header does not begin with {", path);
  gsize wrong = MIN(first_wrong_byte(text, length), length);
  if (wrong < length)
    return fail(error, "%s: header byte %" G_GSIZE_FORMAT " (0x%02x) is not what a model file has there", path, wrong,
                (guint8)text[wrong]);
  return TRUE;
}

/* ---- the JSON ---- */

typedef struct {
  GHashTable *seen; /* "OBJECT NAME" */
  char *twice;      /* the first name that came again */
} Members;

static void note_member(JsonParser *parser, JsonObject *object, const char *name, gpointer data) {
  Members *members = data;
  if (!g_hash_table_add(members->seen, g_strdup_printf("%p %s", (void *)object, name)) && !members->twice)
    members->twice = g_strdup(name);
}

static gboolean parse_json(JsonParser *parser, const char *path, const char *text, gsize length, GError **error) {
  Members members = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), NULL};
  g_signal_connect(parser, "object-member", G_CALLBACK(note_member), &members);
  g_autoptr(GError) cause = NULL;
  gboolean ok = json_parser_load_from_data(parser, text, (gssize)length, &cause);
  if (!ok)
    fail(error, "%s: the header is not JSON: %s", path, cause->message);
  else if (members.twice)
    ok = fail(error, "%s: \"%s\" stands twice in the header", path, members.twice);
  else if (!JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
    ok = fail(error, "%s: the header is not a JSON object", path);
  g_signal_handlers_disconnect_by_data(parser, &members);
  g_hash_table_unref(members.seen);
  g_free(members.twice);
  return ok;
}

gboolean ae_modelheader_name_ok(const char *name) {
  gsize length = strlen(name);
  return length > 0 && length <= AE_MODELFILE_MAX_NAME && g_utf8_validate(name, -1, NULL);
}

/* The metadata is wrong as a whole where one value is not text. */
static gboolean read_metadata(AeModelFile *file, JsonNode *node, GError **error) {
  if (!JSON_NODE_HOLDS_OBJECT(node))
    return fail(error, "%s: __metadata__ is not an object", file->path);
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;
  json_object_iter_init(&iter, json_node_get_object(node));
  while (json_object_iter_next(&iter, &key, &value)) {
    const char *text = JSON_NODE_HOLDS_VALUE(value) ? json_node_get_string(value) : NULL;
    if (!ae_modelheader_name_ok(key))
      return fail(error, "%s: a name in __metadata__ is empty or over %d bytes", file->path, AE_MODELFILE_MAX_NAME);
    if (!text || !g_utf8_validate(text, -1, NULL))
      return fail(error, "%s: __metadata__ \"%s\" is not text", file->path, key);
    g_hash_table_insert(file->metadata, g_strdup(key), g_strdup(text));
  }
  return TRUE;
}

/* ---- a tensor ---- */

/* The whole numbers >= 0 of an array; their count, or -1 where it is no such array or has more than max. json-glib
 * makes numbers beyond 64 bits negative. */
static int read_sizes(JsonObject *object, const char *member, gint64 *out, guint max) {
  JsonNode *node = json_object_get_member(object, member);
  if (!node || !JSON_NODE_HOLDS_ARRAY(node) || json_array_get_length(json_node_get_array(node)) > max)
    return -1;
  JsonArray *array = json_node_get_array(node);
  guint n = json_array_get_length(array);
  for (guint i = 0; i < n; i++) {
    JsonNode *item = json_array_get_element(array, i);
    if (!JSON_NODE_HOLDS_VALUE(item) || json_node_get_value_type(item) != G_TYPE_INT64 || json_node_get_int(item) < 0)
      return -1;
    out[i] = json_node_get_int(item);
  }
  return (int)n;
}

static const AeDtype *read_dtype(JsonObject *object) {
  JsonNode *node = json_object_get_member(object, "dtype");
  const char *name = node && JSON_NODE_HOLDS_VALUE(node) ? json_node_get_string(node) : NULL;
  return name ? ae_dtype_by_name(name) : NULL;
}

static gboolean count_bytes(AeBlob *blob, gsize size) {
  blob->count = 1;
  for (int i = 0; i < blob->rank; i++)
    if ((guint64)blob->dims[i] > G_MAXSIZE || !ae_mul(blob->count, (gsize)blob->dims[i], &blob->count))
      return FALSE;
  return ae_mul(blob->count, size, &blob->bytes);
}

static gboolean read_tensor(const AeModelFile *file, const char *name, JsonNode *node, const guint8 *data,
                            gsize data_size, AeBlob *blob, GError **error) {
  const char *path = file->path;
  if (!ae_modelheader_name_ok(name))
    return fail(error, "%s: a tensor's name is empty or over %d bytes", path, AE_MODELFILE_MAX_NAME);
  JsonObject *object = JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
  const AeDtype *dtype = object && json_object_get_size(object) == 3 ? read_dtype(object) : NULL;
  if (!dtype)
    return fail(error, "%s: tensor \"%s\": needs dtype (F32, F16, BF16, I64, U8), shape and data_offsets", path, name);
  gint64 offsets[2];
  blob->rank = read_sizes(object, "shape", blob->dims, G_N_ELEMENTS(blob->dims));
  if (blob->rank < 0 || !count_bytes(blob, dtype->size))
    return fail(error, "%s: tensor \"%s\": shape is not 0 to 8 sizes of a possible array", path, name);
  if (read_sizes(object, "data_offsets", offsets, 2) != 2 || offsets[0] > offsets[1])
    return fail(error, "%s: tensor \"%s\": data_offsets is not [begin, end]", path, name);
  if ((guint64)offsets[1] > data_size)
    return fail(error,
                "%s: tensor \"%s\": ends at byte %" G_GINT64_FORMAT ", but the file has %" G_GSIZE_FORMAT
                " bytes of tensors",
                path, name, offsets[1], data_size);
  if ((guint64)(offsets[1] - offsets[0]) != blob->bytes)
    return fail(error,
                "%s: tensor \"%s\": shape and dtype make %" G_GSIZE_FORMAT " bytes, data_offsets %" G_GINT64_FORMAT,
                path, name, blob->bytes, offsets[1] - offsets[0]);
  blob->name = g_strdup(name);
  g_strlcpy(blob->dtype, dtype->name, sizeof blob->dtype);
  blob->data = data + offsets[0];
  return TRUE;
}

/* ---- all tensors ---- */

/* Tensors without numbers come before the one that begins at the same place. */
static int compare_place(const void *a, const void *b) {
  const AeBlob *x = a, *y = b;
  const guint8 *x_data = x->data, *y_data = y->data;
  return x_data != y_data ? (x_data < y_data ? -1 : 1) : (x->bytes > y->bytes) - (x->bytes < y->bytes);
}

static gboolean check_places(AeModelFile *file, const guint8 *data, gsize data_size, GError **error) {
  gsize end = 0;
  qsort(file->blobs, file->n, sizeof *file->blobs, compare_place);
  for (guint i = 0; i < file->n; i++) {
    const AeBlob *blob = &file->blobs[i];
    gsize begin = (gsize)((const guint8 *)blob->data - data);
    if (begin != end)
      return fail(error, "%s: tensor \"%s\" begins at byte %" G_GSIZE_FORMAT " and %s %" G_GSIZE_FORMAT, file->path,
                  blob->name, begin,
                  begin < end ? "overlaps the one before, which ends at" : "leaves a gap behind byte", end);
    end += blob->bytes;
  }
  if (end != data_size)
    return fail(error, "%s: %" G_GSIZE_FORMAT " bytes behind the last tensor belong to none", file->path,
                data_size - end);
  return TRUE;
}

static gboolean read_members(AeModelFile *file, JsonObject *header, const guint8 *data, gsize data_size,
                             GError **error) {
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  json_object_iter_init(&iter, header);
  while (json_object_iter_next(&iter, &name, &node)) {
    if (!strcmp(name, "__metadata__")) {
      if (!read_metadata(file, node, error))
        return FALSE;
    } else {
      /* Counted only once it is whole: what is counted is freed. */
      if (!read_tensor(file, name, node, data, data_size, &file->blobs[file->n], error))
        return FALSE;
      file->n++;
    }
  }
  return TRUE;
}

gboolean ae_modelheader_parse(AeModelFile *file, const char *text, gsize length, const guint8 *data, gsize data_size,
                              GError **error) {
  if (!check_text(file->path, text, length, error))
    return FALSE;
  g_autoptr(JsonParser) parser = json_parser_new_immutable();
  if (!parse_json(parser, file->path, text, length, error))
    return FALSE;
  JsonObject *header = json_node_get_object(json_parser_get_root(parser));
  guint members = json_object_get_size(header);
  if (members > AE_MODELFILE_MAX_TENSORS)
    return fail(error, "%s: %u tensors; a model file has at most %d", file->path, members, AE_MODELFILE_MAX_TENSORS);
  file->blobs = g_try_new0(AeBlob, members + 1);
  if (!file->blobs) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory for the list of tensors", file->path);
    return FALSE;
  }
  return read_members(file, header, data, data_size, error) && check_places(file, data, data_size, error);
}
