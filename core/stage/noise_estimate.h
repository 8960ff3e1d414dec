/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How much noise is in a picture, measured on the picture alone, in one pass over its rows and with bounded memory.
 *
 *   AeNoiseMeter *meter = ae_noise_meter_new(width, channels, &error);
 *   for each block of rows:  ae_noise_meter_feed(meter, rows, n, &error)
 *   ae_noise_meter_finish(meter, &estimate, &error);
 *   ae_noise_meter_free(meter);
 *
 * Patches of 8x8 pixels on a regular grid are transformed by the DCT. Where the low frequencies say that there is
 * little texture the high ones are noise: the two are independent for white noise, so that choosing by the one does not
 * bias the other (Ponomarenko, Lukin, Zriakhov, Kaarna, Astola, "An automatic approach to lossy compression of AVIRIS
 * images", IGARSS 2007). Among the chosen patches some still have texture; the variance is the fixed point of
 *
 *   v = mean{ e : e < v (1 + sqrt(2/n)) } / t,    n = 21 coefficients, t = the same mean for v = 1 and e ~ chi^2_n / n
 *
 * reached from the quietest patches, with e a patch's mean energy of the high frequencies. In colour this is done on
 * the differences R-G, G-B, B-R, where photographs have next to no texture; the channels' variances are solved from the
 * three. Noise that is mostly common to the channels cancels there; it is measured in the channels themselves, as in
 * grey pictures. Where a picture is clipped at 0 or 1, each patch's energy is divided by what clipping leaves of a
 * normal distribution around its mean.
 *
 * On natural pictures this was nearer to the truth than the eigenvalues of patch covariances (Chen, Zhu, Heng, "An
 * efficient statistical method for image noise level estimation", ICCV 2015) in grey and as near in colour, at a
 * fraction of the work. */
#ifndef AE_STAGE_NOISE_ESTIMATE_H
#define AE_STAGE_NOISE_ESTIMATE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_NOISE_TONES = 5 };

/* Standard deviations in 8-bit units: times 255. */
typedef struct {
  /* White noise: root mean square over channels and brightness; in grey pictures, where noise depends on brightness,
   * nearer to the quieter parts. What a net for white Gaussian noise is to be told. */
  double sigma;
  double channel[3]; /* of red, green and blue; all three the same in a grey picture */
  /* All frequencies counted, and so right also where demosaicing, scaling or JPEG have smeared the noise: root of the
   * mean of the variance in five ranges of brightness. Fine texture counts as noise where it is everywhere: 2 to 4 in a
   * clean photograph. Overestimates weak noise, then. */
  double correlated;
  /* Standard deviation of the noise at high frequencies by that at middle ones (0.3 levels of rounding added to each),
   * at most 1. White noise of 2 levels and more in photographs: 0.95 and above; demosaiced, filtered or JPEG: mostly
   * 0.1 to 0.9. Tells nothing where sigma is below about 0.6: fine texture, if anything. */
  double whiteness;
  /* A camera's noise, for which nets for white noise are not made: sigma > 0.6 and whiteness < 0.93, or < 0.8 where it
   * was measured in the channels, in texture. On the 68 pictures of CBSD68, clean or with white noise of 5 levels and
   * more, never true in colour and for at most one in grey. */
  gboolean smeared;
  /* How noise depends on the signal: each fifth of the patches from dark to bright has this mean level (0..255) and
   * this white noise. Equal for additive noise; 0 where too few patches were of use. */
  double tone[AE_NOISE_TONES], tone_sigma[AE_NOISE_TONES];
  guint patches; /* that were measured; under 50, as in pictures below 8 pixels a side, all else is 0 */
} AeNoiseEstimate;

typedef struct AeNoiseMeter AeNoiseMeter;

/* channels: 1 or 3. Memory: 8 rows of floats and 1 MiB. */
AeNoiseMeter *ae_noise_meter_new(guint32 width, guint channels, GError **error);
/* The next n rows, interleaved, 1.0 = white, clipped or not. A number that is not finite, or beyond 1e15, counts as 0.
 */
gboolean ae_noise_meter_feed(AeNoiseMeter *meter, const float *rows, guint32 n, GError **error);
gboolean ae_noise_meter_finish(AeNoiseMeter *meter, AeNoiseEstimate *estimate, GError **error);
void ae_noise_meter_free(AeNoiseMeter *meter); /* accepts NULL */

/* The same for a whole picture of width * height * channels floats. */
gboolean ae_noise_estimate(const float *pixels, guint32 width, guint32 height, guint channels,
                           AeNoiseEstimate *estimate, GError **error);

G_END_DECLS
#endif
