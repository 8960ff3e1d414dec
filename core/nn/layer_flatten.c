/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* flatten: a picture becomes a vector in the order channel, row, column, so that the weights of a dense layer behind it
 * are PyTorch's. reshape: its inverse. */
#include "nn/op.h"

typedef struct {
  int channels, height, width;
} Reshape;

static const AeOption reshape_options[] = {
    {"channels", "channels of the picture", AE_OPTION_INT, G_STRUCT_OFFSET(Reshape, channels), "1", 1, 65536},
    {"height", "height of the picture", AE_OPTION_INT, G_STRUCT_OFFSET(Reshape, height), "1", 1, 65536, FALSE, NULL,
     "px"},
    {"width", "width of the picture", AE_OPTION_INT, G_STRUCT_OFFSET(Reshape, width), "1", 1, 65536, FALSE, NULL, "px"},
    {NULL}};

static inline void write(ae_real *to, ae_real value, gboolean accumulate) { *to = accumulate ? *to + value : value; }

static void to_vector(const AeTensor *picture, const AeTensor *vector, gboolean accumulate) {
  AeShape s = picture->shape;
  gsize pixels = (gsize)s.h * s.w;
  for (int n = 0; n < s.n; n++) {
    const ae_real *x = ae_image_of(picture, n);
    ae_real *y = ae_image_of(vector, n);
    for (gsize i = 0; i < pixels; i++)
      for (int c = 0; c < s.c; c++)
        write(&y[c * pixels + i], x[i * s.c + c], accumulate);
  }
}

static void to_picture(const AeTensor *vector, const AeTensor *picture, gboolean accumulate) {
  AeShape s = picture->shape;
  gsize pixels = (gsize)s.h * s.w;
  for (int n = 0; n < s.n; n++) {
    const ae_real *x = ae_image_of(vector, n);
    ae_real *y = ae_image_of(picture, n);
    for (gsize i = 0; i < pixels; i++)
      for (int c = 0; c < s.c; c++)
        write(&y[i * s.c + c], x[c * pixels + i], accumulate);
  }
}

static gboolean flatten_shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  guint64 count = (guint64)in->h * in->w;
  *out = (AeShape){in->n, (int)(count * in->c), 1, 1};
  if (count <= G_MAXINT && count * in->c <= G_MAXINT)
    return TRUE;
  g_autofree char *text = ae_shape_text(*in);
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s is too large for a vector", text);
  return FALSE;
}

static gboolean reshape_shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const Reshape *o = node->options;
  *out = (AeShape){in->n, o->channels, o->height, o->width};
  guint64 count = (guint64)o->channels * o->height * o->width;
  if (in->h == 1 && in->w == 1 && count == (guint64)in->c)
    return TRUE;
  g_autofree char *text = ae_shape_text(*in);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s is no vector of %d x %d x %d numbers", text, o->channels, o->height,
              o->width);
  return FALSE;
}

static void flatten_forward(AeOp *op) { to_vector(&op->in[0], &op->out, FALSE); }
static void flatten_backward(AeOp *op) { to_picture(&op->dout, &op->din[0], op->accumulate[0]); }
static void reshape_forward(AeOp *op) { to_picture(&op->in[0], &op->out, FALSE); }
static void reshape_backward(AeOp *op) { to_vector(&op->dout, &op->din[0], op->accumulate[0]); }

static const char *const flatten_examples[] = {"x input channels=3 height=4 width=8\ny flatten", NULL};

const AeLayerType ae_layer_flatten = {
    .name = "flatten",
    .help = "a picture as a vector",
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = flatten_shape,
    .forward = flatten_forward,
    .backward = flatten_backward,
    .examples = flatten_examples,
};

static const char *const reshape_examples[] = {
    "x input channels=24 height=1 width=1\ny reshape channels=2 height=3 width=4",
    "x input channels=2 height=4 width=4\na flatten\ny reshape channels=8 height=2 width=2",
    NULL,
};

const AeLayerType ae_layer_reshape = {
    .name = "reshape",
    .help = "a vector as a picture",
    .options = reshape_options,
    .options_size = sizeof(Reshape),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = reshape_shape,
    .forward = reshape_forward,
    .backward = reshape_backward,
    .examples = reshape_examples,
};
