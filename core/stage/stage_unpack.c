/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* unpack: the way back from pack. The model is the archive's own unless one is given; another one's is refused. */
#include <string.h>

#include "image/bridge.h"
#include "stage/archive.h"
#include "stage/coder_queue.h"

typedef struct {
  char *model;
} Options;

static const AeOption rows[] = {
    {"model", "name or file of the model, or of its decoder; not given: the one that the archive names",
     AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeCoder *decoder;
  AeCoderQueue *queue;
  char *name;             /* that the decoder was loaded by */
  AeQuantiser *quantiser; /* of the decoder and the last archive's bits, or NULL */
  guint8 key[AE_ARCHIVE_KEY];
  AeImage *waiting; /* of a stream: an archive of another model, until the queue is empty */
} State;

static void drop_decoder(State *s) {
  g_clear_pointer(&s->queue, ae_coder_queue_free);
  g_clear_pointer(&s->decoder, ae_coder_free);
  g_clear_pointer(&s->quantiser, ae_quantiser_free);
  g_clear_pointer(&s->name, g_free);
}

static void unpack_begin(gpointer state) {
  State *s = state;
  g_clear_pointer(&s->waiting, ae_image_free);
  if (s->queue)
    ae_coder_queue_begin(s->queue);
}

static void unpack_close(gpointer state) {
  unpack_begin(state);
  drop_decoder(state);
  g_free(state);
}

static gboolean load_decoder(State *s, const char *which, GError **error) {
  if (s->queue && !strcmp(s->name, which))
    return TRUE;
  drop_decoder(s);
  s->name = g_strdup(which);
  s->decoder = ae_coder_new(which, AE_CODER_DECODER, s->settings->threads, error);
  s->queue = s->decoder ? ae_coder_queue_new(s->decoder, s->settings, error) : NULL;
  return s->queue != NULL;
}

static gboolean unpack_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  if (s->options->model && !load_decoder(s, s->options->model, error)) {
    unpack_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- the right decoder ---- */

static gboolean refuse(const State *s, const AeArchive *archive, GError **error) {
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
              "it was packed with the model \"%s\", %02x%02x%02x%02x; %s, %02x%02x%02x%02x, is another one, or has "
              "other ranges",
              archive->name, archive->key[0], archive->key[1], archive->key[2], archive->key[3],
              ae_model_path(ae_coder_model(s->decoder)), s->key[0], s->key[1], s->key[2], s->key[3]);
  return FALSE;
}

/* A model that the user did not name may not be there. */
static gboolean load_named(State *s, const AeArchive *archive, GError **error) {
  GError *cause = NULL;
  if (load_decoder(s, archive->name, &cause))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "it was packed with the model \"%s\": %s", archive->name,
              cause->message);
  g_error_free(cause);
  return FALSE;
}

static gboolean find_ranges(State *s, const AeArchive *archive, GError **error) {
  const AeModel *model = ae_coder_model(s->decoder);
  if (s->quantiser && s->quantiser->bits == archive->bits)
    return TRUE;
  g_clear_pointer(&s->quantiser, ae_quantiser_free);
  s->quantiser = ae_archive_ranges(model, archive->bits, ae_coder_in(s->decoder), error);
  if (s->quantiser)
    ae_archive_key(model, s->quantiser, s->key);
  else
    g_prefix_error(error, "it was packed with the model \"%s\": ", archive->name);
  return s->quantiser != NULL;
}

static gboolean find_decoder(State *s, const AeArchive *archive, GError **error) {
  if ((!s->options->model && !load_named(s, archive, error)) || !find_ranges(s, archive, error))
    return FALSE;
  guint classes = ae_coder_classes(s->decoder);
  gboolean told = classes ? archive->label >= 0 && (guint)archive->label < classes : archive->label < 0;
  return (!memcmp(archive->key, s->key, AE_ARCHIVE_KEY) && archive->d == ae_coder_in(s->decoder) && told) ||
         refuse(s, archive, error);
}

/* ---- in ---- */

static gboolean push(State *s, const AeArchive *archive, AeMeta *meta, GError **error) {
  g_autofree guint16 *q = g_new(guint16, archive->d);
  AeCoderItem item = {archive->label, archive->sample, archive->channels >= 3 ? 3 : 1, meta};
  if (!ae_bits_unpack(archive->integers, archive->d, archive->bits, q)) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_FORMAT, "this is no packed picture: something follows its code");
    return FALSE;
  }
  ae_dequantise(s->quantiser, q, ae_coder_queue_slot(s->queue));
  return ae_coder_queue_push(s->queue, &item, error);
}

/* Takes bytes. An archive of another model waits until those before it are given out. */
static gboolean take_bytes(State *s, AeImage *bytes, GError **error) {
  AeArchive archive;
  gboolean good = ae_archive_parse(bytes->data, bytes->info.width, &archive, error);
  gboolean other = good && !s->options->model && s->queue && strcmp(s->name, archive.name) != 0;
  if (other && ae_coder_queue_length(s->queue)) {
    s->waiting = bytes;
    return ae_coder_queue_flush(s->queue, error);
  }
  good = good && find_decoder(s, &archive, error) && push(s, &archive, bytes->info.meta, error);
  ae_image_free(bytes);
  return good;
}

static gboolean unpack_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (!in)
    return !s->queue || ae_coder_queue_flush(s->queue, error);
  gboolean fits = in->info.height == 1 && in->info.channels == 1 && in->info.sample == AE_SAMPLE_U8;
  AeImage *bytes = fits ? ae_image_from_rows(in, error) : NULL;
  if (!fits)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "this is a picture, not an archive");
  ae_rows_free(in);
  return bytes && take_bytes(s, bytes, error);
}

/* ---- out ---- */

/* Grey or colour as it was packed. */
static AeRows *picture_of(const State *s, const AeCoderItem *item, const float *pixels, GError **error) {
  AeShape shape = ae_coder_picture(s->decoder);
  AeImageInfo info = {.width = (guint32)shape.w,
                      .height = (guint32)shape.h,
                      .channels = item->channels,
                      .sample = item->sample,
                      .meta = item->meta};
  gsize n = (gsize)shape.w * (gsize)shape.h;
  info.maxval = info.sample == AE_SAMPLE_U8 ? 255 : info.sample == AE_SAMPLE_U16 ? 65535 : 0;
  g_autofree float *converted = g_new(float, n *info.channels);
  AeImage *image = ae_image_new(&info, error);
  if (!image)
    return NULL;
  ae_coder_convert((guint)shape.c, pixels, info.channels, converted, n);
  ae_bridge_from_float(&info, converted, image->data, n);
  return ae_image_rows(image, TRUE);
}

static AeRows *unpack_next(gpointer state, GError **error) {
  State *s = state;
  AeCoderItem item;
  const float *pixels;
  if (s->queue && ae_coder_queue_pop(s->queue, &item, &pixels))
    return picture_of(s, &item, pixels, error);
  if (s->waiting)
    take_bytes(s, g_steal_pointer(&s->waiting), error);
  return NULL;
}

static AeRows *unpack_apply(gpointer state, AeRows *in, GError **error) {
  unpack_begin(state);
  return unpack_take(state, in, error) && unpack_take(state, NULL, error) ? unpack_next(state, error) : NULL;
}

const AeStage ae_stage_unpack = {
    .name = "unpack",
    .help = "make pictures of what pack has packed",
    .description = "Decodes the archives that pack writes, with the sample type they had and in grey or colour as they "
                   "were. The model is looked for by the name in the archive, or given; its decoder alone is enough "
                   "(aemodel export). A model other than the one that packed is refused.",
    .in = AE_KIND_ARCHIVE,
    .out = AE_KIND_IMAGE,
    .options = rows,
    .options_size = sizeof(Options),
    .open = unpack_open,
    .apply = unpack_apply,
    .begin = unpack_begin,
    .take = unpack_take,
    .next = unpack_next,
    .close = unpack_close,
};
