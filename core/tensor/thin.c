/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* With t a pair of a kernel's tap and an output channel, and the weights as w(t, c), a pixel of the output is
 *
 *   y(o) = bias(o) + sum over taps, c of x(pixel that the tap sees, c) w(t, c)
 *
 * and backward, with d(j, t) what pixel j of a row of x gave to through t, or 0 where that lies outside of y,
 *
 *   dx(j, c) = sum over t of d(j, t) w(t, c)      dw(t, c) += sum over j of d(j, t) x(j, c) */
#include "tensor/thin.h"

#include <string.h>

#include "base/checked.h"
#include "tensor/clones.h"

enum { MOST = 2 }; /* output channels: for more of them oneDNN is as fast */

struct AeThin {
  AeConvSpec spec;
  int taps;        /* with their output channels */
  ae_real *w, *dw; /* [kernel_h][kernel_w][out][in] */
  ae_real *row;    /* d, [taps][in.w] */
  ae_real bias[MOST];
};

gboolean ae_thin_fits(const AeConvSpec *s) {
  return s->backward && s->out <= MOST && s->in.c % AE_LANES == 0 && s->groups == 1 && s->stride_h == 1 &&
         s->stride_w == 1 && s->type == AE_REAL && !s->bf16 && !s->add && s->act == AE_ACT_NONE;
}

AeThin *ae_thin_new(const AeConvSpec *spec, GError **error) {
  AeThin *t = g_new0(AeThin, 1);
  t->spec = *spec;
  t->taps = spec->kernel_h * spec->kernel_w * spec->out;
  gsize weights = (gsize)t->taps * spec->in.c, row = (gsize)t->taps * spec->in.w;
  t->w = ae_alloc(weights, sizeof(ae_real), "convolution", error);
  t->dw = t->w ? ae_alloc(weights, sizeof(ae_real), "convolution", error) : NULL;
  t->row = t->dw ? ae_alloc(row, sizeof(ae_real), "convolution", error) : NULL;
  if (!t->row)
    g_clear_pointer(&t, ae_thin_free);
  return t;
}

void ae_thin_free(AeThin *t) {
  if (!t)
    return;
  ae_free(t->w);
  ae_free(t->dw);
  ae_free(t->row);
  g_free(t);
}

/* Where weight (o, c, tap) of OIHW lies in w. */
static gsize place(const AeConvSpec *s, int o, int c, int tap) { return ((gsize)tap * s->out + o) * s->in.c + c; }

void ae_thin_weights(AeThin *t, const ae_real *w, const ae_real *bias) {
  const AeConvSpec *s = &t->spec;
  for (int o = 0; o < s->out; o++) {
    t->bias[o] = bias && s->bias ? bias[o] : 0;
    for (int c = 0; c < s->in.c; c++)
      for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
        t->w[place(s, o, c, tap)] = *w++;
  }
}

/* ---- forward ---- */

static inline void add_products(const ae_real *a, const ae_real *b, int n, AeLanes *sum) {
  for (int k = 0; k < n; k += AE_LANES)
    *sum += AE_LOAD(a + k) * AE_LOAD(b + k);
}

typedef float Half __attribute__((vector_size(AE_LANES / 2 * sizeof(float)), may_alias));
typedef float Quarter __attribute__((vector_size(AE_LANES / 4 * sizeof(float)), may_alias));

static inline ae_real sum_lanes(const AeLanes *v) {
  Half half = ((const Half *)v)[0] + ((const Half *)v)[1];
  Quarter sum = ((const Quarter *)&half)[0] + ((const Quarter *)&half)[1];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* Channel o of the output pixel (n, i, j). */
static inline ae_real output(const AeThin *t, const AeTensor *x, int n, int i, int j, int o) {
  const AeConvSpec *s = &t->spec;
  int top = i - s->pad_top, left = j - s->pad_left, first = MAX(0, -left), end = MIN(s->kernel_w, s->in.w - left);
  AeLanes sum = {0};
  for (int p = MAX(0, -top); p < MIN(s->kernel_h, s->in.h - top); p++)
    for (int q = first; q < end; q++)
      add_products(ae_real_row(x, n, top + p) + (gsize)(left + q) * s->in.c,
                   t->w + (gsize)((p * s->kernel_w + q) * s->out + o) * s->in.c, s->in.c, &sum);
  return sum_lanes(&sum) + t->bias[o];
}

AE_CLONES static void forward(const AeThin *t, const AeTensor *x, AeTensor *y) {
  for (int n = 0; n < y->shape.n; n++)
    for (int i = 0; i < y->shape.h; i++)
      for (int j = 0; j < y->shape.w; j++)
        for (int o = 0; o < y->shape.c; o++)
          ae_real_row(y, n, i)[j * y->shape.c + o] = output(t, x, n, i, j, o);
}

/* A function of several clones is seen outside of the library, whatever its visibility. */
void ae_thin_forward(const AeThin *t, const AeTensor *x, AeTensor *y) { forward(t, x, y); }

/* ---- backward ---- */

/* d of a row of x for one tap, from row `from` of dy. */
static void gather_tap(const AeConvSpec *s, const ae_real *from, int from_w, int q, ae_real *d) {
  int back = q - s->pad_left, first = MAX(0, back), end = MIN(s->in.w, from_w + back);
  memset(d, 0, (gsize)s->out * s->in.w * sizeof *d);
  for (int o = 0; o < s->out; o++, d += s->in.w)
    for (int j = first; j < end; j++)
      d[j] = from[(j - back) * s->out + o];
}

static void gather(const AeThin *t, const AeTensor *dy, int n, int h) {
  const AeConvSpec *s = &t->spec;
  gsize per_tap = (gsize)s->out * s->in.w;
  ae_real *d = t->row;
  for (int p = 0; p < s->kernel_h; p++) {
    int i = h + s->pad_top - p;
    for (int q = 0; q < s->kernel_w; q++, d += per_tap)
      if (i >= 0 && i < dy->shape.h)
        gather_tap(s, ae_real_row(dy, n, i), dy->shape.w, q, d);
      else
        memset(d, 0, per_tap * sizeof *d);
  }
}

AE_CLONES static void data_row(const AeThin *t, ae_real *dx) {
  gsize channels = t->spec.in.c;
  for (int j = 0; j < t->spec.in.w; j++, dx += channels)
    for (gsize c = 0; c < channels; c += AE_LANES) {
      AeLanes sum = {0};
      for (int k = 0; k < t->taps; k++)
        sum += t->row[(gsize)k * t->spec.in.w + j] * AE_LOAD(t->w + k * channels + c);
      AE_STORE(dx + c, sum);
    }
}

void ae_thin_backward_data(AeThin *t, const AeTensor *dy, AeTensor *dx) {
  for (int n = 0; n < dx->shape.n; n++)
    for (int h = 0; h < dx->shape.h; h++) {
      gather(t, dy, n, h);
      data_row(t, ae_real_row(dx, n, h));
    }
}

AE_CLONES static void weights_row(const AeThin *t, const ae_real *x) {
  gsize channels = t->spec.in.c;
  for (int k = 0; k < t->taps; k++)
    for (gsize c = 0; c < channels; c += AE_LANES) {
      AeLanes sum = AE_LOAD(t->dw + k * channels + c);
      for (int j = 0; j < t->spec.in.w; j++)
        sum += t->row[(gsize)k * t->spec.in.w + j] * AE_LOAD(x + j * channels + c);
      AE_STORE(t->dw + k * channels + c, sum);
    }
}

static void add_weights(const AeThin *t, ae_real *dw) {
  const AeConvSpec *s = &t->spec;
  for (int o = 0; o < s->out; o++)
    for (int c = 0; c < s->in.c; c++)
      for (int tap = 0; tap < s->kernel_h * s->kernel_w; tap++)
        *dw++ += t->dw[place(s, o, c, tap)];
}

static void add_bias(const AeTensor *dy, ae_real *db) {
  int out = dy->shape.c;
  for (int n = 0; n < dy->shape.n; n++)
    for (int i = 0; i < dy->shape.h; i++) {
      const ae_real *row = ae_real_row(dy, n, i);
      ae_real sum[MOST] = {0};
      for (int j = 0; j < dy->shape.w; j++)
        for (int o = 0; o < out; o++)
          sum[o] += row[j * out + o];
      for (int o = 0; o < out; o++)
        db[o] += sum[o];
    }
}

void ae_thin_backward_weights(AeThin *t, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db) {
  memset(t->dw, 0, (gsize)t->taps * t->spec.in.c * sizeof *t->dw);
  for (int n = 0; n < x->shape.n; n++)
    for (int h = 0; h < x->shape.h; h++) {
      gather(t, dy, n, h);
      weights_row(t, ae_real_row(x, n, h));
    }
  add_weights(t, dw);
  if (db)
    add_bias(dy, db);
}
