/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/probe.h"

#include <string.h>

#include "plot/part.h"
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

/* Colours, and the noise level behind them where the input has one channel more. */
static void fill_input(const AeImage *picture, double sigma, AeTensor *in) {
  guint channels = picture->info.channels, all = (guint)in->shape.c;
  const float *from = (const float *)picture->data;
  ae_real *to = in->data;
  for (gsize i = 0; i < (gsize)picture->info.width * picture->info.height; i++, from += channels, to += all)
    for (guint c = 0; c < all; c++)
      to[c] = c < channels ? (ae_real)from[c] : (ae_real)(sigma / 255);
}

gboolean ae_probe_run(const AeModel *model, const char *node, const AeImage *picture, int label, double sigma,
                      AeTensor *out, GError **error) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  AeTensor in;
  AeShape shape = {1, ae_model_info(model)->in.c, (int)picture->info.height, (int)picture->info.width};
  if (!ae_tensor_new(&in, shape, AE_REAL, error))
    return FALSE;
  fill_input(picture, sigma, &in);
  if (!strcmp(node, graph->nodes[graph->inputs[0]].name)) { /* there is nothing to compute */
    *out = in;
    return TRUE;
  }
  AePart *part = ae_part_new(model, NULL, node, shape.h, shape.w, error);
  gboolean ok = part && ae_tensor_new(out, ae_part_out(part), AE_REAL, error);
  if (ok)
    ae_part_run(part, in.data, &label, 1, out->data);
  ae_part_free(part);
  ae_tensor_clear(&in);
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
