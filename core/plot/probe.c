/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/probe.h"

#include <string.h>

#include "plot/picture.h"

const AeNode *ae_probe_node(const AeModel *model, const char *name, GError **error) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  int i = ae_graph_find(graph, name);
  if (i >= 0)
    return &graph->nodes[i];
  g_autofree const char **names = g_new0(const char *, graph->n_nodes + 1);
  for (int k = 0; k < graph->n_nodes; k++)
    names[k] = graph->nodes[k].name;
  const char *near = ae_nearest_name(name, names);
  g_autofree char *shown = g_utf8_make_valid(name, -1), *all = g_strjoinv(", ", (char **)names);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no line \"%s\"; %sLines: %.800s",
              ae_model_path(model), shown, hint, all);
  return NULL;
}

const AeParam *ae_probe_weight(const AeModel *model, const AeNode *node) {
  g_autofree char *name = g_strconcat(node->name, ".weight", NULL);
  return ae_params_find(ae_model_params(model), name);
}

const AeNode *ae_probe_first(const AeModel *model) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  for (int i = 0; i < graph->n_nodes; i++) {
    const AeParam *weight = ae_probe_weight(model, &graph->nodes[i]);
    if (weight && weight->rank > 1)
      return &graph->nodes[i];
  }
  return NULL;
}

AeShape *ae_probe_shapes(const AeModel *model, GError **error) {
  const AeGraphInfo *info = ae_model_info(model);
  return ae_graph_shapes(ae_model_graph((AeModel *)model), 1, info->in.h, info->in.w, error);
}

/* The part of the network up to the line, with its weights. */
static AeNet *make_net(const AeModel *model, const char *node, const AeImage *picture, AeParams **params,
                       GError **error) {
  AeGraph *whole = ae_model_graph((AeModel *)model);
  AeGraph *graph = ae_graph_part(whole, whole->nodes[whole->inputs[0]].name, node, error);
  AeNetOptions options = {.training = FALSE};
  AeNet *net = NULL;
  *params = graph ? ae_params_new(graph, error) : NULL;
  for (guint i = 0; *params && i < (*params)->n; i++) {
    AeParam *to = &(*params)->items[i];
    const AeParam *from = ae_params_find(ae_model_params(model), to->name);
    if (from && from->count == to->count)
      memcpy(to->data, from->data, to->count * sizeof *to->data);
  }
  if (*params)
    net = ae_net_new(graph, *params, 1, (int)picture->info.height, (int)picture->info.width, &options, error);
  ae_graph_unref(graph);
  return net;
}

/* Colours, and the noise level behind them where the input has one channel more. */
static void fill_input(const AeImage *picture, double sigma, AeTensor *in) {
  guint channels = picture->info.channels, all = (guint)in->shape.c;
  for (guint y = 0; y < picture->info.height; y++) {
    const float *from = (const float *)picture->data + (gsize)y * picture->info.width * channels;
    ae_real *to = ae_real_row(in, 0, (int)y);
    for (guint x = 0; x < picture->info.width; x++, from += channels, to += all)
      for (guint c = 0; c < all; c++)
        to[c] = c < channels ? (ae_real)from[c] : (ae_real)(sigma / 255);
  }
}

static gboolean copy_tensor(const AeTensor *from, AeTensor *to, GError **error) {
  if (!ae_tensor_new(to, from->shape, AE_REAL, error))
    return FALSE;
  for (int y = 0; y < from->shape.h; y++)
    memcpy(ae_real_row(to, 0, y), ae_real_row(from, 0, y), (gsize)from->shape.w * from->shape.c * sizeof(ae_real));
  return TRUE;
}

/* A net has at least one layer. */
static gboolean copy_input(const AeModel *model, const AeImage *picture, double sigma, AeTensor *out, GError **error) {
  AeShape shape = {1, ae_model_info(model)->in.c, (int)picture->info.height, (int)picture->info.width};
  if (!ae_tensor_new(out, shape, AE_REAL, error))
    return FALSE;
  fill_input(picture, sigma, out);
  return TRUE;
}

gboolean ae_probe_run(const AeModel *model, const char *node, const AeImage *picture, double sigma, AeTensor *out,
                      GError **error) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  AeParams *params = NULL;
  if (!strcmp(node, graph->nodes[graph->inputs[0]].name))
    return copy_input(model, picture, sigma, out, error);
  AeNet *net = make_net(model, node, picture, &params, error);
  gboolean ok = net != NULL;
  if (net) {
    fill_input(picture, sigma, ae_net_input(net, 0));
    ae_net_forward(net);
    ok = copy_tensor(ae_net_output(net), out, error);
  }
  ae_net_free(net);
  ae_params_free(params);
  return ok;
}

AeImage *ae_probe_image(const AeTensor *tensor, int c, GError **error) {
  guint channels = c < 0 ? 3 : 1, first = (guint)MAX(c, 0), all = (guint)tensor->shape.c;
  AeImage *image = ae_picture_new((guint)tensor->shape.w, (guint)tensor->shape.h, channels, error);
  float *to = image ? (float *)image->data : NULL;
  for (int y = 0; image && y < tensor->shape.h; y++) {
    const ae_real *from = ae_real_row(tensor, 0, y) + first;
    for (int x = 0; x < tensor->shape.w; x++, from += all)
      for (guint k = 0; k < channels; k++)
        *to++ = (float)from[k];
  }
  return image;
}
