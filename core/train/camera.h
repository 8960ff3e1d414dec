/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The noise of a camera on a clean photograph, for training: the way from the sensor to the file is walked back, noise
 * is added where it arises, and the way is walked forth again. After Brooks et al., "Unprocessing Images for Learned
 * Raw Denoising" (CVPR 2019, arXiv 1811.11127), and Guo et al., "Toward Convolutional Blind Denoising of Real
 * Photographs" (CVPR 2019, arXiv 1807.04686).
 *
 *   sRGB -> linear light -> colour of the sensor (inverse matrix and white balance)
 *        -> noise of variance shot * signal + read at every sample: Poisson and Gaussian
 *        -> Bayer mosaic and demosaicing -> white balance, matrix, sRGB -> filter -> 8 bits -> JPEG
 *
 * The target of a training is the clean photograph itself. So the net is not asked to undo what the way does to a
 * noiseless picture, only the noise is mosaicked, demosaiced and filtered, not the photograph: these steps are linear,
 * so the noise comes out exactly as it would, and the photograph comes through whole. Only rounding and JPEG touch
 * both.
 *
 *   AeCamera camera;
 *   ae_camera_draw(&range, &rng, &camera);
 *   if (!ae_camera_apply(&camera, &rng, clean, width, height, noisy, &error)) ...
 *   double level = ae_camera_level(clean, noisy, width * height * 3);
 *
 * All randomness comes from rng, and there is no state: the same seed gives the same bytes, on any thread. */
#ifndef AE_TRAIN_CAMERA_H
#define AE_TRAIN_CAMERA_H

#include <aefilter/error.h>

#include "base/rng.h"
#include "train/mosaic.h"
#include "train/recompress.h"

G_BEGIN_DECLS

typedef struct {
  double red_gain, blue_gain; /* white balance, > 0: the sensor's red is the picture's divided by it; green is 1 */
  double saturation; /* colour matrix s I + (1 - s) L with L the luma of BT.709 in every row: 1 none, above 1 more
                        colour noise */
  double shot, read; /* variance in linear light, 1 = white: shot * signal + read */
  AeDemosaic demosaic;
  AeBayer bayer;
  double blur;        /* of the noise: 0 none, 1 a binomial 3x3 filter, below 0 sharpened by as much; -1..1 */
  gboolean rounded;   /* to 8 bits; always where there is a JPEG */
  AeJpegLoss jpeg;    /* quality 0: none */
  int grid_x, grid_y; /* 0..7: where the JPEG's block grid lies */
} AeCamera;

/* What ae_camera_draw draws from. */
typedef struct {
  double shot_min,
      shot_max;  /* log uniform. 1e-5 is sigma 0.4 in 8-bit mid-tones, 1e-4 1.3, 0.012 the most of Brooks et al. 17 */
  double mosaic; /* probability of a mosaic; half of them demosaiced each way */
  double jpeg;   /* probability of a JPEG; half of them with halved chroma */
  int quality_min, quality_max;
} AeCameraRange;

/* Read noise follows shot noise: log(read) = 2.18 log(shot) + 1.20 + N(0, 0.26^2), fitted to the cameras of the
 * Darmstadt Noise Dataset by Brooks et al. */
void ae_camera_draw(const AeCameraRange *range, AeRng *rng, AeCamera *camera);

/* clean and noisy: height * width * 3 sRGB values 0..1, interleaved; noisy may be clean. width, height >= 8. The only
 * errors are memory (AE_ERROR_MEMORY) and sizes out of range (AE_ERROR_USAGE); then noisy is as it was. */
gboolean ae_camera_apply(const AeCamera *camera, AeRng *rng, const float *clean, int width, int height, float *noisy,
                         GError **error);

/* The effective noise level: root mean square of noisy - clean over n values, in their units. */
double ae_camera_level(const float *clean, const float *noisy, gsize n);

G_END_DECLS
#endif
