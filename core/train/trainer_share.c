/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/trainer_share.h"

#include <string.h>

static gboolean check_recipe(AeTrainer *t, GError **error) {
  g_autofree char *own = ae_recipe_hash(t->recipe), *first = g_strdup(own);
  if (!ae_fleet_broadcast(t->fleet, first, strlen(first), error))
    return FALSE;
  gboolean same = !strcmp(own, first);
  if (!same)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: is not the recipe that the first process has", t->recipe->path);
  return ae_fleet_agree(t->fleet, same, NULL, error);
}

static gboolean share_params(AeFleet *fleet, AeParams *params, GError **error) {
  return !params || ae_fleet_broadcast(fleet, params->data, params->total * sizeof *params->data, error);
}

static gboolean share_best(AeFleet *fleet, AeEarlyStop *best, GError **error) {
  return share_params(fleet, best->params, error) &&
         ae_fleet_broadcast(fleet, &best->value, sizeof best->value, error) &&
         ae_fleet_broadcast(fleet, &best->step, sizeof best->step, error) &&
         ae_fleet_broadcast(fleet, &best->waited, sizeof best->waited, error);
}

gboolean ae_trainer_share_state(AeTrainer *t, GError **error) {
  AeTrainState *s = &t->state;
  if (!t->fleet)
    return TRUE;
  if (!check_recipe(t, error) || !share_params(t->fleet, s->params, error) || !share_params(t->fleet, s->ema, error))
    return FALSE;
  for (int i = 0; i < s->optim->slots; i++)
    if (!share_params(t->fleet, s->slot[i], error))
      return FALSE;
  return ae_fleet_broadcast(t->fleet, &s->step, sizeof s->step, error) &&
         ae_fleet_broadcast(t->fleet, &s->pixels, sizeof s->pixels, error) &&
         ae_fleet_broadcast(t->fleet, &s->seconds, sizeof s->seconds, error) && share_best(t->fleet, &s->best, error);
}
