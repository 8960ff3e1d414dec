/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A picture factor times as large. Bilinear as PyTorch's align_corners=False: output pixel o lies at (o + 1/2) / factor
 * - 1/2 of the input, and beyond the borders the last pixel goes on. */
#include "nn/op.h"

#include <string.h>

enum { NEAREST, BILINEAR };

static const char *const modes[] = {"nearest", "bilinear", NULL};

typedef struct {
  int factor, mode;
} Upsample;

static const AeOption options[] = {
    {"factor", "output pixels a side for each input pixel", AE_OPTION_INT, G_STRUCT_OFFSET(Upsample, factor), "2", 1,
     16},
    {"mode", "how", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Upsample, mode), "nearest", 0, 0, FALSE, modes},
    {NULL}};

/* Two input positions and the second one's share. */
typedef struct {
  int first, second;
  ae_real share;
} Tap;

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  const Upsample *o = node->options;
  *out = (AeShape){in->n, in->c, in->h * o->factor, in->w * o->factor};
  return TRUE;
}

static AeReach reach(const AeNode *node) {
  const Upsample *o = node->options;
  int more = o->mode == BILINEAR && o->factor > 1;
  return (AeReach){1, o->factor, more, more, FALSE};
}

/* Positions from -first_row on are there (a strip has rows above). */
static Tap tap_at(const Upsample *o, int position, int rows_before, int size) {
  if (o->mode == NEAREST)
    return (Tap){position / o->factor + rows_before, position / o->factor + rows_before, 0};
  int twice =
      2 * position + 1 - o->factor + 2 * o->factor * (rows_before + 1); /* of the position, one pixel up: >= 0 */
  int first = twice / (2 * o->factor) - 1;
  ae_real share = (ae_real)(twice % (2 * o->factor)) / (2 * o->factor);
  return (Tap){CLAMP(first, 0, size - 1), CLAMP(first + 1, 0, size - 1), share};
}

static Tap row_tap(const AeOp *op, int i) {
  return tap_at(op->node->options, i, MAX(op->strip_before, 0), op->in[0].shape.h);
}

static Tap column_tap(const AeOp *op, int j) { return tap_at(op->node->options, j, 0, op->in[0].shape.w); }

static void nearest_row(const ae_real *x, ae_real *y, int factor, AeShape in) {
  for (int j = 0; j < in.w; j++, x += in.c)
    for (int q = 0; q < factor; q++, y += in.c)
      memcpy(y, x, in.c * sizeof *y);
}

static void bilinear_row(const AeOp *op, Tap row, const ae_real *above, const ae_real *below, ae_real *y) {
  int channels = op->out.shape.c;
  for (int j = 0; j < op->out.shape.w; j++, y += channels) {
    Tap column = column_tap(op, j);
    gsize left = (gsize)column.first * channels, right = (gsize)column.second * channels;
    ae_real v = row.share, h = column.share;
    for (int c = 0; c < channels; c++)
      y[c] = (1 - v) * ((1 - h) * above[left + c] + h * above[right + c]) +
             v * ((1 - h) * below[left + c] + h * below[right + c]);
  }
}

static void forward(AeOp *op) {
  const Upsample *o = op->node->options;
  for (int n = 0; n < op->out.shape.n; n++)
    for (int i = 0; i < op->out.shape.h; i++) {
      Tap row = row_tap(op, i);
      const ae_real *above = ae_real_row(&op->in[0], n, row.first), *below = ae_real_row(&op->in[0], n, row.second);
      if (o->mode == NEAREST)
        nearest_row(above, ae_real_row(&op->out, n, i), o->factor, op->in[0].shape);
      else
        bilinear_row(op, row, above, below, ae_real_row(&op->out, n, i));
    }
}

static void nearest_backward_row(const ae_real *restrict dy, ae_real *restrict dx, int factor, AeShape in) {
  for (int j = 0; j < in.w; j++, dx += in.c)
    for (int q = 0; q < factor; q++, dy += in.c)
      for (int c = 0; c < in.c; c++)
        dx[c] += dy[c];
}

static void bilinear_backward_row(const AeOp *op, Tap row, const ae_real *dy, ae_real *above, ae_real *below) {
  int channels = op->out.shape.c;
  for (int j = 0; j < op->out.shape.w; j++, dy += channels) {
    Tap column = column_tap(op, j);
    gsize left = (gsize)column.first * channels, right = (gsize)column.second * channels;
    ae_real v = row.share, h = column.share;
    for (int c = 0; c < channels; c++) {
      above[left + c] += (1 - v) * (1 - h) * dy[c];
      above[right + c] += (1 - v) * h * dy[c];
      below[left + c] += v * (1 - h) * dy[c];
      below[right + c] += v * h * dy[c];
    }
  }
}

static void backward(AeOp *op) {
  const Upsample *o = op->node->options;
  const AeTensor *din = &op->din[0];
  for (int n = 0; n < din->shape.n; n++) {
    if (!op->accumulate[0])
      memset(ae_image_of(din, n), 0, ae_image_count(din) * sizeof(ae_real));
    for (int i = 0; i < op->out.shape.h; i++) {
      Tap row = row_tap(op, i);
      const ae_real *dy = ae_real_row(&op->dout, n, i);
      if (o->mode == NEAREST)
        nearest_backward_row(dy, ae_real_row(din, n, row.first), o->factor, din->shape);
      else
        bilinear_backward_row(op, row, dy, ae_real_row(din, n, row.first), ae_real_row(din, n, row.second));
    }
  }
}

static const char *const examples[] = {
    "x input channels=2\ny upsample factor=2",
    "x input channels=1\ny upsample factor=3",
    "x input channels=2\ny upsample factor=2 mode=bilinear",
    "x input channels=1\ny upsample factor=3 mode=bilinear",
    NULL,
};

const AeLayerType ae_layer_upsample = {
    .name = "upsample",
    .help = "a larger picture without weights",
    .options = options,
    .options_size = sizeof(Upsample),
    .min_inputs = 1,
    .max_inputs = 1,
    .shape = shape,
    .reach = reach,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
