/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/train.h>

#include <math.h>
#include <string.h>

#include "model/model.h"
#include "train/checkpoint.h"
#include "train/crew.h"
#include "train/trainlog.h"
#include "train/validate.h"

typedef struct {
  const AeTrainOptions *options;
  AeRecipe *recipe;
  AeGraph *graph;
  AeTrainState state;
  char *output, *checkpoint, *log_path;
  gpointer data;
  AeCorruptChain *train_chain, *validate_chain;
  AeLoader *loader;
  AeCrew *crew;
  AeValidator *validator;
  AeTrainLog *log;
  AeParams *grads;  /* laid out as the weights */
  double *terms;    /* a number a loss */
  double mean_loss; /* exponential, for the progress line */
  double psnr;      /* of the last validation */
  gint64 started, saved; /* microseconds, monotonic */
  guint64 first_step, first_pixels; /* where this run begins */
  double seconds_before;
} Trainer;

/* ---- one step ---- */

static double seconds_since(gint64 when) { return (double)(g_get_monotonic_time() - when) / 1e6; }

/* Scales the gradient where its norm is above the limit; FALSE where it is not finite. */
static gboolean clip_gradient(const Trainer *t) {
  double sum = 0, limit = t->recipe->optim.clip;
  for (guint i = 0; i < t->grads->n; i++) {
    const AeParam *item = &t->grads->items[i];
    for (gsize k = 0; item->trainable && k < item->count; k++)
      sum += (double)item->data[k] * (double)item->data[k];
  }
  double norm = sqrt(sum);
  if (!isfinite(norm))
    return FALSE;
  if (limit > 0 && norm > limit)
    for (gsize k = 0; k < t->grads->total; k++)
      t->grads->data[k] *= (ae_real)(limit / norm);
  return TRUE;
}

static void update_weights(Trainer *t, double rate) {
  AeTrainState *s = &t->state;
  for (guint i = 0; i < s->params->n; i++) {
    const AeParam *item = &s->params->items[i];
    AeOptimStep step = {.n = item->count, .weight = item->data, .gradient = t->grads->items[i].data, .rate = rate,
                        .step = s->step + 1, .decay = item->rank > 1};
    for (int k = 0; k < s->optim->slots; k++)
      step.slot[k] = s->slot[k]->items[i].data;
    if (item->trainable)
      s->optim->step(t->recipe->optim_options, &step);
  }
}

/* The memory grows with the first steps, so that the first weights are soon forgotten. */
static void average_weights(AeTrainState *s, double memory) {
  if (!s->ema)
    return;
  double keep = MIN(memory, (1.0 + (double)s->step) / (10.0 + (double)s->step));
  ae_real a = (ae_real)keep, b = (ae_real)(1 - keep);
  for (guint i = 0; i < s->params->n; i++) {
    const AeParam *item = &s->params->items[i];
    ae_real *mean = s->ema->items[i].data;
    if (item->trainable)
      for (gsize k = 0; k < item->count; k++)
        mean[k] = a * mean[k] + b * item->data[k];
    else
      memcpy(mean, item->data, item->count * sizeof *mean);
  }
}

static double weighted_loss(const Trainer *t) {
  double loss = 0;
  for (guint i = 0; i < t->recipe->losses->len; i++)
    loss += g_array_index(t->recipe->losses, AeRecipeLoss, i).weight * t->terms[i];
  return loss;
}

static gboolean train_step(Trainer *t, double *loss, double *rate, GError **error) {
  AeTrainState *s = &t->state;
  const AeBatchData *batch = ae_loader_next(t->loader);
  ae_crew_step(t->crew, batch, s->step, t->grads->data, t->terms);
  *loss = weighted_loss(t);
  if (!isfinite(*loss) || !clip_gradient(t)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the loss is no longer finite at step %" G_GUINT64_FORMAT ": lower optim.lr",
                t->recipe->path, s->step + 1);
    return FALSE;
  }
  *rate = ae_recipe_rate(t->recipe, s->step, s->seconds);
  update_weights(t, *rate);
  average_weights(s, t->recipe->optim.ema);
  s->step++;
  s->pixels += (guint64)t->recipe->data.batch * (guint64)t->recipe->data.patch * (guint64)t->recipe->data.patch;
  s->seconds = t->seconds_before + seconds_since(t->started);
  return TRUE;
}

/* ---- files ---- */

static AeParams *best_params(const Trainer *t) { return t->state.ema ? t->state.ema : t->state.params; }

static GHashTable *model_metadata(const Trainer *t) {
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) keys = g_key_file_get_keys(t->recipe->file, "metadata", NULL, NULL);
  for (char **key = keys; key && *key; key++)
    g_hash_table_insert(table, g_strdup(*key), g_key_file_get_string(t->recipe->file, "metadata", *key, NULL));
  g_hash_table_insert(table, g_strdup("task"), g_strdup(t->recipe->model.task));
  g_hash_table_insert(table, g_strdup("name"), g_strdup(t->recipe->model.name));
  g_hash_table_insert(table, g_strdup("range"), g_strdup("0..1"));
  g_hash_table_insert(table, g_strdup("recipe"), g_path_get_basename(t->recipe->path));
  g_hash_table_insert(table, g_strdup("recipe_sha256"), ae_recipe_hash(t->recipe));
  g_hash_table_insert(table, g_strdup("trained_steps"), g_strdup_printf("%" G_GUINT64_FORMAT, t->state.step));
  g_hash_table_insert(table, g_strdup("trained_pixels"), g_strdup_printf("%" G_GUINT64_FORMAT, t->state.pixels));
  g_hash_table_insert(table, g_strdup("trained_seconds"), g_strdup_printf("%.0f", t->state.seconds));
  return table;
}

/* The model goes with every checkpoint, so that a training can be looked at while it runs. */
static gboolean save(Trainer *t, GError **error) {
  g_autoptr(GHashTable) metadata = model_metadata(t);
  t->saved = g_get_monotonic_time();
  return ae_checkpoint_save(&t->state, t->checkpoint, error) &&
         ae_model_save(t->output, t->graph, best_params(t), metadata, TRUE, error);
}

static gboolean stopped(Trainer *t, GError **error) {
  if (!t->options->stop || !t->options->stop(t->options->user_data))
    return FALSE;
  if (save(t, error))
    g_set_error(error, AE_ERROR, AE_ERROR_CANCELLED,
                "stopped after step %" G_GUINT64_FORMAT "; %s holds the state to resume from", t->state.step, t->checkpoint);
  return TRUE;
}

/* ---- the loop ---- */

static double seconds_left(const Trainer *t, double per_step) {
  const AeRecipeSchedule *s = &t->recipe->schedule;
  double by_steps = s->steps ? per_step * ((double)s->steps - (double)t->state.step) : G_MAXDOUBLE;
  double by_time = s->minutes > 0 ? 60 * s->minutes - t->state.seconds : G_MAXDOUBLE;
  return MAX(MIN(by_steps, by_time), 0);
}

static void report(Trainer *t, double loss, double rate) {
  const AeTrainState *s = &t->state;
  guint64 done = s->step - t->first_step;
  double weight = MAX(0.01, 1.0 / (double)done), seconds = seconds_since(t->started);
  t->mean_loss += weight * (loss - t->mean_loss);
  if (!t->options->progress)
    return;
  double per_step = seconds / (double)done;
  AeTrainProgress p = {.step = s->step, .pixels = s->pixels, .loss = t->mean_loss, .learning_rate = rate, .psnr = t->psnr};
  p.pixels_per_second = (double)(s->pixels - t->first_pixels) / seconds;
  p.seconds_left = seconds_left(t, per_step);
  p.steps = s->step + (guint64)(p.seconds_left / per_step + 0.5);
  t->options->progress(&p, t->options->user_data);
}

static gboolean validation_due(const Trainer *t) {
  guint64 every = (guint64)t->recipe->validate.every;
  return t->validator && (t->state.step % every == 0 || ae_recipe_done(t->recipe, t->state.step, t->state.seconds));
}

static gboolean run_steps(Trainer *t, GError **error) {
  while (!ae_recipe_done(t->recipe, t->state.step, t->state.seconds)) {
    double loss, rate;
    if (!train_step(t, &loss, &rate, error))
      return FALSE;
    gboolean validate = validation_due(t);
    if (validate)
      t->psnr = ae_validator_psnr(t->validator);
    AeTrainLogEntry entry = {t->state.step, t->state.pixels, loss, rate, t->state.seconds, t->terms, validate ? t->psnr : 0};
    if (!ae_train_log_add(t->log, &entry, error))
      return FALSE;
    report(t, loss, rate);
    if (stopped(t, error))
      return FALSE;
    if (seconds_since(t->saved) >= t->recipe->run.checkpoint && !save(t, error))
      return FALSE;
  }
  return save(t, error);
}

/* ---- setting up ---- */

/* A net for pictures maps patch x patch pictures, perhaps with a plane for the noise level, to pictures of the same size. */
static gboolean picture_channels(const Trainer *t, AeLoaderSpec *spec, GError **error) {
  int patch = t->recipe->data.patch;
  g_autofree AeShape *shapes = ae_graph_shapes(t->graph, 1, patch, patch, error);
  if (!shapes)
    return FALSE;
  AeShape in = shapes[t->graph->inputs[0]], out = shapes[t->graph->n_nodes - 1];
  spec->in_channels = in.c;
  spec->channels = out.c;
  if (out.h == in.h && out.w == in.w && (in.c == out.c || in.c == out.c + 1) && (out.c == 1 || out.c == 3))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s [net]: maps %dx%dx%d to %dx%dx%d; wanted are 1 or 3 channels out, as many or one more in, and one size",
              t->recipe->path, in.c, in.h, in.w, out.c, out.h, out.w);
  return FALSE;
}

static gboolean open_data(Trainer *t, AeLoaderSpec *spec, GError **error) {
  const AeRecipe *r = t->recipe;
  const char *dir = t->options->data ? t->options->data : r->data.dir;
  if (!dir) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no folder of data is given (data.dir)", r->path);
    return FALSE;
  }
  t->data = r->data_kind->open(r->data_options, dir, r->data.patch, spec->channels, error);
  spec->data = t->data;
  return t->data != NULL;
}

static gboolean start_loader(Trainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  g_autofree char *owner = g_strdup_printf("%s [corrupt]", r->path);
  AeLoaderSpec spec = {.kind = r->data_kind, .batch = r->data.batch, .patch = r->data.patch, .seed = (guint64)r->run.seed};
  t->train_chain = ae_corrupt_parse(r->corrupt.train, owner, error);
  t->validate_chain = t->train_chain ? ae_corrupt_parse(r->corrupt.validate, owner, error) : NULL;
  if (!t->validate_chain || !picture_channels(t, &spec, error) || !open_data(t, &spec, error))
    return FALSE;
  spec.chain = t->validate_chain;
  if (r->validate.every && spec.kind->held_out(spec.data) > 0) {
    t->validator = ae_validator_new(&spec, r->validate.pictures, t->graph, best_params(t), error);
    if (!t->validator)
      return FALSE;
  }
  spec.chain = t->train_chain;
  t->loader = ae_loader_new(&spec, r->run.loaders, t->state.step, error);
  return t->loader != NULL;
}

static gboolean start_crew(Trainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  AeCrewSpec spec = {.graph = t->graph, .params = t->state.params, .losses = r->losses, .batch = r->data.batch,
                     .patch = r->data.patch, .threads = r->run.threads, .micro = r->run.micro, .bf16 = r->run.precision == 1,
                     .seed = (guint64)r->run.seed};
  t->crew = ae_crew_new(&spec, error);
  t->grads = t->crew ? ae_params_copy(t->state.params, error) : NULL;
  t->terms = g_new0(double, r->losses->len);
  return t->grads != NULL;
}

static gboolean start_state(Trainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  if (!ae_train_state_init(&t->state, t->graph, r->optim_type, r->optim.ema > 0, (guint64)r->run.seed, error))
    return FALSE;
  if (t->options->resume && g_file_test(t->checkpoint, G_FILE_TEST_EXISTS))
    return ae_checkpoint_load(&t->state, t->checkpoint, error);
  return !r->run.init || ae_checkpoint_init(&t->state, r->run.init, error);
}

static void set_paths(Trainer *t) {
  t->output = t->options->output ? g_strdup(t->options->output) : g_strconcat(t->recipe->model.name, ".safetensors", NULL);
  t->checkpoint = g_strconcat(t->output, ".checkpoint", NULL);
  t->log_path = g_strconcat(t->output, ".log.tsv", NULL);
}

static gboolean start(Trainer *t, GError **error) {
  t->recipe = ae_recipe_load(t->options->recipe, t->options->overrides, error);
  if (!t->recipe)
    return FALSE;
  set_paths(t);
  t->graph = ae_graph_parse(t->recipe->net, t->recipe->path, error);
  if (!t->graph || !start_state(t, error) || !start_loader(t, error) || !start_crew(t, error))
    return FALSE;
  t->log = ae_train_log_open(t->log_path, t->recipe, t->state.step, error);
  t->first_step = t->state.step;
  t->first_pixels = t->state.pixels;
  t->seconds_before = t->state.seconds;
  t->started = t->saved = g_get_monotonic_time();
  return t->log != NULL;
}

static void clear(Trainer *t) {
  ae_loader_free(t->loader);
  ae_crew_free(t->crew);
  ae_validator_free(t->validator);
  ae_train_log_free(t->log);
  if (t->data)
    t->recipe->data_kind->close(t->data);
  ae_corrupt_free(t->train_chain);
  ae_corrupt_free(t->validate_chain);
  ae_params_free(t->grads);
  ae_train_state_clear(&t->state);
  ae_graph_unref(t->graph);
  ae_recipe_free(t->recipe);
  g_free(t->terms);
  g_free(t->output);
  g_free(t->checkpoint);
  g_free(t->log_path);
}

gboolean ae_train_run(const AeTrainOptions *options, GError **error) {
  Trainer t = {.options = options};
  gboolean ok = start(&t, error) && run_steps(&t, error);
  clear(&t);
  return ok;
}
