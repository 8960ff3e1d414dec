/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What one node keeps between the calls of its graph: the opened chain, what it measured in the picture, and the pixels
 * that are done. GEGL asks first what a region needs of the input (ae_render_required) and then, with that much of the
 * input, for the region (ae_render_region). Between and during these calls ae_render_invalidate may come from any
 * thread. */
#ifndef AE_GEGL_RENDER_H
#define AE_GEGL_RENDER_H

#include <aefilter/stage.h>
#include <gegl.h>

G_BEGIN_DECLS

typedef struct AeRender AeRender;

/* progress is called from the rendering thread with 0, then what is done of the region, and 1 at the end. */
AeRender *ae_render_new(void (*progress)(double fraction, gpointer data), gpointer data);
void ae_render_free(AeRender *render);

/* What is asked for: words (ae_chain_parse; the chain is opened again only where they change) over the picture that
 * fills full, which may be an infinite plane, with the result in format. */
typedef struct {
  const char *const *words;
  GeglRectangle full;
  const Babl *format;
} AeRenderJob;

/* The part of the input that region needs: what is missing with the chain's margin, the whole picture where something
 * must be measured first, nothing where all is done. */
GeglRectangle ae_render_required(AeRender *render, const AeRenderJob *job, const GeglRectangle *region);

/* A new buffer that fills the region with its result. NULL on failure. */
GeglBuffer *ae_render_region(AeRender *render, const AeRenderJob *job, GeglBuffer *input, const GeglRectangle *region,
                             GError **error);

/* What of the result changes with region of the input. */
GeglRectangle ae_render_affected(AeRender *render, const GeglRectangle *region);

/* The result of region is no longer what it was, nor is what was measured; an empty region stands for everything. */
void ae_render_invalidate(AeRender *render, const GeglRectangle *region);

G_END_DECLS
#endif
