/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* pixel_shuffle and pixel_unshuffle (Shi et al. 2016, arXiv 1609.05158), in PyTorch's order of channels:
 *   fine(c, i*f + p, j*f + q) = coarse(c*f*f + p*f + q, i, j)
 * Both directions are one copy between the fine and the coarse picture. */
#include "nn/op.h"

typedef struct {
  int factor;
} Shuffle;

static const AeOption options[] = {
    {"factor", "pixels a side that become channels", AE_OPTION_INT, G_STRUCT_OFFSET(Shuffle, factor), "2", 1, 8},
    {NULL}};

/* One row of the coarse picture (w pixels) from or to f rows of the fine one. */
typedef void (*Move)(ae_real *to, ae_real from);
static inline void put(ae_real *to, ae_real from) { *to = from; }
static inline void sum(ae_real *to, ae_real from) { *to += from; }

static inline void to_coarse(const AeTensor *fine, const AeTensor *coarse, int n, int i, int f, Move move) {
  int channels = fine->shape.c, all = channels * f * f;
  for (int p = 0; p < f; p++) {
    const ae_real *x = ae_real_row(fine, n, i * f + p);
    for (int j = 0; j < coarse->shape.w; j++) {
      ae_real *y = ae_real_row(coarse, n, i) + (gsize)j * all + p * f;
      for (int q = 0; q < f; q++, x += channels)
        for (int c = 0; c < channels; c++)
          move(&y[c * f * f + q], x[c]);
    }
  }
}

static inline void to_fine(const AeTensor *coarse, const AeTensor *fine, int n, int i, int f, Move move) {
  int channels = fine->shape.c, all = channels * f * f;
  for (int p = 0; p < f; p++) {
    ae_real *y = ae_real_row(fine, n, i * f + p);
    for (int j = 0; j < coarse->shape.w; j++) {
      const ae_real *x = ae_real_row(coarse, n, i) + (gsize)j * all + p * f;
      for (int q = 0; q < f; q++, y += channels)
        for (int c = 0; c < channels; c++)
          move(&y[c], x[c * f * f + q]);
    }
  }
}

static void gather(const AeTensor *fine, const AeTensor *coarse, int f, gboolean accumulate) {
  for (int n = 0; n < coarse->shape.n; n++)
    for (int i = 0; i < coarse->shape.h; i++)
      if (accumulate)
        to_coarse(fine, coarse, n, i, f, sum);
      else
        to_coarse(fine, coarse, n, i, f, put);
}

static void scatter(const AeTensor *coarse, const AeTensor *fine, int f, gboolean accumulate) {
  for (int n = 0; n < coarse->shape.n; n++)
    for (int i = 0; i < coarse->shape.h; i++)
      if (accumulate)
        to_fine(coarse, fine, n, i, f, sum);
      else
        to_fine(coarse, fine, n, i, f, put);
}

static int factor_of(const AeNode *node) { return ((const Shuffle *)node->options)->factor; }

static gboolean unshuffle_shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  int f = factor_of(node);
  if (in->h % f || in->w % f) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "height %d and width %d are no multiples of factor=%d", in->h, in->w,
                f);
    return FALSE;
  }
  *out = (AeShape){in->n, in->c * f * f, in->h / f, in->w / f};
  return TRUE;
}

static gboolean shuffle_shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  int f = factor_of(node);
  if (in->c % (f * f)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d channels are no multiple of factor * factor = %d", in->c, f * f);
    return FALSE;
  }
  *out = (AeShape){in->n, in->c / (f * f), in->h * f, in->w * f};
  return TRUE;
}

static AeReach unshuffle_reach(const AeNode *node) {
  return (AeReach){factor_of(node), 1, 0, factor_of(node) - 1, FALSE};
}
static AeReach shuffle_reach(const AeNode *node) { return (AeReach){1, factor_of(node), 0, 0, FALSE}; }

static void unshuffle_forward(AeOp *op) { gather(&op->in[0], &op->out, factor_of(op->node), FALSE); }
static void unshuffle_backward(AeOp *op) { scatter(&op->dout, &op->din[0], factor_of(op->node), op->accumulate[0]); }
static void shuffle_forward(AeOp *op) { scatter(&op->in[0], &op->out, factor_of(op->node), FALSE); }
static void shuffle_backward(AeOp *op) { gather(&op->dout, &op->din[0], factor_of(op->node), op->accumulate[0]); }

static const char *const unshuffle_examples[] = {
    "x input channels=3\ny pixel_unshuffle factor=2",
    "x input channels=1\ny pixel_unshuffle factor=4",
    NULL,
};

const AeLayerType ae_layer_pixel_unshuffle = {
    .name = "pixel_unshuffle",
    .help = "squares of pixels become channels of one pixel",
    .options = options,
    .options_size = sizeof(Shuffle),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = unshuffle_shape,
    .reach = unshuffle_reach,
    .forward = unshuffle_forward,
    .backward = unshuffle_backward,
    .examples = unshuffle_examples,
};

static const char *const shuffle_examples[] = {
    "x input channels=8\ny pixel_shuffle factor=2",
    "x input channels=9\ny pixel_shuffle factor=3",
    NULL,
};

const AeLayerType ae_layer_pixel_shuffle = {
    .name = "pixel_shuffle",
    .help = "channels of one pixel become a square of pixels",
    .options = options,
    .options_size = sizeof(Shuffle),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shuffle_shape,
    .reach = shuffle_reach,
    .forward = shuffle_forward,
    .backward = shuffle_backward,
    .examples = shuffle_examples,
};
