/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* pack: a picture as the integers of its code. */
#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "stage/archive.h"
#include "stage/coder_options.h"

enum { AT_ONCE = 64 };

typedef struct {
  AeCoderOptions coder;
  int bits;
} Options;

static const AeOption rows[] = {AE_CODER_ROWS(Options, coder),
                                {"bits", "of each number of the code", AE_OPTION_INT, G_STRUCT_OFFSET(Options, bits),
                                 "8", AE_QUANTISE_MIN_BITS, AE_QUANTISE_MAX_BITS},
                                {NULL}};

typedef struct {
  AeSample sample;
  guint channels;
  AeMeta *meta;
} Item;

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeCoder *encoder, *decoder; /* decoder: for what is lost; NULL where the model has none */
  AeQuantiser *quantiser;
  AeArchive form;                    /* what all archives have in common */
  float *pictures, *codes, *results; /* AT_ONCE of them */
  guint16 *q;
  Item items[AT_ONCE];
  guint filled, given;
  gboolean packed; /* q holds the integers of all that is filled */
  /* Of the stream. */
  guint64 count;
  double squares; /* of what was lost, summed */
} State;

static void drop_batch(State *s) {
  for (guint i = 0; i < s->filled; i++)
    ae_meta_unref(s->items[i].meta);
  s->filled = s->given = 0;
  s->packed = FALSE;
}

static void pack_begin(gpointer state) {
  State *s = state;
  drop_batch(s);
  s->count = 0;
  s->squares = 0;
}

static void pack_close(gpointer state) {
  State *s = state;
  drop_batch(s);
  ae_coder_free(s->encoder);
  ae_coder_free(s->decoder);
  ae_quantiser_free(s->quantiser);
  ae_free(s->pictures);
  ae_free(s->codes);
  ae_free(s->results);
  ae_free(s->q);
  g_free(s);
}

static gboolean make_form(State *s, GError **error) {
  const AeModel *model = ae_coder_model(s->encoder);
  const char *name = ae_model_name(model);
  if (strlen(name) >= sizeof s->form.name || strchr(name, '/') || g_str_has_suffix(name, ".safetensors")) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: an archive cannot hold the model's name \"%s\"",
                ae_model_path(model), name);
    return FALSE;
  }
  s->form.bits = s->options->bits;
  s->form.d = ae_coder_out(s->encoder);
  s->form.label = s->options->coder.label;
  g_strlcpy(s->form.name, name, sizeof s->form.name);
  ae_archive_key(model, s->quantiser, s->form.key);
  return TRUE;
}

static gboolean allocate(State *s, GError **error) {
  gsize n = AT_ONCE * ae_coder_in(s->encoder), d = AT_ONCE * ae_coder_out(s->encoder);
  s->pictures = ae_alloc(n, sizeof *s->pictures, "pictures", error);
  s->results = s->pictures ? ae_alloc(n, sizeof *s->results, "pictures", error) : NULL;
  s->codes = s->results ? ae_alloc(d, sizeof *s->codes, "codes", error) : NULL;
  s->q = s->codes ? ae_alloc(d, sizeof *s->q, "codes", error) : NULL;
  return s->q != NULL;
}

static gboolean prepare(State *s, GError **error) {
  const Options *o = s->options;
  s->encoder = ae_coder_open(&o->coder, AE_CODER_ENCODER, s->settings, error);
  if (!s->encoder)
    return FALSE;
  AeModel *model = ae_coder_model(s->encoder);
  s->decoder = ae_coder_new_of(model, AE_CODER_DECODER, s->settings->threads, NULL);
  s->quantiser = ae_archive_ranges(model, o->bits, ae_coder_out(s->encoder), error);
  return s->quantiser && make_form(s, error) && allocate(s, error);
}

static gboolean pack_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  if (!prepare(s, error)) {
    pack_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- in ---- */

/* codes becomes what unpack will have of them. */
static gboolean add_loss(State *s, const int *labels, GError **error) {
  gsize n = s->filled * ae_coder_in(s->encoder);
  if (!s->decoder)
    return TRUE;
  if (!ae_coder_run(s->decoder, s->codes, labels, s->filled, s->results, error))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    double difference = (double)CLAMP(s->results[i], 0, 1) - s->pictures[i];
    s->squares += difference * difference;
  }
  return TRUE;
}

static gboolean pack_batch(State *s, GError **error) {
  int labels[AT_ONCE];
  gsize d = s->form.d;
  for (guint i = 0; i < s->filled; i++)
    labels[i] = s->form.label;
  if (!ae_coder_run(s->encoder, s->pictures, labels, s->filled, s->codes, error))
    return FALSE;
  for (guint i = 0; i < s->filled; i++) {
    ae_quantise(s->quantiser, s->codes + i * d, s->q + i * d);
    ae_dequantise(s->quantiser, s->q + i * d, s->codes + i * d);
  }
  s->packed = TRUE;
  s->count += s->filled;
  const AeSettings *settings = s->settings;
  if (!settings->progress || settings->progress(1, settings->progress_data))
    return add_loss(s, labels, error);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

/* What the archives take, and lose: at the end of the stream. */
static void note_loss(const State *s) {
  AeShape picture = ae_coder_picture(s->encoder);
  gsize bytes = ae_archive_size(&s->form);
  double mse = s->squares / (double)s->count / (double)ae_coder_in(s->encoder),
         bits = 8.0 * (double)bytes / ((double)picture.w * picture.h);
  g_autoptr(GString) text = g_string_new(NULL);
  if (!s->settings->note || !s->count)
    return;
  g_string_printf(text, "packed %" G_GUINT64_FORMAT "%s into %" G_GSIZE_FORMAT " bytes, %.2f bits a pixel", s->count,
                  s->count > 1 ? " pictures, each" : " picture", bytes, bits);
  if (s->decoder)
    g_string_append_printf(text, "; lost: mse %.6f, psnr %.2f dB", mse, mse > 0 ? -10 * log10(mse) : INFINITY);
  s->settings->note(2, text->str, s->settings->note_data);
}

static gboolean pack_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (!in) {
    gboolean good = !s->filled || pack_batch(s, error);
    note_loss(s);
    return good;
  }
  gboolean good = ae_coder_load(s->encoder, in, s->pictures + s->filled * ae_coder_in(s->encoder), error);
  if (good)
    s->items[s->filled++] =
        (Item){in->info.sample, in->info.channels, in->info.meta ? ae_meta_ref(in->info.meta) : NULL};
  ae_rows_free(in);
  return good && (s->filled < AT_ONCE || pack_batch(s, error));
}

/* ---- out ---- */

static AeRows *pack_next(gpointer state, GError **error) {
  State *s = state;
  if (!s->packed)
    return NULL;
  if (s->given == s->filled) {
    drop_batch(s);
    return NULL;
  }
  const Item *item = &s->items[s->given];
  AeArchive archive = s->form;
  archive.sample = item->sample;
  archive.channels = item->channels;
  return ae_archive_rows(&archive, s->q + s->given++ * s->form.d, item->meta, error);
}

static AeRows *pack_apply(gpointer state, AeRows *in, GError **error) {
  pack_begin(state);
  return pack_take(state, in, error) && pack_take(state, NULL, error) ? pack_next(state, error) : NULL;
}

const AeStage ae_stage_pack = {
    .name = "pack",
    .help = "pack a picture as the code that a model makes of it",
    .description =
        "Writes archives (aea) that hold a picture's code in few bits a number, for unpack. The picture must "
        "have the model's size; alpha is not kept. The model must know the ranges of its codes (aemodel "
        "fit). With -v it says how many bytes it took and what was lost. Whoever unpacks needs the model, "
        "or its decoder alone (aemodel export).",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_ARCHIVE,
    .options = rows,
    .options_size = sizeof(Options),
    .open = pack_open,
    .apply = pack_apply,
    .begin = pack_begin,
    .take = pack_take,
    .next = pack_next,
    .close = pack_close,
};
