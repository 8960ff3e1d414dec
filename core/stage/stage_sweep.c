/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A photo that changes frame by frame: edit with the attributes 0, 1/(N-1), ..., 1 times. */
#include <aefilter/stage.h>
#include <string.h>

#include "stage/face_choice.h"

typedef struct {
  AeFaceChoice choice;
  char *model, *attributes;
  int frames;
  gboolean ping;
} Options;

static const AeOption rows[] = {
    AE_FACE_ROWS(Options, choice),
    {"model", "name or file of an autoencoder of faces", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model), "face"},
    {"attributes", "such as smile:0.8,glasses:-1; smile=0.8 glasses=-1 mean the same", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, attributes)},
    {"frames", "from the photo as it is to all of the change, both counted", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, frames), "24", 2, 100000},
    {"ping", "go back again to the first, without repeating the ends: for a loop", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, ping), "no"},
    {NULL}};

typedef struct {
  const Options *options;
  AeSettings settings; /* without progress, which is told here */
  const AeSettings *own;
  AeChain *chain; /* of the present frame, whose rows pull it */
  AeImage *photo;
  int next; /* frame */
} State;

/* "smile:0.8,glasses:-1", each so many times; a word that has no number stays, to be refused by edit. g_free. */
static char *scaled(const char *attributes, double times) {
  GString *text = g_string_new(NULL);
  g_auto(GStrv) words = g_strsplit(attributes ? attributes : "", ",", -1);
  for (char **word = words; *word; word++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE], *colon = strchr(*word, ':'), *end = colon;
    double value = colon ? g_ascii_strtod(colon + 1, &end) : 0;
    gboolean good = colon && end != colon + 1 && !*end;
    g_string_append(text, text->len ? "," : "");
    g_string_append_len(text, *word, good ? colon + 1 - *word : (gssize)strlen(*word));
    g_string_append(text, good ? g_ascii_dtostr(number, sizeof number, times * value) : "");
  }
  return g_string_free(text, FALSE);
}

/* Opens edit with the attributes so many times. */
static AeChain *edit_of(const State *s, double times, GError **error) {
  const Options *o = s->options;
  g_autofree char *attributes = scaled(o->attributes, times);
  g_autofree char *list = g_strconcat("attributes=", attributes, NULL);
  g_autofree char *region = g_strconcat("region=", o->choice.region, NULL);
  g_autofree char *face = g_strconcat("face=", o->choice.face, NULL), *model = g_strconcat("model=", o->model, NULL);
  const char *words[] = {"edit", region, face, model, *attributes ? list : NULL, NULL};
  AeChain *chain = ae_chain_parse(words, error);
  if (chain && !ae_chain_open(chain, &s->settings, error))
    g_clear_pointer(&chain, ae_chain_free);
  return chain;
}

static void sweep_begin(gpointer state) {
  State *s = state;
  g_clear_pointer(&s->chain, ae_chain_free);
  g_clear_pointer(&s->photo, ae_image_free);
}

static void sweep_close(gpointer state) {
  sweep_begin(state);
  g_free(state);
}

/* What edit would refuse is refused before any picture. */
static gboolean sweep_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->own = settings;
  s->settings = *settings;
  s->settings.progress = NULL;
  s->chain = edit_of(s, 1, error);
  if (!s->chain) {
    sweep_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

static gboolean sweep_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  sweep_begin(s);
  s->next = 0;
  s->photo = in ? ae_image_from_rows(in, error) : NULL;
  gboolean good = !in || s->photo;
  ae_rows_free(in);
  return good;
}

static gboolean tell_progress(const State *s, int frames, GError **error) {
  if (!s->own->progress || s->own->progress((double)s->next / frames, s->own->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static AeRows *sweep_next(gpointer state, GError **error) {
  State *s = state;
  int last = s->options->frames - 1, frames = s->options->ping ? 2 * last : last + 1;
  if (!s->photo || s->next >= frames || !tell_progress(s, frames, error))
    return NULL;
  int at = s->next <= last ? s->next : 2 * last - s->next;
  s->next++;
  ae_chain_free(s->chain);
  s->chain = edit_of(s, (double)at / last, error);
  return s->chain ? ae_chain_apply(s->chain, ae_image_rows(s->photo, FALSE), error) : NULL;
}

const AeStage ae_stage_sweep = {
    .name = "sweep",
    .help = "change a face step by step: frames of a film",
    .description =
        "Makes a sequence of a photo: edit with nothing of the attributes in the first frame, which is the photo, and "
        "all of them in the last. The keys are edit's. For a smile that comes and goes: aefilter sweep smile=1.5 "
        "ping=1 -i portrait.jpg -f y4m | ffmpeg -i - smile.mp4. Give -o a folder, a name such as frame-%03d.png, or a "
        "format that holds several pictures.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .options = rows,
    .options_size = sizeof(Options),
    .others = "attributes",
    .open = sweep_open,
    .begin = sweep_begin,
    .take = sweep_take,
    .next = sweep_next,
    .close = sweep_close,
};
