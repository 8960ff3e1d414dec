/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/xmp_mark.h"

#include <string.h>

#include "image/version.h"
#include "image/xmp_names.h"

#define RDF AE_XMP_RDF
#define XMP AE_XMP_BASIC
#define MEDIA AE_XMP_MEDIA
#define EVENT "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
#define IPTC "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#define SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/"
#define AGENT "aefilter " AEFILTER_VERSION

static const char empty[] = "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                            "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n <rdf:RDF xmlns:rdf=\"" RDF "\">\n </rdf:RDF>\n"
                            "</x:xmpmeta>\n<?xpacket end=\"w\"?>";

typedef struct {
  GString *out;
  GHashTable *spaces; /* image/xmp_names.h */
  char *about;        /* of the first description: all of a packet have the same */
  char *event;        /* the element to be added to the history */
  const char *source;
  int depth, skip;  /* elements open; since the first of a part that is left out, or 0 */
  int rdf, history; /* depths at which these were opened, or 0 */
  gboolean has_tool, has_history, done;
} Rewrite;

static gboolean is(const Rewrite *r, const char *name, const char *space, const char *local) {
  return ae_xmp_is(r->spaces, name, space, local);
}

/* ---- what is added ---- */

static void add_description(Rewrite *r) {
  g_autofree char *about = g_markup_escape_text(r->about ? r->about : "", -1);
  g_string_append_printf(r->out,
                         "<rdf:Description xmlns:rdf=\"" RDF "\" rdf:about=\"%s\" xmlns:Iptc4xmpExt=\"" IPTC
                         "\" Iptc4xmpExt:DigitalSourceType=\"" SOURCE "%s\"",
                         about, r->source);
  if (!r->has_tool)
    g_string_append(r->out, " xmlns:xmp=\"" XMP "\" xmp:CreatorTool=\"" AGENT "\"");
  if (r->has_history)
    g_string_append(r->out, "/>\n");
  else
    g_string_append_printf(r->out,
                           ">\n  <xmpMM:History xmlns:xmpMM=\"" MEDIA "\">\n   <rdf:Seq>\n%s   </rdf:Seq>\n"
                           "  </xmpMM:History>\n </rdf:Description>\n",
                           r->event);
  r->done = TRUE;
}

/* ---- the packet's own ---- */

static void begin(GMarkupParseContext *context, const char *name, const char **names, const char **values,
                  gpointer data, GError **error) {
  Rewrite *r = data;
  ae_xmp_spaces_learn(r->spaces, names, values);
  r->depth++;
  if (r->skip || is(r, name, IPTC, "DigitalSourceType")) {
    r->skip = r->skip ? r->skip : r->depth;
    return;
  }
  if (is(r, name, RDF, "RDF"))
    r->rdf = r->depth;
  if (is(r, name, MEDIA, "History"))
    r->history = r->depth;
  r->has_tool = r->has_tool || is(r, name, XMP, "CreatorTool");
  g_string_append_printf(r->out, "<%s", name);
  for (; *names; names++, values++) {
    if (is(r, *names, IPTC, "DigitalSourceType"))
      continue;
    if (is(r, *names, RDF, "about") && !r->about)
      r->about = g_strdup(*values);
    r->has_tool = r->has_tool || is(r, *names, XMP, "CreatorTool");
    ae_xmp_put_attribute(r->out, *names, *values);
  }
  g_string_append_c(r->out, '>');
}

static void end(GMarkupParseContext *context, const char *name, gpointer data, GError **error) {
  Rewrite *r = data;
  if (!r->skip) {
    if (r->history && is(r, name, RDF, "Seq")) {
      g_string_append(r->out, r->event);
      r->has_history = TRUE;
    }
    if (r->rdf == r->depth)
      add_description(r);
    g_string_append_printf(r->out, "</%s>", name);
  }
  r->history = r->history == r->depth ? 0 : r->history;
  r->rdf = r->rdf == r->depth ? 0 : r->rdf;
  r->skip = r->skip == r->depth ? 0 : r->skip;
  r->depth--;
}

/* Around the elements there is only padding. */
static void text(GMarkupParseContext *context, const char *words, gsize n, gpointer data, GError **error) {
  Rewrite *r = data;
  if (r->skip || !r->depth)
    return;
  g_autofree char *escaped = g_markup_escape_text(words, (gssize)n);
  g_string_append(r->out, escaped);
}

/* Comments and instructions. */
static void pass(GMarkupParseContext *context, const char *words, gsize n, gpointer data, GError **error) {
  Rewrite *r = data;
  if (r->skip)
    return;
  g_string_append_len(r->out, words, (gssize)n);
  if (!r->depth)
    g_string_append_c(r->out, '\n');
}

/* NULL: it is not well formed, or no XMP. */
static char *rewrite(const char *packet, gsize n, const char *source, const char *event) {
  static const GMarkupParser parser = {begin, end, text, pass, NULL};
  Rewrite r = {.out = g_string_new(NULL), .event = g_strdup(event), .source = source};
  r.spaces = ae_xmp_spaces_new();
  GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &r, NULL);
  gboolean good = g_markup_parse_context_parse(context, packet, (gssize)n, NULL) &&
                  g_markup_parse_context_end_parse(context, NULL) && r.done;
  g_markup_parse_context_free(context);
  g_hash_table_unref(r.spaces);
  g_free(r.about);
  g_free(r.event);
  return g_string_free(r.out, !good);
}

static char *new_event(AeMarkKind kind, const char *words) {
  g_autofree char *valid = g_utf8_make_valid(words, -1);
  g_autofree char *escaped = g_markup_escape_text(valid, -1);
  return g_strdup_printf("<rdf:li xmlns:rdf=\"" RDF "\" xmlns:stEvt=\"" EVENT "\" rdf:parseType=\"Resource\">"
                         "<stEvt:action>%s</stEvt:action><stEvt:softwareAgent>" AGENT "</stEvt:softwareAgent>"
                         "<stEvt:parameters>%s</stEvt:parameters></rdf:li>\n",
                         kind == AE_MARK_EDITED ? "edited" : "created", escaped);
}

char *ae_xmp_mark(const char *packet, gsize n, AeMarkKind kind, const char *words, gboolean *replaced) {
  static const char made[] = "trainedAlgorithmicMedia", edited[] = "compositeWithTrainedAlgorithmicMedia";
  g_autofree char *event = new_event(kind, words);
  while (packet && n && !packet[n - 1]) /* some writers end it with a zero */
    n--;
  /* What was made up as a whole stays so after an edit. */
  gboolean whole =
      kind == AE_MARK_CREATED || (packet && g_strstr_len(packet, (gssize)n, SOURCE "trainedAlgorithmicMedia"));
  const char *source = whole ? made : edited;
  char *out = packet && n ? rewrite(packet, n, source, event) : NULL;
  if (replaced)
    *replaced = packet && n && !out;
  return out ? out : rewrite(empty, strlen(empty), source, event);
}
