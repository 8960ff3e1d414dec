/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* usage: bench_kernels [BACK-END...]
 *
 * GFLOP/s (2 per multiply-add) of one thread for the denoiser's convolutions, as TSV: one row a shape, a column a pass.
 * A pass repeats for at least a tenth of a second of the thread's own CPU time and the best round counts, so that a
 * busy machine disturbs little. */
#include "tensor/kernels.h"

#include <stdio.h>
#include <time.h>

typedef struct {
  const char *name;
  AeShape in;
  int out, kernel, stride, pad;
} Shape;

/* A strip of a 12-megapixel photo on each of the denoiser's levels, its ends, and a training batch. */
static const Shape shapes[] = {
    {"head", {1, 16, 18, 2048}, 64, 3, 1, 1},     {"level1", {1, 64, 18, 2048}, 64, 3, 1, 1},
    {"down1", {1, 64, 16, 2048}, 96, 2, 2, 0},    {"level2", {1, 96, 10, 1024}, 96, 3, 1, 1},
    {"down2", {1, 96, 8, 1024}, 128, 2, 2, 0},    {"level3", {1, 128, 6, 512}, 128, 3, 1, 1},
    {"tail", {1, 64, 18, 2048}, 12, 3, 1, 1},     {"train1", {8, 64, 48, 48}, 64, 3, 1, 1},
    {"train2", {8, 96, 24, 24}, 96, 3, 1, 1},     {"train3", {8, 128, 12, 12}, 128, 3, 1, 1},
    {"traindown1", {8, 64, 48, 48}, 96, 2, 2, 0}, {"pointwise", {1, 128, 16, 512}, 128, 1, 1, 0},
};

typedef struct {
  const AeKernels *kernels;
  AeConv *conv;
  AeTensor x, y, dx;
  ae_real *dw;
} Run;

static void forward(Run *run) { run->kernels->conv_forward(run->conv, &run->x, NULL, &run->y); }
static void backward_data(Run *run) { run->kernels->conv_backward_data(run->conv, &run->y, &run->dx); }
static void backward_weights(Run *run) {
  run->kernels->conv_backward_weights(run->conv, &run->x, &run->y, run->dw, NULL);
}

static double thread_seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static double best_seconds(Run *run, void (*pass)(Run *run)) {
  double best = G_MAXDOUBLE, spent = 0;
  pass(run);
  for (int round = 0; round < 3 || spent < 0.1; round++) {
    double start = thread_seconds();
    pass(run);
    double seconds = thread_seconds() - start;
    best = MIN(best, seconds);
    spent += seconds;
  }
  return best;
}

static void fill(ae_real *data, gsize n) {
  for (gsize i = 0; i < n; i++)
    data[i] = (ae_real)((i * 2654435761u % 1000) / 500.0 - 1);
}

static gboolean run_new(Run *run, const AeKernels *kernels, const AeConvSpec *spec, GError **error) {
  AeShape out;
  gsize weights = (gsize)spec->out * spec->in.c * spec->kernel_h * spec->kernel_w;
  if (!ae_conv_shape(spec, &out, error) || !ae_tensor_new(&run->x, spec->in, spec->type, error) ||
      !ae_tensor_new(&run->y, out, spec->type, error) || !ae_tensor_new(&run->dx, spec->in, AE_REAL, error))
    return FALSE;
  run->kernels = kernels;
  run->conv = kernels->conv_new(spec, error);
  run->dw = g_new0(ae_real, weights);
  if (!run->conv)
    return FALSE;
  fill(run->dw, weights);
  if (spec->type == AE_REAL) {
    fill(run->x.data, (gsize)spec->in.n * run->x.image);
    fill(run->y.data, (gsize)out.n * run->y.image);
  }
  kernels->conv_weights(run->conv, run->dw, NULL);
  return TRUE;
}

static void run_free(Run *run) {
  if (run->conv)
    run->kernels->conv_free(run->conv);
  ae_tensor_clear(&run->x);
  ae_tensor_clear(&run->y);
  ae_tensor_clear(&run->dx);
  g_free(run->dw);
}

/* One cell of the table: what plan, which pass. */
static void print_rate(const AeKernels *kernels, AeConvSpec spec, void (*pass)(Run *run)) {
  Run run = {0};
  g_autoptr(GError) error = NULL;
  if (run_new(&run, kernels, &spec, &error))
    printf("\t%.0f", 2e-9 * (double)ae_conv_macs(&spec) / best_seconds(&run, pass));
  else
    printf("\t%s", error->message);
  run_free(&run);
}

static void bench(const AeKernels *kernels, const Shape *shape) {
  AeConvSpec spec = {.in = shape->in,
                     .out = shape->out,
                     .kernel_h = shape->kernel,
                     .kernel_w = shape->kernel,
                     .stride_h = shape->stride,
                     .stride_w = shape->stride,
                     .pad_top = shape->pad,
                     .pad_bottom = shape->pad,
                     .pad_left = shape->pad,
                     .pad_right = shape->pad,
                     .groups = 1};
  AeConvSpec bf16 = spec, train = spec, train_bf16 = spec;
  bf16.type = AE_BF16;
  train.backward = train_bf16.backward = train_bf16.bf16 = TRUE;
  printf("%s\t%s", kernels->name, shape->name);
  print_rate(kernels, spec, forward);
  print_rate(kernels, train, backward_data);
  print_rate(kernels, train, backward_weights);
  print_rate(kernels, bf16, forward);
  print_rate(kernels, train_bf16, forward);
  print_rate(kernels, train_bf16, backward_data);
  print_rate(kernels, train_bf16, backward_weights);
  printf("\n");
  fflush(stdout);
}

static gboolean wanted(const AeKernels *kernels, int n, char **names) {
  for (int i = 1; i < n; i++)
    if (g_str_equal(names[i], kernels->name))
      return TRUE;
  return n == 1 && !g_str_equal(kernels->name, "ref"); /* a thousandth of the others: only when it is asked for */
}

int main(int argc, char **argv) {
  printf("kernels\tshape\tforward\tdata\tweights\tbf16 forward\tmixed forward\tmixed data\tmixed weights\n");
  for (const AeKernels *const *row = ae_kernels(); *row; row++)
    if (wanted(*row, argc, argv) && (*row)->available())
      for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
        bench(*row, &shapes[i]);
  return 0;
}
