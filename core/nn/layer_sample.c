/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Reparameterisation (Kingma & Welling 2013, arXiv 1312.6114, section 2.4): the input's first half of channels is the
 * mean mu, the second the logarithm of the variance, log sigma^2; z = mu + exp(log sigma^2 / 2) eps with eps ~ N(0, 1).
 * At inference z = mu. Sampling and the loss kl_gauss read the same log sigma^2. */
#include "nn/op.h"

#include <math.h>

#include "base/checked.h"

typedef struct {
  ae_real *noise; /* sigma eps of the last forward */
} State;

static gboolean shape(const AeNode *node, const AeShape *in, AeShape *out, GError **error) {
  *out = (AeShape){in->n, in->c / 2, in->h, in->w};
  if (in->c % 2 == 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d channels are no means and logarithms of variances", in->c);
  return FALSE;
}

static gboolean plan(AeOp *op, GError **error) {
  State *s = op->state;
  if (!op->training)
    return TRUE;
  s->noise = ae_alloc(op->out.shape.n * ae_image_count(&op->out), sizeof(ae_real), "samples", error);
  return s->noise != NULL;
}

static void release(AeOp *op) { ae_free(((State *)op->state)->noise); }

static void forward(AeOp *op) {
  State *s = op->state;
  int c = op->out.shape.c;
  gsize pixels = (gsize)op->out.shape.h * op->out.shape.w;
  ae_real *noise = s->noise;
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *x = ae_image_of(&op->in[0], n);
    ae_real *z = ae_image_of(&op->out, n);
    for (gsize i = 0; i < pixels; i++, x += 2 * c, z += c)
      for (int k = 0; k < c; k++) {
        z[k] = x[k];
        if (!op->training)
          continue;
        *noise = (ae_real)(exp(0.5 * (double)x[c + k]) * ae_rng_normal(op->rng));
        z[k] += *noise++;
      }
  }
}

/* dz/dmu = 1, dz/dlog sigma^2 = sigma eps / 2 */
static void backward(AeOp *op) {
  const State *s = op->state;
  int c = op->out.shape.c;
  gsize pixels = (gsize)op->out.shape.h * op->out.shape.w;
  const ae_real *noise = s->noise;
  for (int n = 0; n < op->out.shape.n; n++) {
    const ae_real *dz = ae_image_of(&op->dout, n);
    ae_real *dx = ae_image_of(&op->din[0], n);
    for (gsize i = 0; i < pixels; i++, dx += 2 * c, dz += c)
      for (int k = 0; k < c; k++) {
        ae_real half = dz[k] * *noise++ / 2;
        dx[k] = op->accumulate[0] ? dx[k] + dz[k] : dz[k];
        dx[c + k] = op->accumulate[0] ? dx[c + k] + half : half;
      }
  }
}

static const char *const examples[] = {
    "x input channels=6 height=1 width=1\nz sample",
    "x input channels=4\nd conv2d out=6 kernel=3\nz sample d\nm slice d from=0 count=3\ny add z m",
    NULL,
};

const AeLayerType ae_layer_sample = {
    .name = "sample",
    .help = "a random code from its mean and the logarithm of its variance; at inference the mean",
    .min_inputs = 1,
    .max_inputs = 1,
    .state_size = sizeof(State),
    .shape = shape,
    .reach = ae_reach_same,
    .plan = plan,
    .forward = forward,
    .backward = backward,
    .release = release,
    .examples = examples,
};
