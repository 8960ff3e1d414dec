/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of measures, in the order in which they are printed: a new one is a row here, and a file measure_NAME.c or
 * a row in one. */
#include "measure/measure.h"

/* clang-format off */
#define MEASURES(ROW) \
  ROW(mse) ROW(sse) ROW(mae) ROW(bce) ROW(nats) ROW(floor_bce) ROW(psnr) ROW(psnr_mean) ROW(ssim) \
  ROW(sharpness) ROW(before) ROW(before_bce) ROW(train_mse) ROW(explained) ROW(checker) \
  ROW(kl) ROW(elbo) ROW(sigma_mean) ROW(agg_mean_max) ROW(agg_var_min) ROW(agg_var_max) \
  ROW(island_mse) ROW(island_class) ROW(grid_smooth) ROW(grid_classes) ROW(bayes) \
  ROW(code_mean) ROW(code_std) ROW(active) ROW(rho) \
  ROW(knn) ROW(knn1) ROW(knn_tsne) ROW(separation) ROW(intra_inter) ROW(label_order) \
  ROW(code_steps) ROW(decoded_steps) ROW(code_bits) ROW(png_bits) \
  ROW(angle) ROW(orthonormality) ROW(sample_mean) ROW(sample_covariance) \
  ROW(line_right) ROW(sample_whole) ROW(sample_copied) ROW(sample_distinct) \
  ROW(confident) ROW(n_classes) ROW(frechet) ROW(prd_recall) ROW(prd_precision) \
  ROW(agree) ROW(agree_min) ROW(midpoint_sure) \
  ROW(auroc_noise) ROW(shift_ratio) ROW(removed_lag1) \
  ROW(same_auc) ROW(same_accuracy) ROW(accuracy)
/* clang-format on */

#define DECLARE(name) extern const AeMeasure ae_measure_##name;
#define ADDRESS(name) &ae_measure_##name,

MEASURES(DECLARE)

static const AeMeasure *const table[] = {MEASURES(ADDRESS) NULL};

const AeMeasure *const *ae_measures(void) { return table; }
const char *ae_measure_name(const AeMeasure *measure) { return measure->name; }
const char *ae_measure_help(const AeMeasure *measure) { return measure->help; }
const char *ae_measure_unit(const AeMeasure *measure) { return measure->unit; }
gboolean ae_measure_is_usual(const AeMeasure *measure) { return measure->usual; }
