/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/xmp_extended.h"

#include <string.h>

#include "image/xmp_names.h"

/* An attribute that is longer becomes an element, which means the same in RDF, and can be moved. */
enum { LONG_ATTRIBUTE = 1000 };

/* A property: its markup in the text. */
typedef struct {
  gsize from, to;
  gboolean history, moved;
} Property;

/* A packet written anew. */
typedef struct {
  GString *text;
  GHashTable *spaces; /* image/xmp_names.h */
  char *about;
  GArray *properties;
  int depth, rdf, skip; /* elements open; depths of rdf:RDF and of a part that is left out, or 0 */
  gsize begin, end;     /* of what is in rdf:RDF */
} Packet;

/* ---- reading ---- */

static gboolean is(const Packet *p, const char *name, const char *space, const char *local) {
  return ae_xmp_is(p->spaces, name, space, local);
}

static void begin_property(Packet *p, const char *name) {
  Property property = {p->text->len, 0, is(p, name, AE_XMP_MEDIA, "History"), FALSE};
  g_array_append_val(p->properties, property);
}

static void end_property(Packet *p) {
  g_array_index(p->properties, Property, p->properties->len - 1).to = p->text->len;
}

static gboolean is_long(const char *name, const char *value) {
  return strlen(value) > LONG_ATTRIBUTE && !g_str_has_prefix(name, "xml") && !g_str_has_prefix(name, "rdf:");
}

/* The start of a description; its long attributes become properties. */
static void put_description(Packet *p, const char **names, const char **values) {
  for (gsize i = 0; names[i]; i++) {
    if (is(p, names[i], AE_XMP_RDF, "about") && !p->about)
      p->about = g_strdup(values[i]);
    if (!is_long(names[i], values[i]) && !is(p, names[i], AE_XMP_NOTE, "HasExtendedXMP"))
      ae_xmp_put_attribute(p->text, names[i], values[i]);
  }
  g_string_append_c(p->text, '>');
  for (gsize i = 0; names[i]; i++) {
    if (!is_long(names[i], values[i]))
      continue;
    g_autofree char *value = g_markup_escape_text(values[i], -1);
    begin_property(p, names[i]);
    g_string_append_printf(p->text, "<%s>%s</%s>", names[i], value, names[i]);
    end_property(p);
  }
}

static void begin(GMarkupParseContext *context, const char *name, const char **names, const char **values,
                  gpointer data, GError **error) {
  Packet *p = data;
  ae_xmp_spaces_learn(p->spaces, names, values);
  p->depth++;
  if (p->skip || is(p, name, AE_XMP_NOTE, "HasExtendedXMP")) {
    p->skip = p->skip ? p->skip : p->depth;
    return;
  }
  if (p->rdf && p->depth == p->rdf + 2)
    begin_property(p, name);
  g_string_append_printf(p->text, "<%s", name);
  if (p->rdf && p->depth == p->rdf + 1) {
    put_description(p, names, values);
    return;
  }
  for (gsize i = 0; names[i]; i++)
    ae_xmp_put_attribute(p->text, names[i], values[i]);
  g_string_append_c(p->text, '>');
  if (!p->begin && is(p, name, AE_XMP_RDF, "RDF")) {
    p->rdf = p->depth;
    p->begin = p->text->len;
  }
}

static void end(GMarkupParseContext *context, const char *name, gpointer data, GError **error) {
  Packet *p = data;
  if (p->rdf && p->depth == p->rdf) {
    p->end = p->text->len;
    p->rdf = 0;
  }
  if (!p->skip)
    g_string_append_printf(p->text, "</%s>", name);
  if (!p->skip && p->rdf && p->depth == p->rdf + 2)
    end_property(p);
  p->skip = p->skip == p->depth ? 0 : p->skip;
  p->depth--;
}

/* Outside of properties there is only padding. */
static void text(GMarkupParseContext *context, const char *words, gsize n, gpointer data, GError **error) {
  Packet *p = data;
  if (p->skip || !p->rdf || p->depth < p->rdf + 2)
    return;
  g_autofree char *escaped = g_markup_escape_text(words, (gssize)n);
  g_string_append(p->text, escaped);
}

/* Comments and instructions; those around the packet are its own. */
static void pass(GMarkupParseContext *context, const char *words, gsize n, gpointer data, GError **error) {
  Packet *p = data;
  if (!p->skip)
    g_string_append_len(p->text, words, (gssize)n);
}

static void packet_clear(Packet *p) {
  g_string_free(p->text, TRUE);
  g_hash_table_unref(p->spaces);
  g_array_unref(p->properties);
  g_free(p->about);
}

/* Always to be cleared; FALSE: it is no XMP. */
static gboolean packet_init(Packet *p, const char *packet, gsize n) {
  static const GMarkupParser parser = {begin, end, text, pass, NULL};
  *p = (Packet){g_string_new(NULL), ae_xmp_spaces_new(), NULL, g_array_new(FALSE, FALSE, sizeof(Property))};
  while (n && !packet[n - 1]) /* some writers end it with a zero */
    n--;
  GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, p, NULL);
  gboolean good =
      g_markup_parse_context_parse(context, packet, (gssize)n, NULL) && g_markup_parse_context_end_parse(context, NULL);
  g_markup_parse_context_free(context);
  return good && p->end;
}

/* ---- the two in one ---- */

gboolean ae_xmp_names_extension(const char *packet, gsize n, char guid[AE_XMP_GUID + 1]) {
  static const char name[] = "HasExtendedXMP";
  const char *at = g_strstr_len(packet, (gssize)n, name), *stop = packet + n;
  gsize count = 0;
  at = at ? at + sizeof name - 1 : stop;
  while (at < stop && !g_ascii_isxdigit(*at) && strchr("=\"'> \t\r\n", *at) && *at)
    at++;
  while (at + count < stop && count < AE_XMP_GUID && g_ascii_isxdigit(at[count])) {
    guid[count] = at[count];
    count++;
  }
  guid[count] = 0;
  return count == AE_XMP_GUID;
}

/* All prefixes, so that markup can be moved there. */
static void put_spaces(GString *out, GHashTable *spaces, GHashTable *known) {
  GHashTableIter iter;
  gpointer prefix, uri;
  g_hash_table_iter_init(&iter, spaces);
  while (g_hash_table_iter_next(&iter, &prefix, &uri)) {
    if (known && g_hash_table_contains(known, prefix))
      continue;
    g_autofree char *name = g_strconcat("xmlns:", prefix, NULL);
    ae_xmp_put_attribute(out, name, uri);
  }
}

static char *join(const Packet *a, const Packet *b) {
  GString *out = g_string_new_len(a->text->str, (gssize)a->begin - 1); /* without the > */
  put_spaces(out, b->spaces, a->spaces);
  g_string_append_len(out, a->text->str + a->begin - 1, (gssize)(a->end - a->begin) + 1);
  g_string_append_len(out, b->text->str + b->begin, (gssize)(b->end - b->begin));
  g_string_append(out, a->text->str + a->end);
  return g_string_free(out, FALSE);
}

char *ae_xmp_join(const char *packet, gsize n, const char *extension, gsize extension_n) {
  Packet a, b;
  gboolean good = packet_init(&a, packet, n);
  good = packet_init(&b, extension, extension_n) && good;
  char *out = good ? join(&a, &b) : NULL;
  packet_clear(&a);
  packet_clear(&b);
  return out;
}

/* ---- one in two ---- */

/* The largest one that is still there; the history last. */
static Property *largest(const Packet *p) {
  Property *best = NULL;
  for (guint i = 0; i < p->properties->len; i++) {
    Property *q = &g_array_index(p->properties, Property, i);
    if (!q->moved && (!best || best->history > q->history ||
                      (best->history == q->history && q->to - q->from > best->to - best->from)))
      best = q;
  }
  return best;
}

static char *extension_of(const Packet *p) {
  GString *out = g_string_new("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF");
  g_hash_table_remove(p->spaces, "x");
  put_spaces(out, p->spaces, NULL);
  g_string_append(out, "><rdf:Description");
  ae_xmp_put_attribute(out, "rdf:about", p->about ? p->about : "");
  g_string_append_c(out, '>');
  for (guint i = 0; i < p->properties->len; i++) {
    const Property *q = &g_array_index(p->properties, Property, i);
    if (q->moved)
      g_string_append_len(out, p->text->str + q->from, (gssize)(q->to - q->from));
  }
  g_string_append(out, "</rdf:Description></rdf:RDF></x:xmpmeta>");
  return g_string_free(out, FALSE);
}

static char *standard_of(const Packet *p, const char *note) {
  GString *out = g_string_new(NULL);
  gsize at = 0;
  for (guint i = 0; i < p->properties->len; i++) {
    const Property *q = &g_array_index(p->properties, Property, i);
    if (!q->moved)
      continue;
    g_string_append_len(out, p->text->str + at, (gssize)(q->from - at));
    at = q->to;
  }
  g_string_append_len(out, p->text->str + at, (gssize)(p->end - at));
  g_string_append(out, note);
  g_string_append(out, p->text->str + p->end);
  return g_string_free(out, FALSE);
}

/* The note needs rdf under its usual name, as the extension does. */
static char *note_of(const Packet *p, const char *guid) {
  GString *out = g_string_new("<rdf:Description");
  ae_xmp_put_attribute(out, "rdf:about", p->about ? p->about : "");
  ae_xmp_put_attribute(out, "xmlns:xmpNote", AE_XMP_NOTE);
  ae_xmp_put_attribute(out, "xmpNote:HasExtendedXMP", guid);
  g_string_append(out, "/>");
  return g_string_free(out, FALSE);
}

static gboolean part(Packet *p, gsize most, char **standard, char **extension, char guid[AE_XMP_GUID + 1]) {
  memset(guid, '0', AE_XMP_GUID);
  guid[AE_XMP_GUID] = 0;
  g_autofree char *room = note_of(p, guid);
  gsize left = p->text->len + strlen(room);
  for (Property *q; left > most && (q = largest(p)); left -= q->to - q->from)
    q->moved = TRUE;
  if (left > most || g_strcmp0(g_hash_table_lookup(p->spaces, "rdf"), AE_XMP_RDF) != 0)
    return FALSE;
  *extension = extension_of(p);
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_MD5, *extension, -1);
  for (int i = 0; i < AE_XMP_GUID; i++)
    guid[i] = g_ascii_toupper(sum[i]);
  g_autofree char *note = note_of(p, guid);
  *standard = standard_of(p, note);
  return TRUE;
}

gboolean ae_xmp_part(const char *packet, gsize n, gsize most, char **standard, char **extension,
                     char guid[AE_XMP_GUID + 1]) {
  Packet p;
  gboolean good = packet_init(&p, packet, n) && part(&p, most, standard, extension, guid);
  packet_clear(&p);
  return good;
}
