/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "plot/view.h"

#include <math.h>
#include <string.h>

#include "latent/pca.h"
#include "plot/number.h"

static void look_at_two(AeView *v) {
  v->axes[0] = v->axes[3] = 1;
  v->labels[0] = g_strdup("first number");
  v->labels[1] = g_strdup("second number");
}

static void look_at_three(AeView *v, double round, double above) {
  double a = round * G_PI / 180, e = above * G_PI / 180;
  double right[3] = {-sin(a), cos(a), 0}, up[3] = {-sin(e) * cos(a), -sin(e) * sin(a), cos(e)};
  memcpy(v->axes, right, sizeof right);
  memcpy(v->axes + 3, up, sizeof up);
  g_autofree char *r = ae_number_short(round, 4), *u = ae_number_short(above, 4);
  v->labels[0] = g_strdup_printf("seen from %s° round the third axis", r);
  v->labels[1] = g_strdup_printf("and %s° above", u);
}

static gboolean look_at_many(AeView *v, const AeCodes *codes, GError **error) {
  g_autoptr(AePca) pca = ae_pca_new(codes, 2, error);
  if (!pca)
    return FALSE;
  memcpy(v->axes, pca->axes, 2 * (gsize)v->d * sizeof *v->axes);
  for (int i = 0; i < 2; i++)
    v->labels[i] = g_strdup_printf("principal component %d of the data", i + 1);
  return TRUE;
}

gboolean ae_view_make(AeView *v, const AeCodes *codes, double round, double above, GError **error) {
  if (codes->d < 2) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "vectors of one number are no points of a plane");
    return FALSE;
  }
  v->d = codes->d;
  v->axes = g_new0(double, 2 * (gsize)codes->d);
  if (v->d > 3)
    return look_at_many(v, codes, error);
  if (v->d == 3)
    look_at_three(v, round, above);
  else
    look_at_two(v);
  return TRUE;
}

void ae_view_clear(AeView *v) {
  g_free(v->axes);
  g_free(v->labels[0]);
  g_free(v->labels[1]);
}

void ae_view_apply(const AeView *v, const float *rows, gsize n, double *x, double *y) {
  for (gsize i = 0; i < n; i++, rows += v->d) {
    x[i] = y[i] = 0;
    for (int k = 0; k < v->d; k++) {
      x[i] += v->axes[k] * (double)rows[k];
      y[i] += v->axes[v->d + k] * (double)rows[k];
    }
  }
}
