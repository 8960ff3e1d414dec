/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The host of the GIMP that is built for. What its API calls otherwise in 2.10 and in 3.x, or asks otherwise, has one
 * name here, so that enlarge.c and layers.c are the same for both. */
#ifndef AE_GIMP_HOST_H
#define AE_GIMP_HOST_H

#include <libgimp/gimp.h>

#if GIMP_CHECK_VERSION(2, 99, 0)
#include "host_gimp3.h"
#else
#include "host_gimp2.h"
#endif

G_BEGIN_DECLS

/* host_both.c: an AeWorkProgress that moves GIMP's progress bar. */
gboolean ae_host_progress(double fraction, gpointer data);

/* api_gimp2.c, api_gimp3.c: one line each, but for the layers. */
int ae_gimp_width(AeGimpImage image);
int ae_gimp_height(AeGimpImage image);
const char *ae_gimp_error(void); /* of the last call */
gboolean ae_gimp_has_floating(AeGimpImage image);
GimpPrecision ae_gimp_precision(AeGimpImage image); /* of AE_GIMP_NONE: 8 bits */
/* Every AeGimpLayer of the image, groups after their children, in an order that a copy of the image has too. */
GArray *ae_gimp_layers(AeGimpImage image);
/* The layer below in the same group, of the lowest the one above; AE_GIMP_NONE where it is alone. */
AeGimpLayer ae_gimp_neighbour(AeGimpImage image, AeGimpLayer layer);
/* Upon the image's others. */
AeGimpLayer ae_gimp_layer_new(AeGimpImage image, const char *name, int width, int height, GimpImageType type);
gboolean ae_gimp_is_plain(AeGimpLayer layer); /* text, groups, vectors and links are GIMP's to draw */
gboolean ae_gimp_is_group(AeGimpLayer layer);

/* What ae_picture_check looks at, of a layer, channel or mask that there is. */
AePictureFacts ae_gimp_facts(AeGimpImage image, AeGimpLayer layer);

/* enlarge.c: the whole image, in one undo step, or a copy of it. result is the image that was changed or made. */
gboolean ae_enlarge_run(const AeCall *call, AeGimpImage *result, GError **error);

/* layers.c: a new image with a layer a picture, the first at the bottom: of all pictures that come of the buffers in,
 * or of none (AE_ACTION_MAKE). */
gboolean ae_layers_run(const AeCall *call, const GPtrArray *in, AeGimpImage *result, GError **error);

G_END_DECLS
#endif
