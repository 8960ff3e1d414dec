/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/trainer.h"
#include "train/trainer_share.h"

AeParams *ae_trainer_judged(const AeTrainer *t) { return t->state.ema ? t->state.ema : t->state.params; }

static gboolean check_no_chains(const AeRecipe *r, GError **error) {
  if (!*r->corrupt.train && !*r->corrupt.validate)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: data of kind %s has inputs of its own, which [corrupt] cannot change", r->path, r->data_kind->name);
  return FALSE;
}

/* The corruptions make a picture as much smaller as the net makes it larger. */
static gboolean check_factor(const AeTrainer *t, int factor, GError **error) {
  if (t->recipe->data_kind->input)
    return check_no_chains(t->recipe, error);
  int train = ae_corrupt_factor(t->train_chain), validate = ae_corrupt_factor(t->validate_chain);
  if (t->recipe->data.patch % factor)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: data.patch=%d is no multiple of %d, by which the net enlarges",
                t->recipe->path, t->recipe->data.patch, factor);
  else if (train != factor || validate != factor)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "%s: the net makes pictures %d times larger, but the chains of [corrupt] make them %d and %d times "
                "smaller",
                t->recipe->path, factor, train, validate);
  else
    return TRUE;
  return FALSE;
}

/* A second input is a label. */
static gboolean take_label(const AeGraph *graph, const AeShape *shapes, AeLoaderSpec *spec) {
  if (graph->n_inputs == 1)
    return TRUE;
  AeShape label = shapes[graph->inputs[1]];
  spec->classes = label.c;
  return graph->n_inputs == 2 && label.h == 1 && label.w == 1;
}

/* A restoring net: an example is what comes out for what goes in, perhaps with a plane more for the noise level, and
 * perhaps a label beside it. */
static gboolean take_picture(const AeTrainer *t, const AeShape *shapes, AeLoaderSpec *spec, GError **error) {
  AeShape in = shapes[t->graph->inputs[0]], out = shapes[t->graph->n_nodes - 1];
  spec->shape = (AeDataShape){out.w, out.h, out.c};
  gboolean channels = in.c == out.c || in.c == out.c + 1 || spec->kind->input;
  if (out.h == in.h * spec->factor && out.w == in.w * spec->factor && channels && take_label(t->graph, shapes, spec))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s [net]: maps %dx%dx%d to %dx%dx%d; wanted are as many channels in as out or one more, one size or a "
              "whole number of times larger, and no more beside it than the numbers of a label",
              t->recipe->path, in.c, in.h, in.w, out.c, out.h, out.w);
  return FALSE;
}

/* A classifier: an example is what goes in, and a number a class or column comes out. */
static gboolean take_classes(const AeTrainer *t, const AeShape *shapes, AeLoaderSpec *spec, GError **error) {
  AeShape in = shapes[t->graph->inputs[0]], out = shapes[t->graph->n_nodes - 1];
  spec->shape = (AeDataShape){in.w, in.h, in.c};
  spec->target_classes = out.c;
  if (out.h == 1 && out.w == 1 && t->graph->n_inputs == 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s [net]: maps to %dx%dx%d; with data.target=label, wanted are a picture in and a number a class out",
              t->recipe->path, out.c, out.h, out.w);
  return FALSE;
}

static int enlarges(const AeGraphInfo *info) {
  return MAX(info->fixed ? info->out.h / info->in.h : info->scale_num / info->scale_den, 1);
}

/* The net's first input has the size that the net fixes or that of data.patch. */
static gboolean example_shape(const AeTrainer *t, AeLoaderSpec *spec, GError **error) {
  AeGraphInfo info;
  gboolean label = t->recipe->data.target == AE_TARGET_LABEL;
  if (!ae_graph_info(t->graph, &info, error))
    return FALSE;
  spec->factor = label ? 1 : enlarges(&info);
  if (!check_factor(t, spec->factor, error))
    return FALSE;
  int side = t->recipe->data.patch / spec->factor;
  g_autofree AeShape *shapes =
      ae_graph_shapes(t->graph, 1, info.fixed ? info.in.h : side, info.fixed ? info.in.w : side, error);
  if (!shapes)
    return FALSE;
  spec->in_channels = shapes[t->graph->inputs[0]].c;
  return (label ? take_classes : take_picture)(t, shapes, spec, error);
}

static gboolean check_classes(const AeTrainer *t, const AeLoaderSpec *spec, GError **error) {
  guint classes = spec->kind->classes ? spec->kind->classes(spec->data) : 0;
  guint columns = ae_data_columns(spec->kind, spec->data);
  int wanted = spec->target_classes ? spec->target_classes : spec->classes;
  if (columns && spec->target_classes) {
    if ((guint)spec->target_classes == columns)
      return TRUE;
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s [net]: gives %d numbers, but the data has %u columns",
                t->recipe->path, spec->target_classes, columns);
    return FALSE;
  }
  if (!wanted || (guint)wanted == classes)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s [net]: %s labels of %d classes, but the data has %u",
              t->recipe->path, spec->target_classes ? "gives" : "takes", wanted, classes);
  return FALSE;
}

static gboolean check_order(const AeRecipe *r, GError **error) {
  if (r->data.order == AE_ORDER_RANDOM || r->data_kind->count)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: data of kind %s is drawn at random: it has no data.order=epochs",
              r->path, r->data_kind->name);
  return FALSE;
}

static gboolean open_data(AeTrainer *t, AeLoaderSpec *spec, GError **error) {
  const AeRecipe *r = t->recipe;
  const char *dir = t->options->data ? t->options->data : r->data.dir;
  if (!dir && !r->data_kind->made) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no folder of data is given (data.dir)", r->path);
    return FALSE;
  }
  t->data = r->data_kind->open(r->data_options, dir, spec->shape, error);
  spec->data = t->data;
  return t->data && check_classes(t, spec, error) &&
         (!r->data_kind->open_inputs || r->data_kind->open_inputs(t->data, ae_loader_input_shape(spec), error));
}

/* Without validations nothing would ever be better. */
static gboolean check_patience(const AeTrainer *t, GError **error) {
  if (!t->recipe->validate.patience || t->validator)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: validate.patience=%d waits for validations, but %s",
              t->recipe->path, t->recipe->validate.patience,
              t->recipe->validate.every ? "no examples are held out" : "validate.every is 0");
  return FALSE;
}

static int share_of_batch(const AeTrainer *t) { return t->recipe->data.batch / ae_fleet_count(t->fleet); }

static gboolean start_loader(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  g_autofree char *owner = g_strdup_printf("%s [corrupt]", r->path);
  AeLoaderSpec *spec = &t->examples;
  *spec = (AeLoaderSpec){.kind = r->data_kind,
                         .batch = share_of_batch(t),
                         .first = ae_fleet_index(t->fleet) * share_of_batch(t),
                         .whole = r->data.batch,
                         .seed = (guint64)r->run.seed,
                         .grey = r->data.grey,
                         .blind = r->corrupt.blind,
                         .epochs = r->data.order == AE_ORDER_EPOCHS};
  t->train_chain = ae_corrupt_parse(r->corrupt.train, owner, error);
  t->validate_chain = t->train_chain ? ae_corrupt_parse(r->corrupt.validate, owner, error) : NULL;
  if (!t->validate_chain || !check_order(r, error) || !example_shape(t, spec, error) || !open_data(t, spec, error))
    return FALSE;
  spec->chain = t->validate_chain;
  if (r->validate.every && spec->kind->held_out(spec->data) > 0) {
    t->validator = ae_validator_new(spec, r->validate.pictures, t->graph, ae_trainer_judged(t), error);
    if (!t->validator)
      return FALSE;
  }
  spec->chain = t->train_chain;
  if (!check_patience(t, error))
    return FALSE;
  t->loader = ae_loader_new(spec, r->run.loaders, t->state.step, error);
  return t->loader != NULL;
}

static gboolean start_features(AeTrainer *t, GError **error) {
  const AeRecipeFeatures *f = &t->recipe->features;
  if (!ae_recipe_has_features(t->recipe))
    return TRUE;
  AeModel *model = ae_model_load(f->model, NULL, error);
  gboolean good = model && ae_features_spec_init(&t->features, model, f->nodes, f->weight, (guint)f->jitter, error);
  ae_model_unref(model);
  return good;
}

static gboolean start_crew(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  AeCrewSpec spec = {.graph = t->graph,
                     .params = t->state.params,
                     .losses = r->losses,
                     .batch = share_of_batch(t),
                     .width = t->examples.shape.width / t->examples.factor,
                     .height = t->examples.shape.height / t->examples.factor,
                     .threads = r->run.threads,
                     .micro = r->run.micro,
                     .bf16 = r->run.precision == 1,
                     .seed = (guint64)r->run.seed,
                     .features = t->features.graph ? &t->features : NULL,
                     .critic = t->critic_graph ? &t->critic : NULL,
                     .fleet = t->fleet};
  t->crew = ae_crew_new(&spec, error);
  t->grads = t->crew ? ae_params_copy(t->state.params, error) : NULL;
  t->terms = g_new0(double, ae_recipe_terms(r));
  return t->grads != NULL;
}

/* A fleet's first process reads the files for all. */
static gboolean start_state(AeTrainer *t, GError **error) {
  const AeRecipe *r = t->recipe;
  if (!ae_train_state_init(&t->state, t->graph, r->optim_type, r->optim.ema > 0, (guint64)r->run.seed, error) ||
      (r->validate.patience && !ae_early_stop_init(&t->state.best, t->state.params, error)))
    return FALSE;
  if (ae_fleet_index(t->fleet))
    return TRUE;
  if (t->options->resume && g_file_test(t->checkpoint, G_FILE_TEST_EXISTS))
    return ae_checkpoint_load(&t->state, t->checkpoint, error);
  return !r->run.init || ae_checkpoint_init(&t->state, r->run.init, r->run.fresh, error);
}

static gboolean check_share(const AeTrainer *t, GError **error) {
  int count = ae_fleet_count(t->fleet);
  if (t->recipe->data.batch % count == 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: data.batch=%d is no multiple of the %d processes that are to share it", t->recipe->path,
              t->recipe->data.batch, count);
  return FALSE;
}

static void set_paths(AeTrainer *t) {
  t->output =
      t->options->output ? g_strdup(t->options->output) : g_strconcat(t->recipe->model.name, ".safetensors", NULL);
  t->checkpoint = g_strconcat(t->output, ".checkpoint", NULL);
  t->log_path = g_strconcat(t->output, ".log.tsv", NULL);
}

static gboolean start_state_of_recipe(AeTrainer *t, GError **error) {
  t->recipe = ae_recipe_load(t->options->recipe, t->options->overrides, error);
  if (!t->recipe || !check_share(t, error))
    return FALSE;
  set_paths(t);
  t->graph = ae_graph_parse(t->recipe->net, t->recipe->path, error);
  return t->graph && start_state(t, error);
}

static gboolean start_parts(AeTrainer *t, GError **error) {
  if (!start_loader(t, error) || !start_features(t, error) || !ae_trainer_start_critic(t, error) ||
      !start_crew(t, error))
    return FALSE;
  if (ae_fleet_index(t->fleet) == 0 && !(t->log = ae_train_log_open(t->log_path, t->recipe, t->state.step, error)))
    return FALSE;
  t->first_step = t->state.step;
  t->first_pixels = t->state.pixels;
  t->seconds_before = t->state.seconds;
  t->started = t->saved = g_get_monotonic_time();
  return TRUE;
}

gboolean ae_trainer_start(AeTrainer *t, GError **error) {
  return ae_fleet_agree(t->fleet, start_state_of_recipe(t, error), NULL, error) && ae_trainer_share_state(t, error) &&
         ae_fleet_agree(t->fleet, start_parts(t, error), NULL, error);
}

void ae_trainer_clear(AeTrainer *t) {
  ae_crew_free(t->crew); /* its workers may still be at the loader's batch */
  ae_loader_free(t->loader);
  ae_validator_free(t->validator);
  ae_train_log_free(t->log);
  if (t->data)
    t->recipe->data_kind->close(t->data);
  ae_corrupt_free(t->train_chain);
  ae_corrupt_free(t->validate_chain);
  ae_features_spec_clear(&t->features);
  ae_trainer_clear_critic(t);
  ae_params_free(t->grads);
  ae_train_state_clear(&t->state);
  ae_graph_unref(t->graph);
  ae_recipe_free(t->recipe);
  g_free(t->terms);
  g_free(t->output);
  g_free(t->checkpoint);
  g_free(t->log_path);
  ae_fleet_leave(t->fleet);
}
