/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A model as text for people: a table of its layers, totals, metadata, card. */
#include <string.h>

#include "model/diagram.h"
#include "model/model.h"

/* Columns of text, as wide as their widest cell; the first `left` ones are aligned to the left. */
static void append_table(GString *text, const GPtrArray *cells, guint columns, guint left) {
  g_autofree gsize *widths = g_new0(gsize, columns);
  for (guint i = 0; i < cells->len; i++)
    widths[i % columns] = MAX(widths[i % columns], strlen(cells->pdata[i]));
  for (guint i = 0; i < cells->len; i++) {
    guint column = i % columns;
    int width = (int)widths[column];
    g_string_append_printf(text, "%s%*s", column ? "  " : "", column < left ? -width : width, (char *)cells->pdata[i]);
    if (column + 1 == columns) {
      while (text->str[text->len - 1] == ' ')
        g_string_truncate(text, text->len - 1);
      g_string_append_c(text, '\n');
    }
  }
}

static char *inputs_text(const AeGraph *graph, int i) {
  const AeNode *node = &graph->nodes[i];
  GString *text = g_string_new(NULL);
  for (int k = 0; k < node->n_inputs && !(node->n_inputs == 1 && node->inputs[0] == i - 1); k++)
    g_string_append_printf(text, "%s%s", k ? " " : "", graph->nodes[node->inputs[k]].name);
  return g_string_free(text, FALSE);
}

static guint64 node_parameters(const AeParams *params, int node) {
  guint64 sum = 0;
  for (guint i = 0; i < params->n; i++)
    if (params->items[i].node == node)
      sum += params->items[i].count;
  return sum;
}

static double node_macs(const AeGraph *graph, int i, const AeShape *shapes, AeShape picture) {
  const AeNode *node = &graph->nodes[i];
  AeShape in[AE_MAX_INPUTS];
  for (int k = 0; k < node->n_inputs; k++)
    in[k] = shapes[node->inputs[k]];
  guint64 macs = node->type->macs ? node->type->macs(node, in, shapes[i]) : 0;
  return (double)macs / ((double)picture.h * picture.w);
}

static void append_layers(GString *text, const AeModel *model, const AeShape *shapes) {
  static const char *const titles[] = {"layer", "type", "inputs", "output", "parameters", "MAC/pixel"};
  const AeGraph *graph = ae_model_graph(model);
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
    g_ptr_array_add(cells, g_strdup(titles[i]));
  for (int i = 0; i < graph->n_nodes; i++) {
    double macs = node_macs(graph, i, shapes, ae_model_info(model)->in);
    guint64 parameters = node_parameters(ae_model_params(model), i);
    g_ptr_array_add(cells, g_strdup(graph->nodes[i].name));
    g_ptr_array_add(cells, g_strdup(graph->nodes[i].type->name));
    g_ptr_array_add(cells, inputs_text(graph, i));
    g_ptr_array_add(cells, g_strdup_printf("%dx%dx%d", shapes[i].c, shapes[i].h, shapes[i].w));
    g_ptr_array_add(cells, parameters ? g_strdup_printf("%" G_GUINT64_FORMAT, parameters) : g_strdup(""));
    g_ptr_array_add(cells, macs > 0 ? g_strdup_printf("%.1f", macs) : g_strdup(""));
  }
  append_table(text, cells, G_N_ELEMENTS(titles), 3);
}

static void append_totals(GString *text, const AeGraphInfo *info) {
  g_string_append_printf(text, "parameters     %" G_GUINT64_FORMAT "\n", info->parameters);
  g_string_append_printf(text, "MAC per pixel  %.1f\n", info->macs_per_pixel);
  g_string_append_printf(text, "input          %d channels, ", info->in.c);
  if (info->fixed)
    g_string_append_printf(text, "%d x %d pixels\n", info->in.w, info->in.h);
  else if (info->stride > 1)
    g_string_append_printf(text, "any size (in multiples of %d)\n", info->stride);
  else
    g_string_append(text, "any size\n");
  g_string_append_printf(text, "output         %d channels", info->out.c);
  if (info->fixed)
    g_string_append_printf(text, ", %d x %d pixels", info->out.w, info->out.h);
  else if (info->scale_num != info->scale_den)
    g_string_append_printf(text, ", %d/%d of the input's size", info->scale_num, info->scale_den);
  if (info->local)
    g_string_append_printf(text, "\nmargin         %d pixels on each side\n", info->margin);
  else
    g_string_append(text, "\nmargin         the whole picture\n");
}

/* The texts are the file's: nothing in them may command a terminal. */
static void append_text(GString *text, const char *value, gboolean lines) {
  for (; *value; value = g_utf8_next_char(value)) {
    gunichar c = g_utf8_get_char(value);
    gboolean keep = !g_unichar_iscntrl(c) || (lines && (c == '\n' || c == '\t'));
    g_string_append_unichar(text, keep ? c : '?');
  }
}

static void append_pair(GString *text, const char *key, const char *value) {
  gsize start = text->len;
  append_text(text, key, FALSE);
  do
    g_string_append_c(text, ' ');
  while (text->len < start + 15);
  append_text(text, value, FALSE);
  g_string_append_c(text, '\n');
}

/* Short metadata, one line each; the long texts have places of their own. */
static void append_metadata(GString *text, const AeModel *model) {
  static const char *const elsewhere[] = {"arch", "card", "name", "task", "format", "margin", NULL};
  g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(ae_model_metadata(model)), (GCompareFunc)strcmp);
  for (GList *key = keys; key; key = key->next)
    if (!g_strv_contains(elsewhere, key->data))
      append_pair(text, key->data, ae_model_get(model, key->data));
}

/* What lies beside the weights: "prior.full", "attribute.smile". */
static void append_stored(GString *text, const AeModel *model) {
  const AeModelFile *side = ae_model_side(model);
  g_autofree char *last = NULL;
  for (guint i = 0; side && i < side->n; i++) {
    if (!ae_model_is_side(&side->blobs[i]))
      continue;
    const char *name = side->blobs[i].name;
    g_autofree char *use = g_strndup(name, (gsize)(strrchr(name, '.') - name));
    if (g_strcmp0(use, last))
      append_pair(text, "stored", use);
    g_free(last);
    last = g_steal_pointer(&use);
  }
}

char *ae_model_describe(const AeModel *model, gboolean diagram, GError **error) {
  const AeGraph *graph = ae_model_graph(model);
  const AeGraphInfo *info = ae_model_info(model);
  const char *card = ae_model_get(model, "card");
  g_autofree AeShape *shapes = ae_graph_shapes(graph, 1, info->in.h, info->in.w, error);
  if (!shapes)
    return NULL;
  GString *text = g_string_new(NULL);
  append_pair(text, "name", ae_model_name(model));
  append_pair(text, "task", ae_model_task(model));
  append_totals(text, info);
  append_metadata(text, model);
  append_stored(text, model);
  g_string_append_c(text, '\n');
  append_layers(text, model, shapes);
  if (diagram) {
    g_string_append_c(text, '\n');
    ae_diagram_append(text, graph, shapes);
  }
  if (card) {
    g_string_append_c(text, '\n');
    append_text(text, card, TRUE);
    if (!g_str_has_suffix(card, "\n"))
      g_string_append_c(text, '\n');
  }
  return g_string_free(text, FALSE);
}
