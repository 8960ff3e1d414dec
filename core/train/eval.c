/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/eval.h"

#include <string.h>

#include "train/clean_pictures.h"
#include "train/metrics.h"

enum { MEASURES = 5 }; /* psnr, ssim, mse, mae, before */

/* One value of the list, with its own open chain. */
typedef struct {
  double value;
  AeChain *chain;
  double sums[MEASURES];
} Case;

typedef struct {
  const AeEvalJob *job;
  const AeEval *eval;
  AeEvalOptions *options;
  GArray *cases;
} Run;

/* ---- what is measured ---- */

static const AeEval *find_eval(const AeModel *model, GError **error) {
  g_autoptr(GString) tasks = g_string_new(NULL);
  for (const AeEval *const *eval = ae_evals(); *eval; eval++) {
    if (!strcmp((*eval)->task, ae_model_task(model)))
      return *eval;
    g_string_append_printf(tasks, "%s%s", tasks->len ? ", " : "", (*eval)->task);
  }
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "%s: no way to measure a model for %s; there are ways for: %s, reconstruct, classify",
              ae_model_path(model), ae_model_task(model), tasks->str);
  return NULL;
}

static void set_usual(Run *run, const AeModel *model) {
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  if (!run->eval->usual)
    return;
  g_free(run->options->values);
  run->options->values = g_strdup(g_ascii_dtostr(text, sizeof text, run->eval->usual(model)));
}

static gboolean parse_options(Run *run, GError **error) {
  g_autofree char *owner = g_strdup_printf("eval of a model for %s", run->eval->task);
  for (const char *const *word = run->job->words; word && *word; word++) {
    const char *equals = strchr(*word, '=');
    if (!equals) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" is not KEY=VALUE", owner, *word);
      return FALSE;
    }
    g_autofree char *key = g_strndup(*word, (gsize)(equals - *word));
    if (!ae_option_set(run->eval->options, run->options, owner, key, equals + 1, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean add_value(Run *run, const char *word) {
  char *end;
  Case item = {g_ascii_strtod(word, &end)};
  if (end == word || *end || !(item.value >= run->eval->min && item.value <= run->eval->max))
    return FALSE;
  g_array_append_val(run->cases, item);
  return TRUE;
}

static gboolean parse_values(Run *run, GError **error) {
  const AeEval *eval = run->eval;
  g_auto(GStrv) words = g_strsplit(run->options->values, ",", -1);
  gboolean ok = *words != NULL;
  for (char **word = words; ok && *word; word++)
    ok = add_value(run, *word);
  if (!ok)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "eval of a model for %s: %s=%s is not a list of numbers in %g..%g",
                eval->task, eval->value, run->options->values, eval->min, eval->max);
  return ok;
}

static gboolean open_chains(Run *run, const char *model, GError **error) {
  static const AeSettings defaults;
  for (guint i = 0; i < run->cases->len; i++) {
    Case *c = &g_array_index(run->cases, Case, i);
    g_auto(GStrv) words = run->eval->chain(model, c->value, run->options);
    c->chain = ae_chain_parse((const char *const *)words, error);
    if (!c->chain || !ae_chain_open(c->chain, run->job->settings ? run->job->settings : &defaults, error))
      return FALSE;
  }
  return TRUE;
}

/* ---- measuring ---- */

static AeImage *repair(Case *c, AeImage *spoiled, GError **error) {
  AeRows *rows = ae_chain_apply(c->chain, ae_image_rows(spoiled, FALSE), error);
  AeImage *result = rows ? ae_image_from_rows(rows, error) : NULL;
  ae_rows_free(rows);
  return result;
}

/* What is compared, owned; NULL with an error. clip: of a result that has no view of its own. */
static AeImage *view_of(const Run *run, AeImage *picture, double value, gboolean clip, GError **error) {
  if (run->eval->view)
    return run->eval->view(picture, value, error);
  AeImage *copy = ae_image_new(&picture->info, error);
  gsize n = (gsize)picture->info.width * picture->info.height * picture->info.channels;
  const float *from = (const float *)picture->data;
  for (gsize i = 0; copy && i < n; i++)
    ((float *)copy->data)[i] = clip ? CLAMP(from[i], 0, 1) : from[i];
  return copy;
}

static gboolean check_kind(const AeImage *clean, const AeImage *result, GError **error) {
  const AeImageInfo *a = &clean->info, *b = &result->info;
  if (a->width == b->width && a->height == b->height && a->channels == b->channels && b->sample == AE_SAMPLE_FLOAT)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "the stage made another kind of picture");
  return FALSE;
}

static gboolean measure(const AeImage *wanted, const AeImage *got, const AeImage *rival, double share, double *measures,
                        GError **error) {
  const AeImageInfo *info = &wanted->info;
  gsize n = (gsize)info->width * info->height * info->channels;
  const float *a = (const float *)got->data, *b = (const float *)wanted->data;
  measures[2] = ae_mse(a, b, n) / share;
  measures[3] = ae_mae(a, b, n) / share;
  measures[0] = ae_psnr(measures[2]);
  measures[4] = ae_psnr(ae_mse((const float *)rival->data, b, n) / share);
  return ae_ssim(a, b, info->width, info->height, info->channels, &measures[1], error);
}

static gboolean compare(const Run *run, double value, AeImage *clean, AeImage *rival, AeImage *result, double share,
                        double *measures, GError **error) {
  AeImage *wanted = view_of(run, clean, value, FALSE, error);
  AeImage *got = wanted ? view_of(run, result, value, TRUE, error) : NULL;
  AeImage *before = got ? view_of(run, rival, value, FALSE, error) : NULL;
  gboolean ok = before && check_kind(wanted, got, error) && check_kind(wanted, before, error) &&
                measure(wanted, got, before, share, measures, error);
  ae_image_free(before);
  ae_image_free(got);
  ae_image_free(wanted);
  return ok;
}

static void print_line(const Run *run, const char *picture, double value, const double *m) {
  static const char *const forms[MEASURES] = {"%.3f", "%.5f", "%.4e", "%.4e", "%.3f"};
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr(GString) line = g_string_new(picture);
  g_string_append_printf(line, "\t%s", g_ascii_formatd(number, sizeof number, "%g", value));
  for (int i = 0; i < MEASURES; i++)
    g_string_append_printf(line, "\t%s", g_ascii_formatd(number, sizeof number, forms[i], m[i]));
  run->job->print(line->str, run->job->user_data);
}

static gboolean measure_spoiled(const Run *run, Case *c, AeImage *clean, AeImage *spoiled, double *measures,
                                GError **error) {
  double share = run->eval->share ? run->eval->share(spoiled) : 1;
  AeImage *rival = run->eval->rival ? run->eval->rival(spoiled, c->value, error) : NULL;
  AeImage *result = rival || !run->eval->rival ? repair(c, spoiled, error) : NULL;
  gboolean ok = result && compare(run, c->value, clean, rival ? rival : spoiled, result, share, measures, error);
  ae_image_free(result);
  ae_image_free(rival);
  return ok;
}

static gboolean measure_case(Run *run, Case *c, const char *name, AeImage *clean, GError **error) {
  AeRng rng;
  double measures[MEASURES];
  ae_rng_init(&rng, (guint64)run->options->seed,
              g_str_hash(name)); /* by name: the same whatever else lies in the folder */
  AeImage *spoiled = run->eval->spoil(clean, c->value, run->options, &rng, error);
  gboolean ok = spoiled && measure_spoiled(run, c, clean, spoiled, measures, error);
  ae_image_free(spoiled);
  if (!ok)
    return FALSE;
  print_line(run, name, c->value, measures);
  for (int i = 0; i < MEASURES; i++)
    c->sums[i] += measures[i];
  return TRUE;
}

static gboolean measure_prepared(Run *run, Case *c, const char *name, AeImage *picture, GError **error) {
  if (!run->eval->prepare)
    return measure_case(run, c, name, picture, error);
  AeImage *clean = run->eval->prepare(picture, c->value, error);
  gboolean ok = clean && measure_case(run, c, name, clean, error);
  ae_image_free(clean);
  if (!ok)
    g_prefix_error(error, "%s: ", name);
  return ok;
}

static gboolean measure_picture(Run *run, const char *path, GError **error) {
  AeImage *picture = ae_clean_picture_read(path, error);
  g_autofree char *base = g_path_get_basename(path);
  g_autofree char *name = g_filename_display_name(base);
  gboolean ok = picture != NULL;
  for (guint i = 0; ok && i < run->cases->len; i++)
    ok = measure_prepared(run, &g_array_index(run->cases, Case, i), name, picture, error);
  ae_image_free(picture);
  return ok;
}

static gboolean measure_all(Run *run, GError **error) {
  g_autoptr(GPtrArray) paths = ae_clean_pictures_list(run->job->data, error);
  if (!paths)
    return FALSE;
  g_autofree char *title = g_strdup_printf("picture\t%s\tpsnr\tssim\tmse\tmae\tbefore", run->eval->value);
  run->job->print(title, run->job->user_data);
  for (guint i = 0; i < paths->len; i++)
    if (!measure_picture(run, paths->pdata[i], error))
      return FALSE;
  for (guint i = 0; i < run->cases->len; i++) {
    Case *c = &g_array_index(run->cases, Case, i);
    for (int k = 0; k < MEASURES; k++)
      c->sums[k] /= paths->len;
    print_line(run, "mean", c->value, c->sums);
  }
  return TRUE;
}

static void clear_case(gpointer item) { ae_chain_free(((Case *)item)->chain); }

gboolean ae_eval_pictures(const AeEvalJob *job, const AeModel *model, GError **error) {
  Run run = {job, find_eval(model, error)};
  if (!run.eval)
    return FALSE;
  run.options = g_malloc0(run.eval->options_size);
  run.cases = g_array_new(FALSE, FALSE, sizeof(Case));
  g_array_set_clear_func(run.cases, clear_case);
  ae_options_init(run.eval->options, run.options);
  set_usual(&run, model);
  gboolean ok = parse_options(&run, error) && parse_values(&run, error) &&
                open_chains(&run, ae_model_path(model), error) && measure_all(&run, error);
  g_array_unref(run.cases);
  ae_options_clear(run.eval->options, run.options);
  g_free(run.options);
  return ok;
}
