/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/advice.h"

#include <math.h>
#include <string.h>

#include "nn/checkerboard.h"
#include "nn/convolution.h"

/* The next larger multiple that pad=same takes too: an even number above the stride. */
static int better_kernel(int kernel, int stride) {
  int better = (kernel / stride + 1) * stride;
  while ((better - stride) % 2)
    better += stride;
  return better;
}

static char *about_checkerboard(const AeNode *node) {
  if (strcmp(node->type->name, "tconv2d"))
    return NULL;
  const AeConvOptions *o = node->options;
  double ratio = ae_overlap_ratio(o->kernel, o->stride, 2);
  if (ratio == 1)
    return NULL;
  g_autofree char *some = isfinite(ratio) ? g_strdup_printf("some pixels get %.3g times the products of others", ratio)
                                          : g_strdup("some pixels get no product");
  return g_strdup_printf("line %s (tconv2d): kernel=%d is not a multiple of stride=%d, so that %s: a checkerboard; "
                         "take kernel=%d, or upsample factor=%d and a conv2d",
                         node->name, o->kernel, o->stride, some, better_kernel(o->kernel, o->stride), o->stride);
}

char **ae_advice(const AeGraph *graph) {
  GPtrArray *advice = g_ptr_array_new();
  for (int i = 0; i < graph->n_nodes; i++) {
    char *text = about_checkerboard(&graph->nodes[i]);
    if (text)
      g_ptr_array_add(advice, text);
  }
  g_ptr_array_add(advice, NULL);
  return (char **)g_ptr_array_free(advice, FALSE);
}
