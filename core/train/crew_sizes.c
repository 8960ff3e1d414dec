/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/crew_sizes.h"

static int largest_divisor(int n, int limit) {
  int d = MIN(n, limit);
  while (n % d)
    d--;
  return d;
}

/* A chunk goes through all weights and their gradients some times, and matrices of few rows multiply slowly: measured,
 * both are paid for by activations eight times as large as the weights. As long as the activations fit the second-level
 * cache, larger chunks cost nothing. */
static int suitable_micro(const AeCrewSpec *s, const AeShape *shapes, int share) {
  const double cache = 4e6, most = 256e6, weights = 8.0 * (double)(s->params->total * sizeof(ae_real));
  double picture = 1;
  for (int i = 0; i < s->graph->n_nodes; i++)
    picture += 2.0 * shapes[i].c * shapes[i].h * shapes[i].w * sizeof(ae_real);
  double wanted = MIN(MAX(cache, weights), most) / picture;
  return (int)CLAMP(wanted, MIN(share, 2), share);
}

gboolean ae_crew_sizes(AeCrewSpec *s, GError **error) {
  int wanted = s->threads == AE_AUTO ? ae_fleet_processors(s->fleet) : s->threads;
  g_autofree AeShape *shapes = ae_graph_shapes(s->graph, 1, s->height, s->width, error);
  if (!shapes)
    return FALSE;
  if (s->micro == AE_AUTO)
    s->micro = largest_divisor(s->batch, suitable_micro(s, shapes, MAX(s->batch / wanted, 1)));
  if (s->batch % s->micro) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "run.micro=%d does not divide %s%d", s->micro,
                s->fleet ? "a process's share of data.batch, " : "data.batch=", s->batch);
    return FALSE;
  }
  s->threads = MIN(wanted, s->batch / s->micro);
  return TRUE;
}
