/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes of any length as points of a plane. */
#ifndef AE_PLOT_PLANE_H
#define AE_PLOT_PLANE_H

#include "latent/codes.h"

G_BEGIN_DECLS

typedef enum {
  AE_PLANE_AUTO,  /* PLAIN for two numbers, else PCA */
  AE_PLANE_PLAIN, /* the first two numbers */
  AE_PLANE_PCA,   /* the first two principal components */
  AE_PLANE_TSNE,
} AePlaneMethod;
extern const char *const ae_plane_names[]; /* of an option's choices */

typedef struct {
  gsize n;
  double *x, *y;
  char *labels[2]; /* of the axes */
} AePlane;

/* what begins messages; axes: what the plain axes are called where they are not NULL; perplexity: of t-SNE. A plane is
 * all zero before. AE_ERROR_USAGE for codes of one number, and as of PCA and t-SNE. */
gboolean ae_plane_make(AePlane *plane, const AeCodes *codes, AePlaneMethod method, double perplexity, char *const *axes,
                       const char *what, GError **error);
void ae_plane_clear(AePlane *plane);

/* "78.1 %": how well the plane tells the classes apart, by the vote of the ten nearest points, each left out in turn;
 * g_free. NULL where a class is not known or there are too few or too many points. */
char *ae_plane_accuracy(const AePlane *plane, const int *classes);

G_END_DECLS
#endif
