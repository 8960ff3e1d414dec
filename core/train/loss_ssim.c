/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* 1 - mean structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861): Gaussian window, values 0..1, every
 * channel and every position where the window lies inside the picture (a smaller window where the picture is smaller).
 *
 * With the window means mx, my, mxx, myy, mxy of x, y, x^2, y^2, xy:
 *   a1 = 2 mx my + c1     a2 = 2 (mxy - mx my) + c2
 *   b1 = mx^2 + my^2 + c1 b2 = mxx - mx^2 + myy - my^2 + c2     S = a1 a2 / (b1 b2)
 * and the gradient by x is the transposed window applied to S's derivatives by mx, mxx and mxy:
 *   W'(dS/dmx) + 2 x W'(dS/dmxx) + y W'(dS/dmxy) */
#include "train/loss.h"

#include <math.h>
#include <string.h>

typedef struct {
  int window;
  double sigma;
} Ssim;

static const AeOption rows[] = {
    {"window", "width of the window, rounded down to an odd number", AE_OPTION_INT, offsetof(Ssim, window), "11", 3, 63,
     .unit = "px"},
    {"sigma", "standard deviation of the window", AE_OPTION_DOUBLE, offsetof(Ssim, sigma), "1.5", 0.1, 20,
     .unit = "px"},
    {NULL},
};

/* One plane of h x w, its window means of oh x ow, and scratch of h x ow. */
typedef struct {
  int h, w, oh, ow, k;
  double taps[63];
  double *x, *y, *product, *scratch, *back; /* h x w each; back collects the gradient */
  double *mean[5];                          /* mx, my, mxx, myy, mxy; then three of them hold S's derivatives */
  double *block;
} Plane;

static void make_taps(Plane *p, double sigma) {
  double sum = 0;
  for (int i = 0; i < p->k; i++) {
    double d = i - (p->k - 1) / 2.0;
    sum += p->taps[i] = exp(-d * d / (2 * sigma * sigma));
  }
  for (int i = 0; i < p->k; i++)
    p->taps[i] /= sum;
}

static void plane_init(Plane *p, const Ssim *o, AeShape s) {
  int k = MIN(o->window, MIN(s.h, s.w));
  *p = (Plane){.h = s.h, .w = s.w, .k = k - (k % 2 == 0)};
  p->oh = p->h - p->k + 1;
  p->ow = p->w - p->k + 1;
  make_taps(p, o->sigma);
  gsize n = (gsize)p->h * (gsize)p->w;
  p->block = g_new(double, n * 10);
  double **parts[] = {&p->x,   &p->y,       &p->product, &p->scratch, &p->back,
                      p->mean, p->mean + 1, p->mean + 2, p->mean + 3, p->mean + 4};
  for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
    *parts[i] = p->block + n * i;
}

/* out (oh x ow) = window over in (h x w), rows first. */
static void window_mean(Plane *p, const double *in, double *out) {
  for (int i = 0; i < p->h; i++)
    for (int j = 0; j < p->ow; j++) {
      double sum = 0;
      for (int q = 0; q < p->k; q++)
        sum += p->taps[q] * in[i * p->w + j + q];
      p->scratch[i * p->ow + j] = sum;
    }
  memset(out, 0, sizeof *out * (gsize)(p->oh * p->ow));
  for (int i = 0; i < p->oh; i++)
    for (int q = 0; q < p->k; q++)
      for (int j = 0; j < p->ow; j++)
        out[i * p->ow + j] += p->taps[q] * p->scratch[(i + q) * p->ow + j];
}

/* out (h x w) = transposed window over in (oh x ow). */
static void window_transposed(Plane *p, const double *in, double *out) {
  memset(p->scratch, 0, sizeof *out * (gsize)(p->h * p->ow));
  for (int i = 0; i < p->oh; i++)
    for (int q = 0; q < p->k; q++)
      for (int j = 0; j < p->ow; j++)
        p->scratch[(i + q) * p->ow + j] += p->taps[q] * in[i * p->ow + j];
  memset(out, 0, sizeof *out * (gsize)(p->h * p->w));
  for (int i = 0; i < p->h; i++)
    for (int j = 0; j < p->ow; j++)
      for (int q = 0; q < p->k; q++)
        out[i * p->w + j + q] += p->taps[q] * p->scratch[i * p->ow + j];
}

static void product_mean(Plane *p, const double *a, const double *b, double *out) {
  for (int i = 0; i < p->h * p->w; i++)
    p->product[i] = a[i] * b[i];
  window_mean(p, p->product, out);
}

/* Sum of S over the plane; means 0, 2 and 4 become S's derivatives by mx, mxx and mxy. */
static double similarity(Plane *p) {
  const double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  double sum = 0;
  for (int i = 0; i < p->oh * p->ow; i++) {
    double mx = p->mean[0][i], my = p->mean[1][i];
    double a1 = 2 * mx * my + c1, a2 = 2 * (p->mean[4][i] - mx * my) + c2;
    double b1 = mx * mx + my * my + c1, b2 = p->mean[2][i] - mx * mx + p->mean[3][i] - my * my + c2;
    double s = a1 * a2 / (b1 * b2);
    sum += s;
    p->mean[0][i] = 2 * my * (a2 - a1) / (b1 * b2) - s * 2 * mx * (1 / b1 - 1 / b2);
    p->mean[2][i] = -s / b2;
    p->mean[4][i] = 2 * a1 / (b1 * b2);
  }
  return sum;
}

static double plane_ssim(Plane *p) {
  window_mean(p, p->x, p->mean[0]);
  window_mean(p, p->y, p->mean[1]);
  product_mean(p, p->x, p->x, p->mean[2]);
  product_mean(p, p->y, p->y, p->mean[3]);
  product_mean(p, p->x, p->y, p->mean[4]);
  double sum = similarity(p);
  window_transposed(p, p->mean[0], p->back);
  window_transposed(p, p->mean[2], p->product);
  for (int i = 0; i < p->h * p->w; i++)
    p->back[i] += 2 * p->x[i] * p->product[i];
  window_transposed(p, p->mean[4], p->product);
  for (int i = 0; i < p->h * p->w; i++)
    p->back[i] += p->y[i] * p->product[i];
  return sum;
}

static double ssim_apply(const void *options, const AeTensor *prediction, const AeTensor *target, double weight,
                         AeTensor *gradient) {
  AeShape s = prediction->shape;
  Plane p;
  plane_init(&p, options, s);
  double windows = (double)s.n * s.c * p.oh * p.ow, sum = 0;
  for (int n = 0; n < s.n; n++)
    for (int c = 0; c < s.c; c++) {
      gsize base = (gsize)n * prediction->image + (gsize)c;
      const ae_real *x = (const ae_real *)prediction->data + base, *y = (const ae_real *)target->data + base;
      ae_real *g = (ae_real *)gradient->data + base;
      for (int i = 0; i < s.h * s.w; i++) {
        p.x[i] = (double)x[(gsize)i * (gsize)s.c];
        p.y[i] = (double)y[(gsize)i * (gsize)s.c];
      }
      sum += plane_ssim(&p);
      for (int i = 0; i < s.h * s.w; i++)
        g[(gsize)i * (gsize)s.c] -= (ae_real)(weight / windows * p.back[i]);
    }
  g_free(p.block);
  return 1 - sum / windows;
}

const AeLoss ae_loss_ssim = {
    .name = "ssim",
    .help = "1 - mean structural similarity",
    .options = rows,
    .options_size = sizeof(Ssim),
    .low = 0,
    .high = 1,
    .apply = ssim_apply,
};
