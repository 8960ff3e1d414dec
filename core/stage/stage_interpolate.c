/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The way from one picture to the next, by their codes: z_t = (1 - t) e(A) + t e(B), t = 0, 1/(N-1), ..., 1, decoded.
 * The frames of several pictures follow one another, each picture's own once. */
#include "base/checked.h"
#include "image/bridge.h"
#include "latent/lerp.h"
#include "stage/coder_options.h"

enum { AT_ONCE = 64 };

typedef struct {
  AeCoderOptions coder;
  int frames, way;
  gboolean ping;
} Options;

static const char *const ways[] = {"straight", "spherical", NULL};

static const AeOption rows[] = {AE_CODER_ROWS(Options, coder),
                                {"frames", "pictures from one to the next, both counted", AE_OPTION_INT,
                                 G_STRUCT_OFFSET(Options, frames), "8", 2, 100000},
                                {"way", "along the straight line between codes, or the arc that keeps their length",
                                 AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, way), "straight", .choices = ways},
                                {"ping", "go back again to the first, without repeating the ends: for a loop",
                                 AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, ping), "no"},
                                {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeCoder *encoder, *decoder; /* NULL without a model */
  float *codes, *pictures;    /* AT_ONCE of them, with a model */
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
  s->ready = s->given = 0;
  s->next = 0;
  s->ended = FALSE;
}

static void interpolate_close(gpointer state) {
  State *s = state;
  interpolate_begin(s);
  ae_coder_free(s->encoder);
  ae_coder_free(s->decoder);
  g_ptr_array_unref(s->items);
  ae_free(s->codes);
  ae_free(s->pictures);
  g_free(s);
}

static gboolean open_coders(State *s, GError **error) {
  const AeCoderOptions *options = &s->options->coder;
  s->encoder = ae_coder_open(options, AE_CODER_ENCODER, s->settings, error);
  s->decoder = s->encoder ? ae_coder_open(options, AE_CODER_DECODER, s->settings, error) : NULL;
  if (!s->decoder)
    return FALSE;
  s->codes = ae_alloc(AT_ONCE * ae_coder_in(s->decoder), sizeof *s->codes, "codes", error);
  s->pictures = s->codes ? ae_alloc(AT_ONCE * ae_coder_out(s->decoder), sizeof *s->pictures, "pictures", error) : NULL;
  return s->pictures != NULL;
}

static gboolean interpolate_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  s->items = g_ptr_array_new_with_free_func(ae_free);
  if (s->options->coder.model && !open_coders(s, error)) {
    interpolate_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- in ---- */

static gboolean begin_with(State *s, const AeImageInfo *info, GError **error) {
  gsize row = (gsize)info->width * info->channels;
  s->d = s->encoder ? ae_coder_out(s->encoder) : row;
  if (!s->encoder && (!ae_mul(row, info->height, &s->d) || s->d > G_MAXINT)) {
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
  g_autofree float *picture = g_new(float, ae_coder_in(s->encoder));
  return ae_coder_load(s->encoder, in, picture, error) &&
         ae_coder_run(s->encoder, picture, &s->options->coder.label, 1, to, error);
}

static gboolean add_item(State *s, AeRows *in, GError **error) {
  if (s->info.width ? !s->encoder && !check_like(&s->info, &in->info, error) : !begin_with(s, &in->info, error))
    return FALSE;
  float *item = ae_alloc(s->d, sizeof *item, "a picture", error);
  gboolean good = item && (s->encoder ? load_code(s, in, item, error) : load_pixels(in, item, error));
  if (good)
    g_ptr_array_add(s->items, item);
  else
    ae_free(item);
  return good;
}

static gboolean interpolate_take(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  if (in) {
    gboolean good = add_item(s, in, error);
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

static gboolean tell_progress(const AeSettings *settings, GError **error) {
  if (!settings->progress || settings->progress(1, settings->progress_data))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_CANCELLED, "cancelled");
  return FALSE;
}

static gboolean decode_frames(State *s, GError **error) {
  int labels[AT_ONCE];
  guint64 place;
  for (s->ready = s->given = 0; s->ready < AT_ONCE && next_place(s, &place); s->next++) {
    labels[s->ready] = s->options->coder.label;
    compute(s, place, s->codes + s->ready++ * s->d);
  }
  return ae_coder_run(s->decoder, s->codes, labels, s->ready, s->pictures, error) && tell_progress(s->settings, error);
}

static AeRows *next_decoded(State *s, GError **error) {
  if (s->given == s->ready && !decode_frames(s, error))
    return NULL;
  if (s->given == s->ready)
    return NULL;
  return ae_coder_result(s->decoder, s->pictures + s->given++ * ae_coder_out(s->decoder), s->info.sample, s->info.meta,
                         error);
}

static AeRows *next_faded(State *s, GError **error) {
  guint64 place;
  if (!next_place(s, &place) || !tell_progress(s->settings, error))
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
  return s->decoder ? next_decoded(s, error) : next_faded(s, error);
}

const AeStage ae_stage_interpolate = {
    .name = "interpolate",
    .help = "lead from one picture or code to the next in several steps",
    .description =
        "Makes one sequence of all that comes in, two at least: from each to the next in as many frames as "
        "are asked for. With a model it encodes pictures, goes from code to code and decodes; between encode "
        "and decode it does the same in parts. Pictures without a model are faded into one another, which "
        "shows by comparison what a model adds. Give -o a folder, a name such as way-%03d.png, or a format "
        "that holds several pictures.",
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
