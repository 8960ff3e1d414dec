/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The way from one picture to the next, by their codes: z_t = (1 - t) e(A) + t e(B), t = 0, 1/(N-1), ..., 1, decoded.
 * The frames of several pictures follow one another, each picture's own once. Faces: see stage/face_way.h. */
#include "base/checked.h"
#include "image/bridge.h"
#include "latent/lerp.h"
#include "stage/coder_options.h"
#include "stage/face_way.h"
#include "stage/mark.h"

enum { AT_ONCE = 64 };

typedef struct {
  AeCoderOptions coder;
  int frames, way, size;
  gboolean ping;
  char *region;
} Options;

static const char *const ways[] = {"straight", "spherical", NULL};

static const AeOption rows[] = {
    AE_CODER_ROWS(Options, coder),
    {"frames", "pictures from one to the next, both counted", AE_OPTION_INT, G_STRUCT_OFFSET(Options, frames), "8", 2,
     100000},
    {"way", "along the straight line between codes, or the arc that keeps their length", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, way), "straight", .choices = ways, .advanced = TRUE},
    {"ping", "go back again to the first, without repeating the ends: for a loop", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, ping), "no", .label = "There and back"},
    {"size", "faces: of the square frames; auto: as the first face is in its photo", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, size), "auto", AE_FACE_WAY_SMALLEST, AE_FACE_WAY_LARGEST, TRUE, .unit = "px"},
    {"region", "faces: auto, the largest face of each picture, or X,Y,W,H of the heads in pixels", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, region), "auto", .area = TRUE},
    {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeCoder *encoder, *decoder; /* NULL without a model, and for faces */
  AeFaceWay *faces;           /* with a model of faces, else NULL */
  gsize code, picture;        /* numbers of each, with a model */
  float *codes, *pictures;    /* AT_ONCE of them, with a model */
  guint64 places[AT_ONCE];    /* of the pictures on the way, in frames */
  guint ready, given;         /* of them */
  /* Of a stream. */
  AeImageInfo info; /* of the first picture; width 0 before it */
  gsize d;          /* numbers of a code, or of a picture */
  GPtrArray *items; /* of d floats each */
  guint64 next;     /* frame */
  gboolean ended;
} State;

/* ---- opening ---- */

static void interpolate_begin(gpointer state) {
  State *s = state;
  ae_image_info_clear(&s->info);
  s->info = (AeImageInfo){0};
  g_ptr_array_set_size(s->items, 0);
  if (s->faces)
    ae_face_way_begin(s->faces);
  s->ready = s->given = 0;
  s->next = 0;
  s->ended = FALSE;
}

static void interpolate_close(gpointer state) {
  State *s = state;
  interpolate_begin(s);
  ae_face_way_free(s->faces);
  ae_coder_free(s->encoder);
  ae_coder_free(s->decoder);
  g_ptr_array_unref(s->items);
  ae_free(s->codes);
  ae_free(s->pictures);
  g_free(s);
}

/* A model of faces goes its own way, with coders of its own. */
static gboolean open_faces(State *s, GError **error) {
  const Options *o = s->options;
  g_clear_pointer(&s->encoder, ae_coder_free);
  s->faces = ae_face_way_new(o->coder.model, o->region, o->size, s->settings, error);
  if (!s->faces)
    return FALSE;
  s->code = ae_face_way_code(s->faces);
  s->picture = ae_face_way_picture(s->faces);
  return TRUE;
}

static gboolean open_decoder(State *s, GError **error) {
  s->decoder = ae_coder_open(&s->options->coder, AE_CODER_DECODER, s->settings, error);
  if (!s->decoder)
    return FALSE;
  s->code = ae_coder_in(s->decoder);
  s->picture = ae_coder_out(s->decoder);
  return TRUE;
}

static gboolean open_model(State *s, GError **error) {
  s->encoder = ae_coder_open(&s->options->coder, AE_CODER_ENCODER, s->settings, error);
  if (!s->encoder || !(ae_face_model_is(ae_coder_model(s->encoder)) ? open_faces : open_decoder)(s, error))
    return FALSE;
  s->codes = ae_alloc(AT_ONCE * s->code, sizeof *s->codes, "codes", error);
  s->pictures = s->codes ? ae_alloc(AT_ONCE * s->picture, sizeof *s->pictures, "pictures", error) : NULL;
  return s->pictures != NULL;
}

static gboolean interpolate_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  s->items = g_ptr_array_new_with_free_func(ae_free);
  if (s->options->coder.model && !open_model(s, error)) {
    interpolate_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- in ---- */

static gboolean begin_with(State *s, const AeImageInfo *info, GError **error) {
  gsize row = (gsize)info->width * info->channels;
  s->d = s->codes ? s->code : row;
  if (!s->codes && (!ae_mul(row, info->height, &s->d) || s->d > G_MAXINT)) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "pictures of %ux%u pixels are too large", info->width, info->height);
    return FALSE;
  }
  ae_image_info_copy(&s->info, info);
  return TRUE;
}

static gboolean check_like(const AeImageInfo *first, const AeImageInfo *info, GError **error) {
  if (first->width == info->width && first->height == info->height && first->channels == info->channels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "there is no way from a picture of %ux%u pixels, %u channels, to one of %ux%u, %u channels", first->width,
              first->height, first->channels, info->width, info->height, info->channels);
  return FALSE;
}

static gboolean load_pixels(AeRows *in, float *to, GError **error) {
  const AeImageInfo *info = &in->info;
  g_autofree void *raw = g_malloc(ae_image_row_bytes(info));
  for (guint32 y = 0; y < info->height; y++, to += (gsize)info->width * info->channels) {
    if (!ae_rows_read(in, raw, 1, error))
      return FALSE;
    ae_bridge_to_float(info, raw, to, info->width);
  }
  return TRUE;
}

static gboolean load_code(State *s, AeRows *in, float *to, GError **error) {
  if (s->faces)
    return ae_face_way_take(s->faces, in, to, error);
  g_autofree float *picture = g_new(float, ae_coder_in(s->encoder));
  return ae_coder_load(s->encoder, in, picture, error) &&
         ae_coder_run(s->encoder, picture, &s->options->coder.label, 1, to, error);
}

static gboolean add_item(State *s, AeRows *in, GError **error) {
  if (s->info.width ? !s->codes && !check_like(&s->info, &in->info, error) : !begin_with(s, &in->info, error))
    return FALSE;
  float *item = ae_alloc(s->d, sizeof *item, "a picture", error);
  gboolean good = item && (s->codes ? load_code(s, in, item, error) : load_pixels(in, item, error));
  if (good)
    g_ptr_array_add(s->items, item);
  else
    ae_free(item);
  return good;
}

static gboolean interpolate_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (in) {
    in = s->faces ? ae_rows_spool(in, error) : in; /* is looked at more than once */
    gboolean good = in && add_item(s, in, error);
    ae_rows_free(in);
    return good;
  }
  s->ended = TRUE;
  if (s->items->len > 1)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "interpolate needs at least two pictures or codes, not %u",
              s->items->len);
  return FALSE;
}

/* ---- out ---- */

/* Place of the next frame on the way, in frames; FALSE: it is not known yet, or there is none. */
static gboolean next_place(const State *s, guint64 *place) {
  guint64 step = (guint64)s->options->frames - 1, last = s->items->len ? (s->items->len - 1) * step : 0;
  if (s->items->len < 1)
    return FALSE;
  *place = s->next;
  if (s->next <= last)
    return TRUE;
  *place = 2 * last - s->next;
  return s->ended && s->options->ping && s->next < 2 * last;
}

/* The frame at a place. */
static void compute(State *s, guint64 place, float *out) {
  guint64 step = (guint64)s->options->frames - 1, i = place / step, at = place % step;
  const float *a = g_ptr_array_index(s->items, i), *b = at ? g_ptr_array_index(s->items, i + 1) : a;
  (s->options->way ? ae_slerp : ae_lerp)((int)s->d, a, b, (double)at / (double)step, out);
  if (i > 0 && !s->options->ping) /* the way does not come back there */
    g_clear_pointer(&g_ptr_array_index(s->items, i - 1), ae_free);
}

/* How many frames are given, of all; where more pictures may come, that is not known. */
static gboolean tell_progress(const State *s, GError **error) {
  const AeSettings *settings = s->settings;
  guint64 last = (s->items->len - 1) * ((guint64)s->options->frames - 1) * (s->options->ping ? 2 : 1);
  guint64 given = s->next - (s->ready - s->given);
  double share = s->ended ? MIN((double)given / (double)(last + 1), 1) : 0;
  if (!settings->progress || settings->progress(share, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean decode_frames(State *s, GError **error) {
  int labels[AT_ONCE];
  guint64 place;
  for (s->ready = s->given = 0; s->ready < AT_ONCE && next_place(s, &place); s->next++) {
    labels[s->ready] = s->options->coder.label;
    s->places[s->ready] = place;
    compute(s, place, s->codes + s->ready++ * s->d);
  }
  gboolean good = s->faces ? ae_face_way_decode(s->faces, s->codes, s->ready, s->pictures, error)
                           : ae_coder_run(s->decoder, s->codes, labels, s->ready, s->pictures, error);
  return good && tell_progress(s, error);
}

static AeRows *next_face(State *s, guint64 place, const float *picture, GError **error) {
  guint64 step = (guint64)s->options->frames - 1;
  guint i = (guint)(place / step);
  AeRows *frame = ae_face_way_frame(s->faces, i, (double)(place % step) / (double)step, picture, error);
  if (place % step) /* the ends are photos */
    ae_mark_rows(s->settings, NULL, frame, AE_MARK_EDITED, "interpolate");
  if (i > 0 && !s->options->ping)
    ae_face_way_drop(s->faces, i - 1);
  return frame && tell_progress(s, error) ? frame : (ae_rows_free(frame), NULL);
}

static AeRows *next_decoded(State *s, GError **error) {
  if (s->given == s->ready && !decode_frames(s, error))
    return NULL;
  if (s->given == s->ready)
    return NULL;
  const float *picture = s->pictures + s->given * s->picture;
  guint64 place = s->places[s->given++];
  return s->faces ? next_face(s, place, picture, error)
                  : ae_coder_result(s->decoder, picture, s->info.sample, s->info.meta, error);
}

static AeRows *next_faded(State *s, GError **error) {
  guint64 place;
  if (!next_place(s, &place) || !tell_progress(s, error))
    return NULL;
  float *numbers = ae_alloc(s->d, sizeof *numbers, "a picture", error);
  AeImage *image = numbers ? ae_image_new(&s->info, error) : NULL;
  if (image) {
    compute(s, place, numbers);
    ae_bridge_from_float(&s->info, numbers, image->data, (gsize)s->info.width * s->info.height);
    s->next++;
  }
  ae_free(numbers);
  return image ? ae_image_rows(image, TRUE) : NULL;
}

static AeRows *interpolate_next(gpointer state, GError **error) {
  State *s = state;
  return s->codes ? next_decoded(s, error) : next_faded(s, error);
}

const AeStage ae_stage_interpolate = {
    .name = "interpolate",
    .help = "lead from one picture or code to the next in several steps",
    .description =
        "Makes one sequence of all that comes in, two at least: from each to the next in as many frames as "
        "are asked for. With a model it encodes pictures, goes from code to code and decodes; between encode "
        "and decode it does the same in parts. A model of faces takes photos of any size: the largest face of "
        "each is brought to the same place, and the fine detail that the model's pictures lack is faded from one "
        "photo to the next, so that the ends are the photos themselves; the frames are squares around the face. "
        "Pictures without a model are faded into one another, which shows by comparison what a model adds. Give "
        "-o a folder, a name such as way-%03d.png, or a format that holds several pictures.",
    .in = AE_KIND_ANY,
    .out = AE_KIND_ANY,
    .options = rows,
    .options_size = sizeof(Options),
    .open = interpolate_open,
    .begin = interpolate_begin,
    .take = interpolate_take,
    .next = interpolate_next,
    .close = interpolate_close,
};
