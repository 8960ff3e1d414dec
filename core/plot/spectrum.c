/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/spectrum.h"

#include <complex.h>
#include <math.h>

typedef double complex Complex;

/* The discrete Fourier transform of n numbers, step apart, in place; frequency 0 comes to n / 2. */
static void transform(Complex *x, int n, int step) {
  Complex out[AE_SPECTRUM_MAX];
  for (int u = 0; u < n; u++) {
    out[u] = 0;
    for (int i = 0; i < n; i++) {
      double turn = -2 * G_PI * (double)((u - n / 2) * i % n) / n;
      out[u] += x[i * step] * (cos(turn) + I * sin(turn));
    }
  }
  for (int u = 0; u < n; u++)
    x[u * step] = out[u];
}

void ae_spectrum_add(const double *pixels, int height, int width, double *power) {
  int count = height * width;
  double mean = 0;
  g_autofree Complex *x = g_new(Complex, count);
  for (int i = 0; i < count; i++)
    mean += pixels[i] / count;
  for (int i = 0; i < count; i++)
    x[i] = pixels[i] - mean;
  for (int y = 0; y < height; y++)
    transform(x + y * width, width, 1);
  for (int k = 0; k < width; k++)
    transform(x + k, height, width);
  for (int i = 0; i < count; i++)
    power[i] += creal(x[i]) * creal(x[i]) + cimag(x[i]) * cimag(x[i]);
}
