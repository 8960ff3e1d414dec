/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/trainer.h"

AeParams *ae_trainer_best(const AeTrainer *t) { return t->state.ema ? t->state.ema : t->state.params; }

/* The corruptions make a picture as much smaller as the net makes it larger. */
static gboolean check_factor(const AeTrainer *t, const AeLoaderSpec *spec, GError **error) {
  int train = ae_corrupt_factor(t->train_chain), validate = ae_corrupt_factor(t->validate_chain);
  if (spec->patch % spec->factor)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: data.patch=%d is no multiple of %d, by which the net enlarges",
                t->recipe->path, spec->patch, spec->factor);
  else if (train != spec->factor || validate != spec->factor)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "%s: the net makes pictures %d times larger, but the chains of [corrupt] make them %d and %d times "
                "smaller",
                t->recipe->path, spec->factor, train, validate);
  else
    return TRUE;
  return FALSE;
}

/* A net for pictures maps pictures, perhaps with a plane for the noise level, to patch x patch pictures, which may be
 * larger. */
static gboolean picture_channels(const AeTrainer *t, AeLoaderSpec *spec, GError **error) {
  AeGraphInfo info;
  if (!ae_graph_info(t->graph, &info, error))
    return FALSE;
  spec->factor = MAX(info.scale_num / info.scale_den, 1);
  if (!check_factor(t, spec, error))
    return FALSE;
  int side = spec->patch / spec->factor;
  g_autofree AeShape *shapes = ae_graph_shapes(t->graph, 1, side, side, error);
  if (!shapes)
    return FALSE;
  AeShape in = shapes[t->graph->inputs[0]], out = shapes[t->graph->n_nodes - 1];
  spec->in_channels = in.c;
  spec->channels = out.c;
  if (out.h == spec->patch && out.w == spec->patch && (in.c == out.c || in.c == out.c + 1) &&
      (out.c == 1 || out.c == 3))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s [net]: maps %dx%dx%d to %dx%dx%d; wanted are 1 or 3 channels out, as many or one more in, and one "
              "size or a whole number of times larger",
              t->recipe->path, in.c, in.h, in.w, out.c, out.h, out.w);
  return FALSE;
}

static gboolean open_data(AeTrainer *t, AeLoaderSpec *spec, GError **error) {
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

static gboolean start_loader(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  g_autofree char *owner = g_strdup_printf("%s [corrupt]", r->path);
  AeLoaderSpec spec = {
      .kind = r->data_kind, .batch = r->data.batch, .patch = r->data.patch, .seed = (guint64)r->run.seed,
      .grey = r->data.grey, .blind = r->corrupt.blind};
  t->train_chain = ae_corrupt_parse(r->corrupt.train, owner, error);
  t->validate_chain = t->train_chain ? ae_corrupt_parse(r->corrupt.validate, owner, error) : NULL;
  if (!t->validate_chain || !picture_channels(t, &spec, error) || !open_data(t, &spec, error))
    return FALSE;
  spec.chain = t->validate_chain;
  if (r->validate.every && spec.kind->held_out(spec.data) > 0) {
    t->validator = ae_validator_new(&spec, r->validate.pictures, t->graph, ae_trainer_best(t), error);
    if (!t->validator)
      return FALSE;
  }
  spec.chain = t->train_chain;
  t->side = spec.patch / spec.factor;
  t->loader = ae_loader_new(&spec, r->run.loaders, t->state.step, error);
  return t->loader != NULL;
}

static gboolean start_crew(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  AeCrewSpec spec = {.graph = t->graph,
                     .params = t->state.params,
                     .losses = r->losses,
                     .batch = r->data.batch,
                     .patch = t->side,
                     .threads = r->run.threads,
                     .micro = r->run.micro,
                     .bf16 = r->run.precision == 1,
                     .seed = (guint64)r->run.seed};
  t->crew = ae_crew_new(&spec, error);
  t->grads = t->crew ? ae_params_copy(t->state.params, error) : NULL;
  t->terms = g_new0(double, r->losses->len);
  return t->grads != NULL;
}

static gboolean start_state(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  if (!ae_train_state_init(&t->state, t->graph, r->optim_type, r->optim.ema > 0, (guint64)r->run.seed, error))
    return FALSE;
  if (t->options->resume && g_file_test(t->checkpoint, G_FILE_TEST_EXISTS))
    return ae_checkpoint_load(&t->state, t->checkpoint, error);
  return !r->run.init || ae_checkpoint_init(&t->state, r->run.init, r->run.fresh, error);
}

static void set_paths(AeTrainer *t) {
  t->output =
      t->options->output ? g_strdup(t->options->output) : g_strconcat(t->recipe->model.name, ".safetensors", NULL);
  t->checkpoint = g_strconcat(t->output, ".checkpoint", NULL);
  t->log_path = g_strconcat(t->output, ".log.tsv", NULL);
}

gboolean ae_trainer_start(AeTrainer *t, GError **error) {
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

void ae_trainer_clear(AeTrainer *t) {
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
