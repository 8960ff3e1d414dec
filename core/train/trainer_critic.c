/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The critic of a training, which learns beside the net by the same optimiser. */
#include "train/trainer.h"
#include "train/update.h"

static gboolean check_alone(const AeTrainer *t, GError **error) {
  if (ae_fleet_count(t->fleet) == 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: a training with a critic is one process's", t->recipe->path);
  return FALSE;
}

static gboolean start_state(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  if (!ae_train_state_init(&t->critic_state, t->critic_graph, r->optim_type, FALSE, (guint64)r->run.seed, error))
    return FALSE;
  if (t->options->resume && g_file_test(t->critic_checkpoint, G_FILE_TEST_EXISTS))
    return ae_checkpoint_load(&t->critic_state, t->critic_checkpoint, error);
  return TRUE;
}

gboolean ae_trainer_start_critic(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  if (!r->critic_net)
    return TRUE;
  g_autofree char *owner = g_strdup_printf("%s [critic_net]", r->path);
  t->critic_checkpoint = g_strconcat(t->output, ".critic.checkpoint", NULL);
  t->critic_graph = ae_graph_parse(r->critic_net, owner, error);
  if (!t->critic_graph || !check_alone(t, error) || !start_state(t, error))
    return FALSE;
  t->critic = (AeCriticSpec){.graph = t->critic_graph,
                             .params = t->critic_state.params,
                             .weight = r->critic.weight,
                             .match = r->critic.match,
                             .nodes = r->critic.nodes ? g_strsplit(r->critic.nodes, " ", -1) : NULL};
  t->critic_grads = ae_params_copy(t->critic_state.params, error);
  return t->critic_grads != NULL;
}

void ae_trainer_move_critic(AeTrainer *t, double rate) {
  if (!t->critic_graph)
    return;
  AeUpdate update = {.recipe = t->recipe,
                     .state = &t->critic_state,
                     .grads = t->critic_grads,
                     .rate = rate * t->recipe->critic.rate / t->recipe->optim.lr};
  ae_crew_critic_gradient(t->crew, t->critic_grads->data, &update.norm);
  ae_update_weights(&update, t->crew);
  t->critic_state.step++;
}

gboolean ae_trainer_save_critic(const AeTrainer *t, GError **error) {
  return !t->critic_graph || ae_checkpoint_save(&t->critic_state, t->critic_checkpoint, error);
}

void ae_trainer_clear_critic(AeTrainer *t) {
  g_strfreev(t->critic.nodes);
  ae_params_free(t->critic_grads);
  ae_train_state_clear(&t->critic_state);
  ae_graph_unref(t->critic_graph);
  g_free(t->critic_checkpoint);
}
