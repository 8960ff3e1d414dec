/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* e(X) + e', e' ~ N(0, sigma^2 I): what lies near a picture. */
#include <aefilter/stage.h>

#include "base/rng.h"
#include "stage/code_rows.h"

typedef struct {
  double sigma;
} Options;

static const AeOption rows[] = {{"sigma", "standard deviation of what is added to each number of a code",
                                 AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, sigma), "0.1", 0, 1000},
                                {NULL}};

typedef struct {
  const Options *options;
  guint64 seed, codes; /* codes: so far, of this stream */
} State;

static gboolean jitter_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->seed = settings->seed;
  *state = s;
  return TRUE;
}

static void jitter_begin(gpointer state) { ((State *)state)->codes = 0; }

static AeRows *jitter_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  AeRng rng;
  AeImage *code = ae_code_image(in, 0, error);
  if (!code)
    return NULL;
  ae_rng_init(&rng, s->seed, s->codes++);
  for (guint32 i = 0; s->options->sigma > 0 && i < code->info.width; i++)
    ae_code_numbers(code)[i] += (float)(s->options->sigma * ae_rng_normal(&rng));
  return ae_image_rows(code, TRUE);
}

static void jitter_close(gpointer state) { g_free(state); }

const AeStage ae_stage_jitter = {
    .name = "jitter",
    .help = "move codes a little, at random",
    .description = "Adds normal noise to every number of a code: decoded, it shows what lies near a picture. The same "
                   "--seed gives the same noise; every code of a stream gets its own.",
    .in = AE_KIND_CODE,
    .out = AE_KIND_CODE,
    .options = rows,
    .options_size = sizeof(Options),
    .open = jitter_open,
    .apply = jitter_apply,
    .begin = jitter_begin,
    .close = jitter_close,
};
