/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* New pictures: codes drawn at random, and what a decoder makes of them. The codes of the first pictures of a longer
 * run are those of a shorter one. */
#include <string.h>

#include "base/checked.h"
#include "stage/coder.h"
#include "stage/mark.h"
#include "stage/model_prior.h"

enum { AT_ONCE = 64, MAX_LABELS = 65536 };

typedef struct {
  char *model, *label;
  int n, prior, seed;
  gboolean same_z;
} Options;

static const AeOption rows[] = {
    {"model", "name or file of an autoencoder", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {"n", "pictures, of each label", AE_OPTION_INT, G_STRUCT_OFFSET(Options, n), "10", 1, 1000000},
    {"label", "classes such as 5,7 or 0-9, for models that must be told", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, label)},
    {"same_z", "use the same codes for every label", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, same_z), "no"},
    {"prior", "what codes are drawn from: N(0, I), or what aemodel fit has stored", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, prior), "normal", .choices = ae_model_prior_names},
    {"seed", "another number, other codes; auto: that of --seed", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "auto",
     0, G_MAXINT, TRUE},
    {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeCoder *decoder;
  AePrior *prior;
  GArray *labels; /* int; a single -1 where the model takes none */
  float *codes, *pictures;
  /* Of a stream. */
  AeRng rng;
  gboolean ended;       /* no input: the pictures may come */
  guint64 drawn, given; /* pictures */
} State;

/* ---- labels ---- */

static gboolean refuse_label(const AeModel *model, const char *word, GError **error) {
  g_autofree char *shown = g_utf8_make_valid(word, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "model %s has no label \"%s\"; its labels are 0..%u",
              ae_model_name(model), shown, ae_coder_model_classes(model) - 1);
  return FALSE;
}

/* "5" or "0-9" */
static gboolean add_labels(GArray *labels, const AeModel *model, const char *word, GError **error) {
  guint64 most = ae_coder_model_classes(model) - 1, first, last;
  g_auto(GStrv) ends = g_strsplit(word, "-", 2);
  if (!ends[0] || !g_ascii_string_to_unsigned(ends[0], 10, 0, most, &first, NULL) ||
      !g_ascii_string_to_unsigned(ends[1] ? ends[1] : ends[0], 10, first, most, &last, NULL) ||
      labels->len + last - first >= MAX_LABELS)
    return refuse_label(model, word, error);
  for (int label = (int)first; label <= (int)last; label++)
    g_array_append_val(labels, label);
  return TRUE;
}

static gboolean find_labels(State *s, GError **error) {
  const AeModel *model = ae_coder_model(s->decoder);
  const char *text = s->options->label;
  guint classes = ae_coder_model_classes(model);
  int none = -1;
  s->labels = g_array_new(FALSE, FALSE, sizeof(int));
  if (!classes && !text) {
    g_array_append_val(s->labels, none);
    return TRUE;
  }
  if (!classes || !text) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                classes ? "model %s must be told labels; give label=0-%u" : "model %s takes no label",
                ae_model_name(model), classes - 1);
    return FALSE;
  }
  g_auto(GStrv) words = g_strsplit(text, ",", MAX_LABELS);
  for (char **word = words; *word; word++)
    if (!add_labels(s->labels, model, *word, error))
      return FALSE;
  return s->labels->len > 0 || refuse_label(model, "", error);
}

/* ---- opening ---- */

static void sample_close(gpointer state) {
  State *s = state;
  ae_coder_free(s->decoder);
  ae_prior_free(s->prior);
  if (s->labels)
    g_array_unref(s->labels);
  ae_free(s->codes);
  ae_free(s->pictures);
  g_free(s);
}

static void start_codes(State *s) {
  int own = s->options->seed;
  ae_rng_init(&s->rng, own == AE_AUTO ? s->settings->seed : (guint64)own, 0);
}

static void sample_begin(gpointer state) {
  State *s = state;
  start_codes(s);
  s->ended = FALSE;
  s->drawn = s->given = 0;
}

static gboolean prepare(State *s, GError **error) {
  s->decoder = ae_coder_new(s->options->model, AE_CODER_DECODER, s->settings->threads, error);
  if (!s->decoder || !find_labels(s, error))
    return FALSE;
  gsize d = ae_coder_in(s->decoder);
  s->prior = ae_model_prior(ae_coder_model(s->decoder), s->options->prior, (int)d, error);
  s->codes = s->prior ? ae_alloc(AT_ONCE * d, sizeof *s->codes, "codes", error) : NULL;
  s->pictures = s->codes ? ae_alloc(AT_ONCE * ae_coder_out(s->decoder), sizeof *s->pictures, "pictures", error) : NULL;
  return s->pictures != NULL;
}

static gboolean sample_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  if (!prepare(s, error)) {
    sample_close(s);
    return FALSE;
  }
  sample_begin(s);
  *state = s;
  return TRUE;
}

/* ---- drawing ---- */

static guint64 total(const State *s) { return (guint64)s->options->n * s->labels->len; }

static gboolean tell_progress(const State *s, GError **error) {
  const AeSettings *settings = s->settings;
  if (!settings->progress || settings->progress((double)s->drawn / (double)total(s), settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/* The next pictures, label by label. */
static gboolean draw(State *s, GError **error) {
  gsize n = MIN(total(s) - s->drawn, AT_ONCE), each = (gsize)s->options->n;
  int labels[AT_ONCE];
  for (gsize i = 0; i < n; i++) {
    gsize at = s->drawn + i;
    if (s->options->same_z && at % each == 0)
      start_codes(s);
    ae_prior_sample(s->prior, &s->rng, 1, s->codes + i * ae_coder_in(s->decoder));
    labels[i] = g_array_index(s->labels, int, at / each);
  }
  s->drawn += n;
  return ae_coder_run(s->decoder, s->codes, labels, n, s->pictures, error) && tell_progress(s, error);
}

static gboolean sample_take(gpointer state, AeRows *in, GError **error) {
  ((State *)state)->ended = !in;
  ae_rows_free(in);
  return TRUE;
}

static AeRows *sample_next(gpointer state, GError **error) {
  State *s = state;
  if (!s->ended || s->given == total(s) || (s->given == s->drawn && !draw(s, error)))
    return NULL;
  const float *picture = s->pictures + s->given++ % AT_ONCE * ae_coder_out(s->decoder);
  AeRows *out = ae_coder_result(s->decoder, picture, AE_SAMPLE_U8, NULL, error);
  ae_mark_rows(s->settings, ae_coder_model(s->decoder), out, AE_MARK_CREATED, "sample");
  return out;
}

const AeStage ae_stage_sample = {
    .name = "sample",
    .help = "make new pictures of codes drawn at random",
    .description = "Draws codes and gives the pictures that the decoder of a model makes of them; it takes no input. "
                   "The same --seed gives the same pictures. A variational model's codes are drawn from N(0, I); for "
                   "any other, fit a prior to its codes first (aemodel fit). A "
                   "conditional model is told by label what to make: n pictures of each label, label by label, and "
                   "with same_z=1 of the same codes, so that only the label makes the difference.",
    .in = AE_KIND_NOTHING,
    .out = AE_KIND_IMAGE,
    .options = rows,
    .options_size = sizeof(Options),
    .open = sample_open,
    .begin = sample_begin,
    .take = sample_take,
    .next = sample_next,
    .close = sample_close,
};
