/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/part.h"

#include <string.h>

#include "plot/picture.h"

struct AePart {
  AeGraph *graph;
  AeParams *params;
  AeNet *net;
  AeShape in, out;
  int classes;
};

AePart *ae_part_new(const AeModel *model, const char *from, const char *to, int height, int width, GError **error) {
  const AeGraph *whole = ae_model_graph((AeModel *)model);
  AeNetOptions options = {.training = FALSE};
  AePart *part = g_new0(AePart, 1);
  AeGraph *graph = ae_graph_part(whole, from ? from : whole->nodes[whole->inputs[0]].name,
                                 to ? to : whole->nodes[whole->n_nodes - 1].name, error);
  part->params = graph ? ae_params_part(whole, ae_model_params(model), graph, error) : NULL;
  g_autofree AeShape *shapes = part->params ? ae_graph_shapes(graph, 1, height, width, error) : NULL;
  if (shapes) {
    part->in = shapes[graph->inputs[0]];
    part->out = shapes[graph->n_nodes - 1];
    part->classes = graph->n_inputs > 1 ? shapes[graph->inputs[1]].c : 0;
    part->net = ae_net_new(graph, part->params, 1, part->in.h, part->in.w, &options, error);
  }
  part->graph = graph;
  if (part->net)
    return part;
  ae_part_free(part);
  return NULL;
}

void ae_part_free(AePart *part) {
  if (!part)
    return;
  ae_net_free(part->net);
  ae_params_free(part->params);
  ae_graph_unref(part->graph);
  g_free(part);
}

void ae_part_untrain(AePart *part, guint64 seed) {
  ae_params_init(part->params, part->graph, seed);
  ae_net_weights_changed(part->net);
}

AeShape ae_part_in(const AePart *part) { return part->in; }
AeShape ae_part_out(const AePart *part) { return part->out; }
int ae_part_classes(const AePart *part) { return part->classes; }

/* One-hot, at every pixel of the second input. */
static void set_label(AePart *part, int label) {
  AeTensor *to = ae_net_input(part->net, 1);
  for (int y = 0; y < to->shape.h; y++) {
    ae_real *row = ae_real_row(to, 0, y);
    for (int i = 0; i < to->shape.w * to->shape.c; i++)
      row[i] = i % to->shape.c == label;
  }
}

void ae_part_run(AePart *part, const float *in, const int *labels, gsize n, float *out) {
  gsize in_row = (gsize)part->in.w * part->in.c, out_row = (gsize)part->out.w * part->out.c;
  for (gsize i = 0; i < n; i++) {
    for (int y = 0; y < part->in.h; y++, in += in_row)
      memcpy(ae_real_row(ae_net_input(part->net, 0), 0, y), in, in_row * sizeof *in);
    if (part->classes)
      set_label(part, labels ? labels[i] : -1);
    ae_net_forward(part->net);
    for (int y = 0; y < part->out.h; y++, out += out_row)
      memcpy(out, ae_real_row(ae_net_output(part->net), 0, y), out_row * sizeof *out);
  }
}

gboolean ae_part_is_picture(const AePart *part) { return part->out.c == 1 || part->out.c == 3; }

AeImage *ae_part_picture(AePart *part, const float *in, int label, GError **error) {
  AeImage *image = ae_picture_new((guint)part->out.w, (guint)part->out.h, (guint)part->out.c, error);
  if (image)
    ae_part_run(part, in, &label, 1, (float *)image->data);
  return image;
}
