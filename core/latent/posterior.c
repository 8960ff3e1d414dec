/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "latent/posterior.h"

#include <math.h>

double ae_posterior(int n, const double *log_joint, double *posterior) {
  double most = -INFINITY, sum = 0;
  for (int y = 0; y < n; y++)
    most = MAX(most, log_joint[y]);
  for (int y = 0; y < n; y++)
    sum += posterior[y] = most > -INFINITY ? exp(log_joint[y] - most) : 1;
  for (int y = 0; y < n; y++)
    posterior[y] /= sum;
  return most > -INFINITY ? most + log(sum) : most;
}
