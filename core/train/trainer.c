/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/trainer.h"

#include <math.h>

#include "model/model.h"
#include "train/advice.h"
#include "train/update.h"

/* ---- one step ---- */

static double seconds_since(gint64 when) { return (double)(g_get_monotonic_time() - when) / 1e6; }

static double weighted_loss(const AeTrainer *t) {
  double loss = 0;
  for (guint i = 0; i < t->recipe->losses->len; i++)
    loss += g_array_index(t->recipe->losses, AeRecipeLoss, i).weight * t->terms[i];
  const double *more = t->terms + t->recipe->losses->len;
  if (t->features.graph)
    loss += t->features.weight * *more++;
  if (t->critic_graph)
    loss += t->critic.weight * more[AE_CRITIC_MADE] + t->critic.match * more[AE_CRITIC_MATCH];
  return loss;
}

static gboolean train_step(AeTrainer *t, double *loss, double *rate, GError **error) {
  AeTrainState *s = &t->state;
  const AeBatchData *batch = ae_loader_next(t->loader);
  double norm;
  if (!ae_crew_step(t->crew, batch, s->step, t->grads->data, t->terms, &norm, error))
    return FALSE;
  *loss = weighted_loss(t);
  if (!isfinite(*loss) || !isfinite(norm)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "%s: the loss is no longer finite at step %" G_GUINT64_FORMAT ": lower optim.lr", t->recipe->path,
                s->step + 1);
    return FALSE;
  }
  *rate = ae_recipe_rate(t->recipe, s->step, s->seconds);
  AeUpdate update = {.recipe = t->recipe, .state = s, .grads = t->grads, .norm = norm, .rate = *rate};
  ae_update_weights(&update, t->crew);
  ae_trainer_move_critic(t, *rate);
  s->step++;
  s->pixels += (guint64)t->recipe->data.batch * (guint64)t->examples.shape.width * (guint64)t->examples.shape.height;
  s->seconds = t->seconds_before + seconds_since(t->started);
  return ae_fleet_broadcast(t->fleet, &s->seconds, sizeof s->seconds, error); /* the end may depend on it */
}

/* ---- files ---- */

static GHashTable *model_metadata(const AeTrainer *t) {
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) keys = g_key_file_get_keys(t->recipe->file, "metadata", NULL, NULL);
  for (char **key = keys; key && *key; key++)
    g_hash_table_insert(table, g_strdup(*key), g_key_file_get_string(t->recipe->file, "metadata", *key, NULL));
  if (!g_hash_table_contains(table, "data"))
    g_hash_table_insert(table, g_strdup("data"), ae_data_words(t->recipe->data_kind, t->recipe->data_options));
  g_hash_table_insert(table, g_strdup("task"), g_strdup(t->recipe->model.task));
  g_hash_table_insert(table, g_strdup("name"), g_strdup(t->recipe->model.name));
  g_hash_table_insert(table, g_strdup("range"), g_strdup("0..1"));
  g_hash_table_insert(table, g_strdup("recipe"), g_path_get_basename(t->recipe->path));
  g_hash_table_insert(table, g_strdup("recipe_sha256"), ae_recipe_hash(t->recipe));
  g_hash_table_insert(table, g_strdup("trained_steps"), g_strdup_printf("%" G_GUINT64_FORMAT, t->state.step));
  if (t->state.best.step)
    g_hash_table_insert(table, g_strdup("best_step"), g_strdup_printf("%" G_GUINT64_FORMAT, t->state.best.step));
  g_hash_table_insert(table, g_strdup("trained_pixels"), g_strdup_printf("%" G_GUINT64_FORMAT, t->state.pixels));
  g_hash_table_insert(table, g_strdup("trained_seconds"), g_strdup_printf("%.0f", t->state.seconds));
  return table;
}

static const AeParams *weights_of_model(const AeTrainer *t) {
  return t->state.best.step ? t->state.best.params : ae_trainer_judged(t);
}

/* The model goes with every checkpoint, so that a training can be looked at while it runs. */
static gboolean save(AeTrainer *t, GError **error) {
  g_autoptr(GHashTable) metadata = model_metadata(t);
  t->saved = g_get_monotonic_time();
  gboolean half = t->recipe->run.store == 0;
  return ae_checkpoint_save(&t->state, t->checkpoint, error) && ae_trainer_save_critic(t, error) &&
         ae_model_save(t->output, t->graph, weights_of_model(t), metadata, half, error);
}

/* The first process saves, and all say so. */
static gboolean stop(AeTrainer *t, GError **error) {
  gboolean ok = ae_fleet_index(t->fleet) || save(t, error);
  if (ae_fleet_agree(t->fleet, ok, NULL, error))
    g_set_error(error, AE_ERROR, AE_ERROR_CANCELLED,
                "stopped after step %" G_GUINT64_FORMAT "; %s holds the state to resume from", t->state.step,
                t->checkpoint);
  return FALSE;
}

/* What is left to do when other processes are gone, and perhaps a quarter of a second: the state alone is saved, which
 * is that of the last step that was finished. */
static void rescue(AeTrainer *t, GError **error) {
  g_autoptr(GError) failure = NULL;
  if (!ae_fleet_speaks(t->fleet))
    return;
  if (ae_checkpoint_save(&t->state, t->checkpoint, &failure))
    g_prefix_error(error,
                   "stopped after step %" G_GUINT64_FORMAT ", %s holds the state to resume from: ", t->state.step,
                   t->checkpoint);
  else
    g_prefix_error(error, "stopped after step %" G_GUINT64_FORMAT ", its state is not saved (%s): ", t->state.step,
                   failure->message);
}

/* ---- the loop ---- */

static double seconds_left(const AeTrainer *t, double per_step) {
  const AeRecipeSchedule *s = &t->recipe->schedule;
  double by_steps = s->steps ? per_step * ((double)s->steps - (double)t->state.step) : G_MAXDOUBLE;
  double by_time = s->minutes > 0 ? 60 * s->minutes - t->state.seconds : G_MAXDOUBLE;
  return MAX(MIN(by_steps, by_time), 0);
}

static void report(AeTrainer *t, double loss, double rate) {
  const AeTrainState *s = &t->state;
  guint64 done = s->step - t->first_step;
  double weight = MAX(0.01, 1.0 / (double)done), seconds = seconds_since(t->started);
  t->mean_loss += weight * (loss - t->mean_loss);
  if (!t->options->progress)
    return;
  double per_step = seconds / (double)done;
  AeTrainProgress p = {.step = s->step, .pixels = s->pixels, .loss = t->mean_loss, .learning_rate = rate};
  *(t->examples.target_classes ? &p.accuracy : &p.psnr) = isnan(t->validation) ? 0 : t->validation;
  p.pixels_per_second = (double)(s->pixels - t->first_pixels) / seconds;
  p.seconds_left = seconds_left(t, per_step);
  p.steps = s->step + (guint64)(p.seconds_left / per_step + 0.5);
  t->options->progress(&p, t->options->user_data);
}

/* No validation has been better for too long. */
static gboolean out_of_patience(const AeTrainer *t) {
  return t->state.best.step && t->state.best.waited >= (guint64)t->recipe->validate.patience;
}

static gboolean validate(AeTrainer *t, GError **error) {
  if (!ae_validator_run(t->validator, t->fleet, &t->validation, error))
    return FALSE;
  ae_early_stop_note(&t->state.best, ae_trainer_judged(t), t->state.step, t->validation);
  return TRUE;
}

static gboolean validation_due(const AeTrainer *t) {
  guint64 every = (guint64)t->recipe->validate.every;
  return t->validator && (t->state.step % every == 0 || ae_recipe_done(t->recipe, t->state.step, t->state.seconds));
}

/* By the first process alone. */
static gboolean put_down(AeTrainer *t, double loss, double rate, gboolean validated, GError **error) {
  AeTrainLogEntry entry = {
      t->state.step, t->state.pixels, loss, rate, t->state.seconds, t->terms, validated ? t->validation : NAN};
  if (!ae_train_log_add(t->log, &entry, error))
    return FALSE;
  report(t, loss, rate);
  return seconds_since(t->saved) < t->recipe->run.checkpoint || save(t, error);
}

static gboolean run_steps(AeTrainer *t, GError **error) {
  while (!ae_recipe_done(t->recipe, t->state.step, t->state.seconds) && !out_of_patience(t)) {
    double loss, rate;
    if (!train_step(t, &loss, &rate, error))
      return FALSE;
    gboolean due = validation_due(t);
    if (due && !validate(t, error))
      return FALSE;
    gboolean ok = ae_fleet_index(t->fleet) || put_down(t, loss, rate, due, error);
    gboolean asked = t->options->stop && t->options->stop(t->options->user_data);
    if (!ae_fleet_agree(t->fleet, ok, &asked, error))
      return FALSE;
    if (asked)
      return stop(t, error);
  }
  return ae_fleet_agree(t->fleet, ae_fleet_index(t->fleet) || save(t, error), NULL, error);
}

static void warn(const AeTrainer *t) {
  g_auto(GStrv) advice = ae_advice(t->graph);
  for (char **text = advice; t->options->warn && *text; text++)
    t->options->warn(*text, t->options->user_data);
}

static gboolean train(AeTrainer *t, GError **error) {
  if (!ae_trainer_start(t, error))
    return FALSE;
  if (ae_fleet_index(t->fleet) == 0)
    warn(t);
  if (run_steps(t, error))
    return TRUE;
  if (ae_fleet_lost(t->fleet))
    rescue(t, error);
  return FALSE;
}

gboolean ae_train_run(const AeTrainOptions *options, GError **error) {
  AeTrainer t = {.options = options, .validation = NAN};
  gboolean ok = ae_fleet_join(&t.fleet, options->stop, options->user_data, error) && train(&t, error);
  if (options->told_elsewhere)
    *options->told_elsewhere = !ok && !ae_fleet_speaks(t.fleet);
  ae_trainer_clear(&t);
  return ok;
}
