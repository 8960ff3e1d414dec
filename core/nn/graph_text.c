/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A graph back to text, and parts of a graph by way of text. */
#include "nn/net.h"

#include <string.h>

/* Appends the keys that differ from their defaults. */
static void append_keys(GString *text, const AeNode *node) {
  if (!node->type->options)
    return;
  g_autofree void *defaults = g_malloc0(node->type->options_size);
  ae_options_init(node->type->options, defaults);
  for (const AeOption *row = node->type->options; row->name; row++) {
    g_autofree char *value = ae_option_get(row, node->options);
    g_autofree char *usual = ae_option_get(row, defaults);
    if (value && g_strcmp0(value, usual) != 0)
      g_string_append_printf(text, " %s=%s", row->name, value);
  }
  ae_options_clear(node->type->options, defaults);
}

/* previous: the node of the line before, which is the input where none is named. */
static void append_line(GString *text, const AeGraph *graph, int i, int previous, int width) {
  const AeNode *node = &graph->nodes[i];
  gsize start = text->len;
  g_string_append_printf(text, "%-*s %-15s", width, node->name, node->type->name);
  if (node->n_inputs != 1 || node->inputs[0] != previous)
    for (int k = 0; k < node->n_inputs; k++)
      g_string_append_printf(text, " %s", graph->nodes[node->inputs[k]].name);
  append_keys(text, node);
  while (text->len > start && text->str[text->len - 1] == ' ')
    g_string_truncate(text, text->len - 1);
  g_string_append_c(text, '\n');
}

static int name_width(const AeGraph *graph) {
  gsize width = 0;
  for (int i = 0; i < graph->n_nodes; i++)
    width = MAX(width, strlen(graph->nodes[i].name));
  return (int)width;
}

char *ae_graph_text(const AeGraph *graph) {
  GString *text = g_string_new(NULL);
  int width = name_width(graph);
  for (int i = 0; i < graph->n_nodes; i++)
    append_line(text, graph, i, i - 1, width);
  return g_string_free(text, FALSE);
}

/* Marks to and all nodes whose values it depends on, not looking behind stop (-1: no stop). A lender of weights is
 * none of them. */
static gboolean *ancestors(const AeGraph *graph, int to, int stop) {
  gboolean *marked = g_new0(gboolean, graph->n_nodes);
  marked[to] = TRUE;
  for (int i = to; i >= 0; i--) {
    const AeNode *node = &graph->nodes[i];
    if (marked[i] && i != stop)
      for (int k = 0; k < (node->type->borrows ? 1 : node->n_inputs); k++)
        marked[node->inputs[k]] = TRUE;
  }
  return marked;
}

static int find_end(const AeGraph *graph, const char *name, GError **error) {
  int i = ae_graph_find(graph, name);
  if (i < 0)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no line \"%s\"", graph->owner, name);
  return i;
}

/* FROM is the only way from the picture to TO, and there is one. */
static gboolean check_part(const AeGraph *graph, int from, int to, const gboolean *part, GError **error) {
  const char *from_name = graph->nodes[from].name, *to_name = graph->nodes[to].name;
  if (!part[from] || from == to) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" does not lead to \"%s\"", graph->owner, from_name,
                to_name);
    return FALSE;
  }
  int picture = graph->inputs[0];
  if (from == picture || !part[picture])
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" reaches \"%s\" around \"%s\" (a skip): no part of its own",
              graph->owner, graph->nodes[picture].name, to_name, from_name);
  return FALSE;
}

/* The input line that stands for FROM. Its size is fixed where the whole network's is. */
static gboolean append_from(GString *text, const AeGraph *graph, int from, GError **error) {
  AeGraphInfo info;
  if (!ae_graph_info(graph, &info, error))
    return FALSE;
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, info.in.h, info.in.w, error);
  if (!shapes)
    return FALSE;
  AeShape s = shapes[from];
  g_string_append_printf(text, "%s input channels=%d", graph->nodes[from].name, s.c);
  if (info.fixed)
    g_string_append_printf(text, " height=%d width=%d", s.h, s.w);
  g_string_append_c(text, '\n');
  return TRUE;
}

/* A line that borrows the weights of one outside the part: tied and dense have the same keys. */
static void append_unborrowed(GString *text, const AeGraph *graph, int i) {
  const AeNode *node = &graph->nodes[i];
  g_string_append_printf(text, "%s dense %s", node->name, graph->nodes[node->inputs[0]].name);
  append_keys(text, node);
  g_string_append_c(text, '\n');
}

static void append_part(GString *text, const AeGraph *graph, const gboolean *part, int first, int last) {
  for (int i = 0, previous = first; i <= last; i++) {
    const AeNode *node = &graph->nodes[i];
    if (!part[i] || i == first)
      continue;
    if (node->type->borrows && (!part[node->inputs[1]] || node->inputs[1] == first))
      append_unborrowed(text, graph, i);
    else
      append_line(text, graph, i, previous, 0);
    previous = i;
  }
}

AeGraph *ae_graph_part(const AeGraph *graph, const char *from, const char *to, GError **error) {
  int first = find_end(graph, from, error), last = first < 0 ? -1 : find_end(graph, to, error);
  if (last < 0)
    return NULL;
  g_autofree gboolean *part = ancestors(graph, last, first);
  g_autoptr(GString) text = g_string_new(NULL);
  if (!check_part(graph, first, last, part, error) || !append_from(text, graph, first, error))
    return NULL;
  append_part(text, graph, part, first, last);
  return ae_graph_parse(text->str, graph->owner, error);
}
