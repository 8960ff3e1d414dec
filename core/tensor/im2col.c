/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/im2col.h"

#include <string.h>

enum { CHUNK = 256 }; /* numbers rounded at a time: stays in the first-level cache */

void ae_round_run(ae_real *values, gsize n) {
  ae_bf16 narrow[CHUNK];
  for (gsize i = 0; i < n; i += CHUNK) {
    gsize m = MIN(CHUNK, n - i);
    ae_bf16_from_float(values + i, narrow, m);
    ae_bf16_to_float(narrow, values + i, m);
  }
}

void ae_read_run(const AeTensor *t, gsize index, ae_real *out, gsize n, gboolean round_to_bf16) {
  if (t->type == AE_BF16) {
    ae_bf16_to_float((const ae_bf16 *)t->data + index, out, n);
    return;
  }
  memcpy(out, (const ae_real *)t->data + index, n * sizeof *out);
  if (round_to_bf16)
    ae_round_run(out, n);
}

void ae_write_run(AeTensor *t, gsize index, const ae_real *in, gsize n) {
  if (t->type == AE_BF16)
    ae_bf16_from_float(in, (ae_bf16 *)t->data + index, n);
  else
    memcpy((ae_real *)t->data + index, in, n * sizeof *in);
}

gsize ae_pixel_index(const AeTensor *t, gsize pixel) {
  gsize w = t->shape.w, line = pixel / w, h = t->shape.h;
  return line / h * t->image + line % h * t->row + pixel % w * t->shape.c;
}

/* What one kernel row of one output pixel sees of the input: columns first .. first + count - 1 of the kernel,
 * `missing` before and the rest after being padding; the leftmost lies at element `index`. count = 0: all padding. */
typedef struct {
  int first, count;
  gsize index;
} Window;

static Window window_of(const AeConvSpec *s, AeShape out, const AeTensor *x, gsize pixel, int kernel_row) {
  gsize line = pixel / out.w;
  int h = (int)(line % out.h) * s->stride_h + kernel_row - s->pad_top;
  int w = (int)(pixel % out.w) * s->stride_w - s->pad_left;
  int first = MAX(0, -w), end = MIN(s->kernel_w, s->in.w - w);
  if (h < 0 || h >= s->in.h || first >= end)
    return (Window){0};
  gsize index = line / out.h * x->image + (gsize)h * x->row + (gsize)(w + first) * x->shape.c;
  return (Window){first, end - first, index};
}

static void gather(const AeConvSpec *s, const AeTensor *x, Window win, int group, ae_real *cols) {
  gsize c = s->in.c / s->groups, before = win.first * c, inside = win.count * c;
  memset(cols, 0, before * sizeof *cols);
  if (s->groups == 1)
    ae_read_run(x, win.index, cols + before, inside, s->bf16);
  else
    for (int q = 0; q < win.count; q++)
      ae_read_run(x, win.index + (gsize)q * s->in.c + group * c, cols + before + q * c, c, s->bf16);
  memset(cols + before + inside, 0, (s->kernel_w * c - before - inside) * sizeof *cols);
}

void ae_im2col(const AeConvSpec *s, AeShape out, const AeTensor *x, gsize first, gsize count, ae_real *cols,
               gsize group_stride) {
  gsize line = (gsize)s->kernel_w * (s->in.c / s->groups), k = line * s->kernel_h;
  for (gsize i = 0; i < count; i++)
    for (int p = 0; p < s->kernel_h; p++) {
      Window win = window_of(s, out, x, first + i, p);
      for (int g = 0; g < s->groups; g++)
        gather(s, x, win, g, cols + g * group_stride + i * k + p * line);
    }
}

static void add_run(ae_real *restrict sum, const ae_real *more, gsize n) {
  for (gsize i = 0; i < n; i++)
    sum[i] += more[i];
}

static void scatter(const AeConvSpec *s, const ae_real *cols, Window win, int group, AeTensor *dx) {
  gsize c = s->in.c / s->groups;
  const ae_real *from = cols + win.first * c;
  for (int q = 0; q < win.count; q++) {
    ae_real *to = (ae_real *)dx->data + win.index + (gsize)q * s->in.c + group * c;
    add_run(to, from + q * c, c);
  }
}

void ae_col2im(const AeConvSpec *s, AeShape out, const ae_real *cols, gsize group_stride, gsize first, gsize count,
               AeTensor *dx) {
  gsize line = (gsize)s->kernel_w * (s->in.c / s->groups), k = line * s->kernel_h;
  for (gsize i = 0; i < count; i++)
    for (int p = 0; p < s->kernel_h; p++) {
      Window win = window_of(s, out, dx, first + i, p);
      for (int g = 0; g < s->groups; g++)
        scatter(s, cols + g * group_stride + i * k + p * line, win, g, dx);
    }
}

void ae_bias_gradient(const AeTensor *dy, ae_real *sum, ae_real *db) {
  gsize c = dy->shape.c;
  memset(sum, 0, c * sizeof *sum);
  for (int n = 0; n < dy->shape.n; n++)
    for (int h = 0; h < dy->shape.h; h++)
      for (int w = 0; w < dy->shape.w; w++)
        add_run(sum, ae_real_row(dy, n, h) + w * c, c);
  add_run(db, sum, c);
}
