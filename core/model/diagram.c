/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/diagram.h"

#include <string.h>

enum { INDENT = 2, MAX_LEVEL = 8 };

/* The skips that leave one layer share a vertical line from it to the last layer that they reach. */
typedef struct {
  int from, to, column;
} Rail;

static gboolean takes(const AeNode *node, int from) {
  for (int k = 0; k < node->n_inputs; k++)
    if (node->inputs[k] == from)
      return TRUE;
  return FALSE;
}

static int compare_length(const void *a, const void *b) {
  const Rail *x = a, *y = b;
  int difference = (x->to - x->from) - (y->to - y->from);
  return difference ? difference : x->from - y->from;
}

static gboolean column_is_free(const GArray *rails, guint n, int column, const Rail *rail) {
  for (guint i = 0; i < n; i++) {
    const Rail *other = &g_array_index(rails, Rail, i);
    if (other->column == column && other->from <= rail->to && rail->from <= other->to)
      return FALSE;
  }
  return TRUE;
}

/* Short ones first, so that they lie inside the long ones. */
static GArray *find_rails(const AeGraph *graph) {
  GArray *rails = g_array_new(FALSE, FALSE, sizeof(Rail));
  for (int from = 0; from < graph->n_nodes; from++) {
    Rail rail = {from, from, 0};
    for (int to = from + 2; to < graph->n_nodes; to++)
      if (takes(&graph->nodes[to], from))
        rail.to = to;
    if (rail.to > from)
      g_array_append_val(rails, rail);
  }
  g_array_sort(rails, compare_length);
  for (guint i = 0; i < rails->len; i++) {
    Rail *rail = &g_array_index(rails, Rail, i);
    while (!column_is_free(rails, i, rail->column, rail))
      rail->column++;
  }
  return rails;
}

static int level_of(AeShape picture, AeShape s) {
  int level = 0;
  for (int h = s.h; h < picture.h && level < MAX_LEVEL; h *= 2)
    level++;
  return level;
}

static char *label(const AeGraph *graph, int i, const AeShape *shapes) {
  const AeNode *node = &graph->nodes[i];
  AeShape s = shapes[i];
  return g_strdup_printf("%*s%s %dx%dx%d %s", INDENT * level_of(shapes[graph->inputs[0]], s), "", node->name, s.c, s.h,
                         s.w, node->type->name);
}

/* The rail's mark in line i: '.' where it leaves, '+' where it is tapped, '\'' where it ends, '|' where it passes; or
 * 0. */
static char mark_of(const AeGraph *graph, const Rail *rail, int i) {
  if (i < rail->from || i > rail->to)
    return 0;
  if (i == rail->from)
    return '.';
  if (i == rail->to)
    return '\'';
  return i > rail->from + 1 && takes(&graph->nodes[i], rail->from) ? '+' : '|';
}

static void append_rails(GString *text, const AeGraph *graph, const GArray *rails, int i, int width, int start) {
  int end = 0;
  g_autofree char *line = g_strnfill((gsize)width, ' ');
  gboolean arrives = FALSE;
  for (guint k = 0; k < rails->len; k++) {
    const Rail *rail = &g_array_index(rails, Rail, k);
    char mark = mark_of(graph, rail, i);
    int at = 3 * rail->column + 1;
    if (mark)
      line[at] = mark;
    if (mark && mark != '|')
      end = MAX(end, at);
    arrives = arrives || mark == '+' || mark == '\'';
  }
  for (int at = 0; at < end; at++)
    if (line[at] == ' ')
      line[at] = '-';
  for (int k = start; k > 0; k--)
    g_string_append_c(text, end ? '-' : ' ');
  if (arrives)
    text->str[text->len - (gsize)start] = '<';
  g_string_append(text, g_strchomp(line));
}

void ae_diagram_append(GString *text, const AeGraph *graph, const AeShape *shapes) {
  g_autoptr(GArray) rails = find_rails(graph);
  int columns = 0, width = 0;
  for (guint i = 0; i < rails->len; i++)
    columns = MAX(columns, g_array_index(rails, Rail, i).column + 1);
  for (int i = 0; i < graph->n_nodes; i++) {
    g_autofree char *name = label(graph, i, shapes);
    width = MAX(width, (int)strlen(name));
  }
  for (int i = 0; i < graph->n_nodes; i++) {
    g_autofree char *name = label(graph, i, shapes);
    g_string_append_printf(text, "%s ", name);
    append_rails(text, graph, rails, i, 3 * columns, width - (int)strlen(name) + 1);
    gsize length = text->len;
    while (length > 0 && text->str[length - 1] == ' ')
      length--;
    g_string_truncate(text, length);
    g_string_append_c(text, '\n');
  }
}
