/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/jpeg_trace.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "image/jpeg_quality.h"
#include "stage/dct8.h"

enum {
  SIDE = AE_DCT8_SIDE,
  FINE = 4,           /* bins a unit of a coefficient */
  BINS = 1024 * FINE, /* of the absolute value; what is beyond falls into the last one */
  FREQUENCIES = 20,   /* (u, v) with u + v in 1..5: those that are seldom rounded to 0 */
  BEST_TO_FIND = 96,  /* above it all steps are so small that rounding has blurred them */
  ENOUGH = 100,       /* coefficients that are not 0 */
};

/* Standard deviation of a coefficient around its multiple: the luma was rounded to 8 bits, and so were R, G and B. */
#define BLUR 0.36
/* Share of coefficients that lie anywhere: where the picture was touched. */
#define OUTLIERS 0.05
/* Log-likelihood ratio, in the mean over coefficients that are not 0, from which the picture counts as explained. */
#define CONVINCING 0.3

struct AeJpegTrace {
  guint32 width, row; /* row: of the block, 0..7 */
  guint colours;
  float *luma; /* 8 rows, 8-bit units */
  guint32 (*bins)[BINS];
};

AeJpegTrace *ae_jpeg_trace_new(guint32 width, guint colours, GError **error) {
  AeJpegTrace *trace = g_new0(AeJpegTrace, 1);
  trace->width = width;
  trace->colours = colours;
  trace->luma = ae_alloc((gsize)width * SIDE, sizeof(float), "rows in flight", error);
  trace->bins = trace->luma ? ae_alloc(FREQUENCIES, sizeof *trace->bins, "a histogram", error) : NULL;
  if (trace->bins) {
    memset(trace->bins, 0, FREQUENCIES * sizeof *trace->bins);
    return trace;
  }
  ae_jpeg_trace_free(trace);
  return NULL;
}

void ae_jpeg_trace_free(AeJpegTrace *trace) {
  if (!trace)
    return;
  ae_free(trace->luma);
  ae_free(trace->bins);
  g_free(trace);
}

/* ---- what lies where ---- */

/* The bin of a coefficient. */
static guint bin_of(float coefficient) {
  float place = fabsf(coefficient) * FINE + 0.5f;
  return place < BINS ? (guint)place : BINS - 1;
}

static void count_block(AeJpegTrace *trace, guint32 x) {
  const float *rows[SIDE];
  AeDct8 block;
  guint k = 0;
  for (int i = 0; i < SIDE; i++)
    rows[i] = trace->luma + (gsize)i * trace->width + x;
  ae_dct8(rows, block);
  if (isnan(block[0][0]))
    return;
  for (int sum = 1; sum <= 5; sum++)
    for (int u = 0; u <= sum; u++)
      trace->bins[k++][bin_of(block[u][sum - u])]++;
}

/* Not a number where the pixel was clipped: its block's coefficients are no multiples any more. */
static float luma_of(const float *pixel, guint colours) {
  for (guint c = 0; c < colours; c++)
    if (!(pixel[c] > 0 && pixel[c] < 1))
      return NAN;
  return 255 * (colours == 1 ? pixel[0] : 0.299f * pixel[0] + 0.587f * pixel[1] + 0.114f * pixel[2]);
}

gboolean ae_jpeg_trace_feed(gpointer data, const float *row, GError **error) {
  AeJpegTrace *trace = data;
  float *to = trace->luma + (gsize)trace->row * trace->width;
  for (guint32 x = 0; x < trace->width; x++, row += trace->colours)
    to[x] = luma_of(row, trace->colours);
  if (++trace->row < SIDE)
    return TRUE;
  trace->row = 0;
  for (guint32 x = 0; x + SIDE <= trace->width; x += SIDE)
    count_block(trace, x);
  return TRUE;
}

/* ---- what explains it ---- */

/* How much likelier a coefficient is where it was rounded to multiples of step than where it lies anywhere. */
static double ratio_of(double coefficient, double step) {
  double off = coefficient - step * rint(coefficient / step);
  double near = exp(-off * off / (2 * BLUR * BLUR)) / (BLUR * sqrt(2 * G_PI));
  return log((1 - OUTLIERS) * step * near + OUTLIERS);
}

typedef struct {
  double ratio;
  gsize count; /* of those that are not 0 */
} Evidence;

/* A 0 tells nothing where it is near 0: any step makes it. Else it speaks against the step. */
static void weigh(const guint32 *bins, double step, Evidence *evidence) {
  for (guint i = 0; i < BINS - 1; i++) {
    if (!bins[i])
      continue;
    double coefficient = (double)i / FINE, ratio = ratio_of(coefficient, step);
    gboolean zero = coefficient < step / 2;
    evidence->ratio += bins[i] * (zero ? MIN(ratio, 0) : ratio);
    evidence->count += zero ? 0 : bins[i];
  }
}

static Evidence weigh_quality(const AeJpegTrace *trace, guint quality) {
  guint16 steps[AE_JPEG_STEPS];
  Evidence evidence = {0};
  guint k = 0;
  ae_jpeg_luma_steps(quality, steps);
  for (int sum = 1; sum <= 5; sum++)
    for (int u = 0; u <= sum; u++)
      weigh(trace->bins[k++], steps[u * SIDE + sum - u], &evidence);
  return evidence;
}

guint ae_jpeg_trace_quality(const AeJpegTrace *trace) {
  guint best = 0;
  Evidence of_best = {0};
  for (guint quality = 1; quality <= BEST_TO_FIND; quality++) {
    Evidence evidence = weigh_quality(trace, quality);
    if (evidence.count >= ENOUGH && evidence.ratio > of_best.ratio) {
      best = quality;
      of_best = evidence;
    }
  }
  return of_best.ratio > CONVINCING * (double)of_best.count ? best : 0;
}
