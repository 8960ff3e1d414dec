/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An action at work on GeglBuffers: what every host shares. A host gives the values and a picture, and gets pixels:
 *
 *     g_autoptr(AeWork) work = ae_work_new(values, progress, data, &error);   // loads the models
 *     if (!work || !ae_work_region(work, drawable_buffer, &selection, shadow_buffer, &error)) ... show error->message
 *
 * The picture of a buffer is its whole extent. Calls of one work come from one thread at a time. */
#ifndef AE_GIMP_WORK_H
#define AE_GIMP_WORK_H

#include "values.h"

#include <gegl.h>

G_BEGIN_DECLS

typedef struct AeWork AeWork;

/* Receives the finished share, 0..1, now and then (it changed by a hundredth or more); FALSE cancels: the call at work
 * fails with AE_ERROR_CANCELLED. */
typedef gboolean (*AeWorkProgress)(double fraction, gpointer data);

/* values are copied. progress may be NULL. A model that is not found gives a message that says what to do. */
AeWork *ae_work_new(const AeValues *values, AeWorkProgress progress, gpointer data, GError **error);
void ae_work_free(AeWork *work); /* accepts NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeWork, ae_work_free)

/* The calls that follow report their progress between these two instead of 0 and 1: for several layers. */
void ae_work_share(AeWork *work, double from, double to);

/* Actions that keep the size (AE_ACTION_EFFECT): the pixels of region in out become the result for the picture
 * `in`, of which the chain sees as much as it needs around region. What the chain measures in the whole picture it
 * measures at the first call and keeps while `in` stays the same buffer. An empty region is done at once. out may not
 * be `in`. */
gboolean ae_work_region(AeWork *work, GeglBuffer *in, const GeglRectangle *region, GeglBuffer *out, GError **error);

/* Actions that are marked (ae_action_is_marked): the same for the picture `in`, of which is repaired what selection, in
 * in's coordinates, holds more than 0 of. Colours come out repaired as a whole where a pixel is selected a little, so
 * that the host can mix by the selection; alpha stays. */
gboolean ae_work_selected(AeWork *work, GeglBuffer *in, GeglBuffer *selection, const GeglRectangle *region,
                          GeglBuffer *out, GError **error);

/* Any action: the whole result as a new buffer at 0, 0; the caller unrefs it. */
GeglBuffer *ae_work_whole(AeWork *work, GeglBuffer *in, GError **error);

/* The same for each of some buffers, in its own format, which is smaller than a chain's floats; NULL where in has NULL.
 * Progress is shared out by pixels. g_ptr_array_unref, which unrefs them. */
GPtrArray *ae_work_wholes(AeWork *work, const GPtrArray *in, GError **error);

/* Actions that make several pictures (AE_ACTION_MIX, AE_ACTION_MAKE): of the pictures of n buffers, new buffers at 0, 0
 * in the colour space of the first. g_ptr_array_unref, which unrefs them. */
GPtrArray *ae_work_pictures(AeWork *work, GeglBuffer *const *in, guint n, GError **error);

/* What the stages last noted about the picture ("evenly noisy, noise level 12.3: ..."), or NULL; work's own, until the
 * next call. */
const char *ae_work_note(const AeWork *work);

/* The size that a picture of width x height comes out with. */
gboolean ae_work_size(AeWork *work, int width, int height, int *out_width, int *out_height, GError **error);

G_END_DECLS
#endif
