/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/plane.h"

#include "latent/knn.h"
#include "latent/pca.h"
#include "latent/tsne.h"
#include "plot/number.h"

enum { NEIGHBOURS = 10, MAX_SCORED = 20000 };

const char *const ae_plane_names[] = {"auto", "plain", "pca", "tsne", NULL}; /* in the order of AePlaneMethod */

/* Number k of each of n rows of step numbers. */
static double *take_column(const float *rows, gsize n, int step, int k) {
  double *column = g_new(double, MAX(n, 1));
  for (gsize i = 0; i < n; i++)
    column[i] = (double)rows[i * (gsize)step + (gsize)k];
  return column;
}

static void place(AePlane *p, const float *rows, int step) {
  p->x = take_column(rows, p->n, step, 0);
  p->y = take_column(rows, p->n, step, 1);
}

static gboolean place_plain(AePlane *p, const AeCodes *codes, char *const *axes) {
  place(p, codes->data, codes->d);
  for (int i = 0; i < 2; i++)
    p->labels[i] = axes[i] ? g_strdup(axes[i]) : g_strdup_printf("number %d of the code", i + 1);
  return TRUE;
}

static gboolean place_pca(AePlane *p, const AeCodes *codes, GError **error) {
  g_autoptr(AePca) pca = ae_pca_new(codes, 2, error);
  g_autofree float *plane = g_new(float, MAX(codes->n, 1) * 2);
  if (!pca || !ae_pca_transform(pca, 2, codes, plane, error))
    return FALSE;
  place(p, plane, 2);
  for (int i = 0; i < 2; i++) {
    g_autofree char *share = ae_number(pca->total > 0 ? 100 * pca->variance[i] / pca->total : 0, 0.1);
    p->labels[i] = g_strdup_printf("principal component %d (%s %% of the variance)", i + 1, share);
  }
  return TRUE;
}

static gboolean place_tsne(AePlane *p, const AeCodes *codes, double perplexity, GError **error) {
  AeTsneOptions tsne = {.perplexity = perplexity};
  g_autofree float *plane = g_new(float, MAX(codes->n, 1) * 2);
  if (!ae_tsne(codes, &tsne, plane, error))
    return FALSE;
  place(p, plane, 2);
  p->labels[0] = g_strdup("t-SNE 1 (no unit)");
  p->labels[1] = g_strdup("t-SNE 2 (no unit)");
  return TRUE;
}

gboolean ae_plane_make(AePlane *plane, const AeCodes *codes, AePlaneMethod method, double perplexity, char *const *axes,
                       const char *what, GError **error) {
  plane->n = codes->n;
  if (codes->d < 2) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: codes of one number are no points of a plane", what);
    return FALSE;
  }
  if (method == AE_PLANE_PLAIN || (method == AE_PLANE_AUTO && codes->d == 2))
    return place_plain(plane, codes, axes);
  return method == AE_PLANE_TSNE ? place_tsne(plane, codes, perplexity, error) : place_pca(plane, codes, error);
}

void ae_plane_clear(AePlane *plane) {
  g_free(plane->x);
  g_free(plane->y);
  g_free(plane->labels[0]);
  g_free(plane->labels[1]);
}

char *ae_plane_accuracy(const AePlane *p, const int *classes) {
  AeKnnScore score;
  gboolean known = classes && p->n > NEIGHBOURS && p->n <= MAX_SCORED;
  for (gsize i = 0; known && i < p->n; i++)
    known = classes[i] >= 0;
  if (!known)
    return NULL;
  g_autofree float *points = g_new(float, p->n * 2);
  for (gsize i = 0; i < p->n; i++) {
    points[2 * i] = (float)p->x[i];
    points[2 * i + 1] = (float)p->y[i];
  }
  AeCodes codes = {p->n, 2, points};
  if (!ae_knn_score(&codes, classes, NEIGHBOURS, &score, NULL))
    return NULL;
  g_autofree char *share = ae_number(100 * score.accuracy, 0.1);
  return g_strconcat(share, " %", NULL);
}
