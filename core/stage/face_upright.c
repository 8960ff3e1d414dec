/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/face_upright.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"
#include "stage/face_refine.h"

/* Pictures as they are, each with itself upside down behind it. */
typedef struct {
  gsize row, size, n; /* numbers of a row; rows; pictures of both kinds */
  float *seen, *codes, *given, *window;
} Work;

static gboolean work_init(Work *w, const AeCoder *encoder, gsize n, GError **error) {
  AeShape shape = ae_coder_picture(encoder);
  gsize numbers = ae_coder_in(encoder);
  *w = (Work){(gsize)shape.w * (gsize)shape.c, (gsize)shape.h, 2 * n};
  w->seen = ae_alloc(w->n, numbers * sizeof *w->seen, "faces", error);
  w->given = w->seen ? ae_alloc(w->n, numbers * sizeof *w->given, "faces", error) : NULL;
  w->codes = w->given ? ae_alloc(w->n, ae_coder_out(encoder) * sizeof *w->codes, "codes", error) : NULL;
  w->window = w->codes ? ae_face_window((guint)w->size, error) : NULL;
  return w->window != NULL;
}

static void fill(Work *w, const float *pictures) {
  for (gsize i = 0; i < w->n; i++)
    for (gsize y = 0; y < w->size; y++)
      memcpy(w->seen + (i * w->size + y) * w->row,
             pictures + (i / 2 * w->size + (i % 2 ? w->size - 1 - y : y)) * w->row, w->row * sizeof *w->seen);
}

/* The window is turned with the picture. */
static double error_of(const Work *w, gsize i) {
  gsize channels = w->row / w->size;
  double sum = 1e-9;
  for (gsize y = 0; y < w->size; y++) {
    const float *a = w->seen + (i * w->size + y) * w->row, *b = w->given + (i * w->size + y) * w->row;
    const float *weights = w->window + (i % 2 ? w->size - 1 - y : y) * w->size;
    for (gsize x = 0; x < w->row; x++)
      sum += (double)(weights[x / channels] * fabsf(a[x] - b[x]));
  }
  return sum;
}

gboolean ae_face_upright(AeCoder *encoder, AeCoder *decoder, const float *pictures, gsize n, double *scores,
                         GError **error) {
  Work w;
  gboolean good = work_init(&w, encoder, n, error);
  if (good) {
    fill(&w, pictures);
    good = ae_coder_run(encoder, w.seen, NULL, w.n, w.codes, error) &&
           ae_coder_run(decoder, w.codes, NULL, w.n, w.given, error);
  }
  for (gsize i = 0; good && i < n; i++)
    scores[i] = log(error_of(&w, 2 * i + 1) / error_of(&w, 2 * i));
  ae_free(w.seen);
  ae_free(w.codes);
  ae_free(w.given);
  ae_free(w.window);
  return good;
}
