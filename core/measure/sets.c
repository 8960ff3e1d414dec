/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The sets that measures share, each made once. */
#include "measure/context.h"

#include <string.h>

#include "base/checked.h"
#include "image/resize.h"
#include "stage/model_prior.h"

static float *new_rows(gsize n, gsize d, const char *what, GError **error) {
  gsize count;
  if (d <= G_MAXINT && ae_mul(n, d, &count))
    return ae_alloc(MAX(count, 1), sizeof(float), what, error);
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "too many %s", what);
  return NULL;
}

/* Takes rows; NULL with an error passes. */
static gboolean keep(AeMeasureContext *c, AeMeasureSet which, gsize n, gsize d, float *rows) {
  c->rows[which] = rows;
  c->sets[which] = (AeCodes){n, (int)d, rows};
  return rows != NULL;
}

/* ---- examples ---- */

static gboolean make_clean(AeMeasureContext *c, GError **error) {
  gsize d = ae_data_count(c->spec.shape);
  float *rows = new_rows(c->n, d, "examples", error);
  c->labels = rows ? g_new(int, c->n) : NULL;
  for (gsize i = 0; rows && i < c->n; i++)
    c->labels[i] = ae_example_held_out(c->parts, (guint)i, rows + i * d);
  return keep(c, AE_SET_CLEAN, c->n, d, rows);
}

static gboolean make_train(AeMeasureContext *c, GError **error) {
  gsize d = ae_data_count(c->spec.shape), n = MIN(c->n, ae_example_parts_train(c->parts));
  float *rows = new_rows(n, d, "training examples", error);
  for (gsize i = 0; rows && i < n; i++)
    ae_example_train(c->parts, (guint)i, (guint64)c->options.seed, rows + i * d);
  return keep(c, AE_SET_TRAIN, n, d, rows);
}

static float *brought(const AeMeasureContext *c, gsize n, gboolean train, GError **error) {
  gsize in = (gsize)c->in_height * c->in_width * c->spec.in_channels;
  float *rows = new_rows(n, in, "inputs", error);
  for (gsize i = 0; rows && i < n; i++)
    ae_example_input(c->parts, (guint)i, train, rows + i * in);
  return rows;
}

static float *corrupted(const AeMeasureContext *c, const AeCodes *clean, GError **error) {
  gsize d = ae_data_count(c->spec.shape), in = (gsize)c->in_height * c->in_width * c->spec.in_channels;
  float *rows = new_rows(clean->n, in, "inputs", error);
  float *scratch = rows ? new_rows(3, d, "inputs", error) : NULL;
  for (gsize i = 0; scratch && i < clean->n; i++) {
    AeRng rng;
    ae_measure_rng(c, AE_DRAW_CORRUPT, i, &rng);
    ae_loader_corrupt(&c->spec, &rng, FALSE, ae_codes_row(clean, i), scratch, rows + i * in);
  }
  if (!scratch)
    g_clear_pointer(&rows, ae_free);
  ae_free(scratch);
  return rows;
}

/* What the network gets for examples, held out or of the training part; a float * of its own. */
static float *inputs_of(const AeMeasureContext *c, const AeCodes *clean, gboolean train, GError **error) {
  return ae_example_parts_paired(c->parts) ? brought(c, clean->n, train, error) : corrupted(c, clean, error);
}

static gboolean make_input(AeMeasureContext *c, GError **error) {
  const AeCodes *clean = ae_measure_set(c, AE_SET_CLEAN, error);
  gsize d = (gsize)c->in_height * c->in_width * c->spec.in_channels;
  return clean && keep(c, AE_SET_INPUT, c->n, d, inputs_of(c, clean, FALSE, error));
}

/* One input, without the plane for the noise level, enlarged; what bicubic enlargement overshoots by is cut off, as it
 * is in any picture that is stored. */
static gboolean enlarge(const AeMeasureContext *c, const float *input, float *to, GError **error) {
  int channels = c->spec.shape.channels;
  AeImageInfo info = {.width = (guint32)c->in_width,
                      .height = (guint32)c->in_height,
                      .channels = (guint)channels,
                      .sample = AE_SAMPLE_FLOAT};
  AeImage *small = ae_image_new(&info, error);
  for (gsize i = 0; small && i < (gsize)c->in_width * c->in_height; i++)
    memcpy((float *)small->data + i * channels, input + i * c->spec.in_channels, channels * sizeof *to);
  AeImage *large =
      small ? ae_image_resize(small, (guint32)c->spec.shape.width, (guint32)c->spec.shape.height, error) : NULL;
  for (gsize i = 0; large && i < ae_data_count(c->spec.shape); i++)
    to[i] = CLAMP(((const float *)large->data)[i], 0, 1);
  ae_image_free(large);
  ae_image_free(small);
  return large != NULL;
}

static gboolean make_before(AeMeasureContext *c, GError **error) {
  const AeCodes *input = ae_measure_set(c, AE_SET_INPUT, error);
  gsize d = ae_data_count(c->spec.shape), channels = (gsize)c->spec.shape.channels;
  float *rows = input ? new_rows(c->n, d, "inputs", error) : NULL;
  gboolean ok = keep(c, AE_SET_BEFORE, c->n, d, rows);
  for (gsize i = 0; ok && i < c->n; i++) {
    if (c->spec.factor > 1)
      ok = enlarge(c, ae_codes_row(input, i), rows + i * d, error);
    for (gsize k = 0; c->spec.factor == 1 && k < d / channels; k++)
      memcpy(rows + i * d + k * channels, ae_codes_row(input, i) + k * c->spec.in_channels, channels * sizeof *rows);
  }
  if (!ok)
    g_clear_pointer(&c->rows[AE_SET_BEFORE], ae_free);
  return ok;
}

/* ---- what the network makes of them ---- */

static gboolean pass_set(AeMeasureContext *c, AeMeasureSet which, AeMeasureWay way, const float *in, gsize n,
                         GError **error) {
  gsize d = ae_measure_way_out(c, way, error);
  float *rows = d ? new_rows(n, d, "results", error) : NULL;
  if (rows && !ae_measure_pass(c, way, in, ae_measure_given(c), n, rows, error))
    g_clear_pointer(&rows, ae_free);
  return keep(c, which, n, d, rows);
}

static gboolean make_output(AeMeasureContext *c, GError **error) {
  const AeCodes *input = ae_measure_set(c, AE_SET_INPUT, error);
  return input && pass_set(c, AE_SET_OUTPUT, AE_WAY_WHOLE, input->data, c->n, error);
}

static gboolean make_code(AeMeasureContext *c, GError **error) {
  const AeCodes *input = ae_measure_set(c, AE_SET_INPUT, error);
  return input && pass_set(c, AE_SET_CODE, AE_WAY_ENCODE, input->data, c->n, error);
}

/* Labels of the training part are not those of c->labels: a conditional network is told its own. */
static gboolean make_train_output(AeMeasureContext *c, GError **error) {
  const AeCodes *train = ae_measure_set(c, AE_SET_TRAIN, error);
  gsize d = ae_data_count(c->spec.shape);
  float *input = train ? inputs_of(c, train, TRUE, error) : NULL,
        *rows = input ? new_rows(train->n, d, "results", error) : NULL;
  g_autofree int *labels = train ? g_new(int, train->n) : NULL;
  float *unused = rows ? new_rows(1, d, "an example", error) : NULL;
  for (gsize i = 0; unused && i < train->n; i++)
    labels[i] = ae_example_train(c->parts, (guint)i, (guint64)c->options.seed, unused);
  const int *given = c->options.label == AE_LABEL_NONE ? NULL : labels;
  if (!unused || !ae_measure_pass(c, AE_WAY_WHOLE, input, given, train->n, rows, error))
    g_clear_pointer(&rows, ae_free);
  ae_free(unused);
  ae_free(input);
  return keep(c, AE_SET_TRAIN_OUTPUT, train ? train->n : 0, d, rows);
}

void ae_measure_split(const float *both, gsize count, gsize channels, float *mean, float *log_variance) {
  for (gsize i = 0; i < count; i++) {
    const float *pixel = both + i / channels * 2 * channels;
    mean[i] = pixel[i % channels];
    log_variance[i] = pixel[channels + i % channels];
  }
}

static gboolean make_distribution(AeMeasureContext *c, GError **error) {
  const AeCodes *input = ae_measure_set(c, AE_SET_INPUT, error);
  AeRunner *runner = input ? ae_measure_runner(c, AE_WAY_DISTRIBUTION, error) : NULL;
  gsize d = runner ? ae_runner_out(runner) : 0, half = runner ? (gsize)ae_runner_out_shape(runner).c / 2 : 1;
  float *both = runner ? new_rows(c->n, d, "codes", error) : NULL;
  gboolean ok = both && ae_runner_run(runner, input->data, ae_measure_given(c), c->n, both, error) &&
                keep(c, AE_SET_MEAN, c->n, d / 2, new_rows(c->n, d / 2, "codes", error)) &&
                keep(c, AE_SET_LOG_VARIANCE, c->n, d / 2, new_rows(c->n, d / 2, "codes", error));
  if (ok)
    ae_measure_split(both, c->n * d / 2, half, c->rows[AE_SET_MEAN], c->rows[AE_SET_LOG_VARIANCE]);
  ae_free(both);
  if (!ok) {
    g_clear_pointer(&c->rows[AE_SET_MEAN], ae_free);
    g_clear_pointer(&c->rows[AE_SET_LOG_VARIANCE], ae_free);
  }
  return ok;
}

/* ---- samples ---- */

static gsize label_count(const AeMeasureContext *c) {
  return c->runners[AE_WAY_DECODE] ? (gsize)MAX(ae_runner_classes(c->runners[AE_WAY_DECODE]), 1) : 1;
}

static gboolean make_prior(AeMeasureContext *c, GError **error) {
  AeRunner *decoder = ae_measure_runner(c, AE_WAY_DECODE, error);
  gsize d = decoder ? ae_runner_in(decoder) : 0, n = (gsize)c->options.samples * label_count(c);
  AePrior *prior = decoder ? ae_model_prior(c->model, c->options.prior, (int)d, error) : NULL;
  float *rows = prior ? new_rows(n, d, "codes", error) : NULL;
  AeRng rng;
  ae_measure_rng(c, AE_DRAW_PRIOR, 0, &rng);
  if (rows)
    ae_prior_sample(prior, &rng, n, rows);
  ae_prior_free(prior);
  return keep(c, AE_SET_PRIOR, n, d, rows);
}

static gboolean make_sampled(AeMeasureContext *c, GError **error) {
  const AeCodes *codes = ae_measure_set(c, AE_SET_PRIOR, error);
  gsize d = codes ? ae_measure_way_out(c, AE_WAY_DECODE, error) : 0, classes = label_count(c);
  float *rows = d ? new_rows(codes->n, d, "samples", error) : NULL;
  g_autofree int *labels = rows ? g_new(int, codes->n) : NULL;
  for (gsize i = 0; rows && i < codes->n; i++)
    labels[i] = (int)(i % classes);
  if (rows && !ae_measure_pass(c, AE_WAY_DECODE, codes->data, labels, codes->n, rows, error))
    g_clear_pointer(&rows, ae_free);
  return keep(c, AE_SET_SAMPLED, codes ? codes->n : 0, d, rows);
}

static gboolean make_scores(AeMeasureContext *c, GError **error) {
  const AeCodes *samples = ae_measure_set(c, AE_SET_SAMPLED, error);
  gsize d = samples ? ae_measure_way_out(c, AE_WAY_CLASSIFY, error) : 0;
  float *rows = d ? new_rows(samples->n, d, "scores", error) : NULL;
  if (rows && !ae_measure_pass(c, AE_WAY_CLASSIFY, samples->data, NULL, samples->n, rows, error))
    g_clear_pointer(&rows, ae_free);
  return keep(c, AE_SET_SCORES, samples ? samples->n : 0, d, rows);
}

static gboolean (*const makers[AE_SETS])(AeMeasureContext *, GError **) = {
    [AE_SET_CLEAN] = make_clean,
    [AE_SET_INPUT] = make_input,
    [AE_SET_BEFORE] = make_before,
    [AE_SET_OUTPUT] = make_output,
    [AE_SET_CODE] = make_code,
    [AE_SET_MEAN] = make_distribution,
    [AE_SET_LOG_VARIANCE] = make_distribution,
    [AE_SET_TRAIN] = make_train,
    [AE_SET_TRAIN_OUTPUT] = make_train_output,
    [AE_SET_PRIOR] = make_prior,
    [AE_SET_SAMPLED] = make_sampled,
    [AE_SET_SCORES] = make_scores,
};

const AeCodes *ae_measure_set(AeMeasureContext *c, AeMeasureSet which, GError **error) {
  return c->rows[which] || makers[which](c, error) ? &c->sets[which] : NULL;
}

const AeCodes *ae_measure_latent(AeMeasureContext *c, GError **error) {
  return ae_measure_set(c, c->sample ? AE_SET_MEAN : AE_SET_CODE, error);
}

const int *ae_measure_labels(AeMeasureContext *c) { return ae_measure_set(c, AE_SET_CLEAN, NULL) ? c->labels : NULL; }

const int *ae_measure_given(AeMeasureContext *c) {
  return c->options.label == AE_LABEL_GIVEN ? ae_measure_labels(c) : NULL;
}
