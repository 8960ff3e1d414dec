/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* One plane of some patches: choose those with little texture, and measure the noise in them. */
#ifndef AE_STAGE_NOISE_VIEW_H
#define AE_STAGE_NOISE_VIEW_H

#include "stage/noise_clip.h"
#include "stage/noise_patch.h"

G_BEGIN_DECLS

enum { AE_NOISE_LEAST_PATCHES = 50 }; /* fewer tell nothing */

/* Some patches, and what clipping did to them. */
typedef struct {
  const AeNoisePatch *patches;
  guint n, channels;
  gboolean common; /* measure the channels, not their differences */
  gboolean clipped;
  AeNoiseClip clip[3];
  double variance[3];          /* that clip was made for */
  float *key, *value, *sorted; /* n each */
} AeNoiseView;

/* How a plane is measured: patches are chosen by one band and measured in another. */
typedef struct {
  AeBand key, value;
  double share; /* of the patches, those with the least energy in key */
  guint least;  /* but so many */
} AeNoiseChoice;

/* Variance of the plane's noise, 1.0 = white; FALSE where too few patches are of use. */
gboolean ae_noise_view_measure(const AeNoiseView *view, AePlane plane, const AeNoiseChoice *choice, double *variance);

/* Takes clipping into account from now on, if low or high say that there was any, for noise of these variances. */
void ae_noise_view_set_clip(AeNoiseView *view, gboolean low, gboolean high, const double variance[3]);

/* How many patches clipping has left some of the noise of every channel. */
guint ae_noise_view_usable(const AeNoiseView *view);

G_END_DECLS
#endif
