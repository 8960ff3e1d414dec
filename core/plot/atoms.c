/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/atoms.h"

#include <string.h>

#include "plot/picture.h"

static gboolean is_a(const AeNode *node, const char *type) { return !strcmp(node->type->name, type); }

static AeShape vector(int n) { return (AeShape){1, n, 1, 1}; }

/* ---- dense lines ---- */

/* The picture that a vector is made from: upwards through lines that leave its numbers where they are. */
static AeShape picture_before(const AeGraph *graph, const AeShape *shapes, const AeNode *node, int n) {
  while (node->n_inputs == 1) {
    int before = node->inputs[0];
    node = &graph->nodes[before];
    if (is_a(node, "flatten"))
      return shapes[node->inputs[0]];
    if (shapes[before].c != n || node->type->params)
      break;
  }
  return vector(n);
}

/* The picture that a vector becomes. */
static AeShape picture_behind(const AeGraph *graph, const AeShape *shapes, const AeNode *node, int n) {
  int at = (int)(node - graph->nodes);
  for (int i = at + 1; i < graph->n_nodes; i++) {
    const AeNode *next = &graph->nodes[i];
    if (next->n_inputs != 1 || next->inputs[0] != at)
      continue;
    if (is_a(next, "reshape"))
      return shapes[i];
    if (shapes[i].c != n || next->type->params)
      break;
    at = i;
  }
  return vector(n);
}

/* A vector that is no picture is a row of squares. */
static void set_picture(AeAtoms *a, AeShape s, gsize step) {
  a->n_channels = (guint)s.c, a->height = (guint)s.h, a->width = (guint)s.w;
  a->channels = step * (gsize)s.h * (gsize)s.w, a->rows = step * (gsize)s.w, a->columns = step;
  if (s.h == 1 && s.w == 1) {
    a->width = (guint)s.c;
    a->n_channels = 1;
  }
}

/* weight (out, in) */
static void dense_atoms(const AeGraph *graph, const AeShape *shapes, const AeNode *node, const AeParam *weight,
                        AeAtomSide side, AeAtoms *a) {
  int out = weight->dims[0], in = weight->dims[1];
  AeShape before = picture_before(graph, shapes, node, in), behind = picture_behind(graph, shapes, node, out);
  if (side == AE_SIDE_AUTO)
    side = before.h * before.w == 1 && behind.h * behind.w > 1 ? AE_SIDE_OUT : AE_SIDE_IN;
  a->n = (guint)(side == AE_SIDE_IN ? out : in);
  a->tiles = side == AE_SIDE_IN ? (gsize)in : 1;
  set_picture(a, side == AE_SIDE_IN ? before : behind, side == AE_SIDE_IN ? 1 : (gsize)in);
}

/* ---- convolutions ---- */

/* pixel_unshuffle of two: the kernel looks at pixels half as large. */
static guint fold_before(const AeGraph *graph, const AeShape *shapes, const AeNode *node) {
  const AeNode *before = &graph->nodes[node->inputs[0]];
  return is_a(before, "pixel_unshuffle") ? (guint)(shapes[before->inputs[0]].h / shapes[node->inputs[0]].h) : 1;
}

/* conv2d (out, in, rows, columns), tconv2d (in, out, rows, columns): the first dimension or the second tells the
 * pictures, the other their channels. */
static void conv_atoms(const AeGraph *graph, const AeShape *shapes, const AeNode *node, const AeParam *weight,
                       AeAtomSide side, AeAtoms *a) {
  const int *d = weight->dims;
  gsize kernel = (gsize)d[2] * (gsize)d[3], step = (gsize)d[1] * kernel;
  gboolean transposed = is_a(node, "tconv2d");
  if (side == AE_SIDE_AUTO)
    side = transposed ? AE_SIDE_OUT : AE_SIDE_IN;
  gboolean first = (side == AE_SIDE_IN) != transposed;
  guint fold = side == AE_SIDE_IN && first ? fold_before(graph, shapes, node) : 1;
  if ((guint)d[1] % (fold * fold))
    fold = 1;
  a->fold = fold;
  a->n = (guint)d[first ? 0 : 1];
  a->n_channels = (guint)d[first ? 1 : 0] / (fold * fold);
  a->height = (guint)d[2] * fold, a->width = (guint)d[3] * fold;
  a->tiles = first ? step : kernel;
  a->channels = first ? kernel : step;
  a->rows = (gsize)d[3], a->columns = 1;
}

gboolean ae_atoms_find(const AeModel *model, const AeNode *node, AeAtomSide side, AeAtoms *atoms, GError **error) {
  const AeGraph *graph = ae_model_graph((AeModel *)model);
  const AeParam *weight = ae_probe_weight(model, node);
  g_autofree AeShape *shapes = ae_probe_shapes(model, error);
  if (!shapes)
    return FALSE;
  if (!weight || (weight->rank != 4 && weight->rank != 2)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: line \"%s\" (%s) has no weights that are pictures",
                ae_model_path(model), node->name, node->type->name);
    return FALSE;
  }
  *atoms = (AeAtoms){.data = weight->data, .fold = 1};
  if (weight->rank == 2)
    dense_atoms(graph, shapes, node, weight, side, atoms);
  else
    conv_atoms(graph, shapes, node, weight, side, atoms);
  return TRUE;
}

AeImage *ae_atoms_image(const AeAtoms *a, guint i, int channel, GError **error) {
  guint n = channel < 0 ? 3 : 1, first = (guint)MAX(channel, 0), f = a->fold;
  AeImage *image = ae_picture_new(a->width, a->height, n, error);
  float *to = image ? (float *)image->data : NULL;
  for (guint y = 0; image && y < a->height; y++)
    for (guint x = 0; x < a->width; x++)
      for (guint c = first; c < first + n; c++)
        *to++ = (float)a->data[i * a->tiles + ((gsize)c * f * f + y % f * f + x % f) * a->channels + y / f * a->rows +
                               x / f * a->columns];
  return image;
}
