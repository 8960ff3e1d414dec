/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/matcher.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "tensor/clones.h"

struct AeMatcher {
  AeNet *net;
  char **nodes;
  guint n;
  ae_real **kept; /* of each node */
};

static gsize count_of(const AeTensor *t) { return (gsize)t->shape.n * t->image; }

static gboolean add_node(AeMatcher *m, guint i, const char *owner, GError **error) {
  const AeTensor *node = ae_net_node(m->net, m->nodes[i]);
  if (node && ae_net_node_gradient(m->net, m->nodes[i]))
    return (m->kept[i] = ae_alloc(count_of(node), sizeof(ae_real), "features", error)) != NULL;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no node %s that can be matched", owner,
              m->nodes[i]);
  return FALSE;
}

AeMatcher *ae_matcher_new(AeNet *net, char **nodes, const char *owner, GError **error) {
  AeMatcher *m = g_new0(AeMatcher, 1);
  m->net = net;
  m->nodes = nodes;
  m->n = nodes ? g_strv_length(nodes) : 0;
  m->kept = g_new0(ae_real *, m->n + 1);
  for (guint i = 0; i < m->n; i++)
    if (!add_node(m, i, owner, error)) {
      ae_matcher_free(m);
      return NULL;
    }
  return m;
}

void ae_matcher_free(AeMatcher *m) {
  if (!m)
    return;
  for (guint i = 0; i < m->n; i++)
    ae_free(m->kept[i]);
  g_free(m->kept);
  g_free(m);
}

void ae_matcher_remember(AeMatcher *m) {
  for (guint i = 0; i < m->n; i++) {
    const AeTensor *node = ae_net_node(m->net, m->nodes[i]);
    memcpy(m->kept[i], node->data, count_of(node) * sizeof(ae_real));
  }
}

/* The sum of |a - b|, by lanes. */
AE_CLONES static double sum_apart(const ae_real *a, const ae_real *b, gsize n) {
  enum { LANES = 16 };
  double lanes[LANES] = {0}, sum = 0;
  gsize k = 0;
  for (; k + LANES <= n; k += LANES)
    for (int l = 0; l < LANES; l++)
      lanes[l] += fabs((double)a[k + l] - (double)b[k + l]);
  for (; k < n; k++)
    sum += fabs((double)a[k] - (double)b[k]);
  for (int l = 0; l < LANES; l++)
    sum += lanes[l];
  return sum;
}

/* step times the derivative of that sum by a. */
AE_CLONES static void add_signs(const ae_real *a, const ae_real *b, gsize n, ae_real step, ae_real *restrict to) {
  for (gsize k = 0; k < n; k++)
    to[k] += step * (ae_real)((a[k] > b[k]) - (a[k] < b[k]));
}

double ae_matcher_compare(AeMatcher *m, double weight) {
  double loss = 0;
  for (guint i = 0; i < m->n; i++) {
    const AeTensor *node = ae_net_node(m->net, m->nodes[i]);
    AeTensor *gradient = ae_net_node_gradient(m->net, m->nodes[i]);
    gsize n = count_of(node);
    loss += sum_apart(node->data, m->kept[i], n) / (double)n;
    add_signs(node->data, m->kept[i], n, (ae_real)(weight / (double)n), gradient->data);
  }
  return loss;
}
