/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/net.h"

#include <string.h>

enum { MAX_LINES = 4096, MAX_NAME = 64 };

typedef struct {
  AeGraph *graph;
  GHashTable *index; /* name -> node number, names borrowed from the nodes */
  int line;
} Parser;

static gboolean G_GNUC_PRINTF(3, 4) refuse(const Parser *p, GError **error, const char *form, ...) {
  va_list args;
  va_start(args, form);
  g_autofree char *text = g_strdup_vprintf(form, args);
  va_end(args);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: line %d: %s", p->graph->owner, p->line, text);
  return FALSE;
}

static gboolean is_name(const char *word) {
  if (!g_ascii_isalpha(*word) && *word != '_')
    return FALSE;
  for (const char *c = word; *c; c++)
    if (!g_ascii_isalnum(*c) && *c != '_')
      return FALSE;
  return strlen(word) <= MAX_NAME;
}

static gboolean check_name(const Parser *p, const char *name, GError **error) {
  if (!is_name(name))
    return refuse(p, error, "\"%s\" is not a name: letters, digits and _, at most %d", name, MAX_NAME);
  gpointer first;
  if (!g_hash_table_lookup_extended(p->index, name, NULL, &first))
    return TRUE;
  return refuse(p, error, "the name \"%s\" is taken by line %d", name, p->graph->nodes[GPOINTER_TO_INT(first)].line);
}

/* The node's word is an input that no line above has. */
static gboolean refuse_input(const Parser *p, const char *word, GError **error) {
  g_autofree const char **names = (const char **)g_hash_table_get_keys_as_array(p->index, NULL);
  const char *near = ae_nearest_name(word, names);
  if (near)
    return refuse(p, error, "no line above is called \"%s\"; did you mean \"%s\"?", word, near);
  return refuse(p, error, "no line above is called \"%s\" (a line reads only lines before it)", word);
}

static gboolean add_input(const Parser *p, AeNode *node, const char *word, GError **error) {
  gpointer number;
  if (!g_hash_table_lookup_extended(p->index, word, NULL, &number))
    return refuse_input(p, word, error);
  if (node->n_inputs == node->type->max_inputs)
    return refuse(p, error, "%s takes at most %d inputs", node->type->name, node->type->max_inputs);
  node->inputs[node->n_inputs++] = GPOINTER_TO_INT(number);
  return TRUE;
}

static const AeOption no_options[] = {{NULL}};

static const AeOption *options_of(const AeLayerType *type) { return type->options ? type->options : no_options; }

static gboolean set_key(const Parser *p, AeNode *node, const char *word, GError **error) {
  const char *equals = strchr(word, '=');
  g_autofree char *key = g_strndup(word, equals - word);
  g_autofree char *owner = g_strdup_printf("%s: line %d: %s", p->graph->owner, p->line, node->type->name);
  return ae_option_set(options_of(node->type), node->options, owner, key, equals + 1, error);
}

static gboolean parse_words(const Parser *p, AeNode *node, char **words, GError **error) {
  for (; *words; words++)
    if (!(strchr(*words, '=') ? set_key : add_input)(p, node, *words, error))
      return FALSE;
  if (node->n_inputs == 0 && node->type->min_inputs > 0 && p->graph->n_nodes > 0)
    node->inputs[node->n_inputs++] = p->graph->n_nodes - 1;
  if (node->n_inputs < node->type->min_inputs)
    return refuse(p, error, "%s needs %d input%s, it has %d", node->type->name, node->type->min_inputs,
                  node->type->min_inputs > 1 ? "s" : "", node->n_inputs);
  return TRUE;
}

static void clear_node(AeNode *node) {
  if (node->options)
    ae_options_clear(options_of(node->type), node->options);
  g_free(node->options);
  g_free(node->name);
}

static gboolean append(Parser *p, AeNode *node, GError **error) {
  AeGraph *graph = p->graph;
  if (node->type->max_inputs == 0) {
    if (graph->n_inputs == AE_MAX_INPUTS)
      return refuse(p, error, "more than %d input lines", AE_MAX_INPUTS);
    graph->inputs[graph->n_inputs++] = graph->n_nodes;
  }
  graph->nodes[graph->n_nodes] = *node;
  g_hash_table_insert(p->index, node->name, GINT_TO_POINTER(graph->n_nodes));
  graph->n_nodes++;
  return TRUE;
}

static gboolean parse_node(Parser *p, char **words, GError **error) {
  AeNode node = {.line = p->line};
  if (!check_name(p, words[0], error))
    return FALSE;
  if (!words[1])
    return refuse(p, error, "\"%s\" has no layer type", words[0]);
  node.type = ae_layer_by_name(words[1], error);
  if (!node.type) {
    g_prefix_error(error, "%s: line %d: ", p->graph->owner, p->line);
    return FALSE;
  }
  node.options = g_malloc0(MAX(node.type->options_size, 1));
  ae_options_init(options_of(node.type), node.options);
  node.name = g_strdup(words[0]);
  if (parse_words(p, &node, words + 2, error) && append(p, &node, error))
    return TRUE;
  clear_node(&node);
  return FALSE;
}

static gboolean parse_line(Parser *p, char *line, GError **error) {
  char *comment = strchr(line, '#');
  if (comment)
    *comment = '\0';
  g_auto(GStrv) words = g_strsplit_set(line, " \t\r\v\f", -1);
  guint n = 0;
  for (guint i = 0; words[i]; i++) /* drops the empty words between two blanks */
    if (*words[i])
      words[n++] = words[i];
    else
      g_free(words[i]);
  words[n] = NULL;
  return n == 0 || parse_node(p, words, error);
}

static gboolean parse_lines(Parser *p, char **lines, GError **error) {
  for (; *lines; lines++) {
    p->line++;
    if (!parse_line(p, *lines, error))
      return FALSE;
  }
  if (p->graph->n_inputs == 0)
    return refuse(p, error, "the network has no input line");
  return TRUE;
}

AeGraph *ae_graph_parse(const char *text, const char *owner, GError **error) {
  if (!g_utf8_validate(text, -1, NULL)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network is not UTF-8 text", owner);
    return NULL;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", MAX_LINES + 1);
  guint n = g_strv_length(lines);
  if (n > MAX_LINES) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has more than %d lines", owner, MAX_LINES);
    return NULL;
  }
  AeGraph *graph = g_new0(AeGraph, 1);
  g_atomic_ref_count_init(&graph->refs);
  graph->owner = g_strdup(owner);
  graph->nodes = g_new0(AeNode, n + 1);
  g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
  Parser p = {graph, index, 0};
  if (!parse_lines(&p, lines, error))
    g_clear_pointer(&graph, ae_graph_unref);
  return graph;
}

AeGraph *ae_graph_ref(AeGraph *graph) {
  g_atomic_ref_count_inc(&graph->refs);
  return graph;
}

void ae_graph_unref(AeGraph *graph) {
  if (!graph || !g_atomic_ref_count_dec(&graph->refs))
    return;
  for (int i = 0; i < graph->n_nodes; i++)
    clear_node(&graph->nodes[i]);
  g_free(graph->nodes);
  g_free(graph->owner);
  g_free(graph);
}

int ae_graph_find(const AeGraph *graph, const char *name) {
  for (int i = 0; i < graph->n_nodes; i++)
    if (!strcmp(graph->nodes[i].name, name))
      return i;
  return -1;
}
