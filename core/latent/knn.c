/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/knn.h"

#include <math.h>

#include "base/checked.h"
#include "latent/distances.h"

typedef struct {
  gboolean themselves;
  int k;
  int *index;      /* queries x k, the nearest first */
  double *squares; /* of them; infinite where none has been met */
} Search;

/* Puts code i into a sorted list of k, behind what is as near. */
static void insert(int k, double square, int i, double *squares, int *index) {
  int at = k - 1;
  for (; at > 0 && squares[at - 1] > square; at--) {
    squares[at] = squares[at - 1];
    index[at] = index[at - 1];
  }
  squares[at] = square;
  index[at] = i;
}

static void visit(gsize query, gsize first, gsize count, const double *squares, gpointer data) {
  Search *search = data;
  int k = search->k, *index = search->index + query * k;
  double *nearest = search->squares + query * k;
  for (gsize i = 0; i < count; i++)
    if (squares[i] < nearest[k - 1] && !(search->themselves && first + i == query))
      insert(k, squares[i], (int)(first + i), nearest, index);
}

/* In the order of exact distances. */
static void settle(const Search *search, const AeCodes *codes, const AeCodes *queries, gsize query, float *distance) {
  int k = search->k, *index = search->index + query * k;
  double *squares = search->squares + query * k;
  for (int i = 0; i < k; i++) {
    int code = index[i];
    double square = ae_square_distance(codes, (gsize)code, queries, query);
    int at = i;
    for (; at > 0 && (squares[at - 1] > square || (squares[at - 1] == square && index[at - 1] > code)); at--) {
      squares[at] = squares[at - 1];
      index[at] = index[at - 1];
    }
    squares[at] = square;
    index[at] = code;
  }
  for (int i = 0; i < k; i++)
    distance[query * k + i] = (float)sqrt(squares[i]);
}

gboolean ae_knn(const AeCodes *codes, const AeCodes *queries, gboolean themselves, int k, int *index, float *distance,
                GError **error) {
  gsize others = codes->n - (themselves && codes->n > 0);
  if (k < 1 || (gsize)k > others || codes->n > G_MAXINT) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%d nearest of %" G_GSIZE_FORMAT " codes", k, others);
    return FALSE;
  }
  Search search = {themselves, k, index, NULL};
  search.squares = ae_alloc(queries->n, (gsize)k * sizeof *search.squares, "neighbours", error);
  if (!search.squares)
    return FALSE;
  for (gsize i = 0; i < queries->n * k; i++)
    search.squares[i] = INFINITY;
  gboolean ok = ae_distances(codes, queries, visit, &search, error);
  for (gsize q = 0; ok && q < queries->n; q++)
    settle(&search, codes, queries, q, distance);
  ae_free(search.squares);
  return ok;
}

/* Of labels that are equally frequent the one that is met first, as neighbours stand with the nearest first. */
static int vote(const int *index, int k, const int *labels) {
  int best = -1, most = 0;
  for (int i = 0; i < k; i++) {
    int votes = 0;
    for (int j = 0; j < k; j++)
      votes += labels[index[j]] == labels[index[i]];
    if (votes > most) {
      most = votes;
      best = labels[index[i]];
    }
  }
  return best;
}

void ae_knn_vote(const int *index, gsize n, int k, const int *labels, int *predicted) {
  for (gsize i = 0; i < n; i++)
    predicted[i] = vote(index + i * k, k, labels);
}

gboolean ae_knn_score(const AeCodes *codes, const int *labels, int k, AeKnnScore *score, GError **error) {
  int *index = ae_alloc(codes->n, (gsize)MAX(k, 1) * sizeof *index, "neighbours", error);
  float *distance = index ? ae_alloc(codes->n, (gsize)MAX(k, 1) * sizeof *distance, "neighbours", error) : NULL;
  gboolean ok = distance && ae_knn(codes, codes, TRUE, k, index, distance, error);
  double right = 0, own = 0, n = (double)codes->n;
  for (gsize i = 0; ok && i < codes->n; i++) {
    right += vote(index + i * k, k, labels) == labels[i];
    for (int j = 0; j < k; j++)
      own += labels[index[i * k + j]] == labels[i];
  }
  if (ok)
    *score = (AeKnnScore){.accuracy = right / n, .purity = own / (n * k)};
  ae_free(distance);
  ae_free(index);
  return ok;
}
