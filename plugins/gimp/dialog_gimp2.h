/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The parts of the dialog for GIMP 2.10 (GTK 2). */
#ifndef AE_GIMP_DIALOG_GIMP2_H
#define AE_GIMP_DIALOG_GIMP2_H

#include "host_gimp2.h"

#include <libgimp/gimpui.h>

G_BEGIN_DECLS

/* controls_gimp2.c: a widget for each option, which keep values up to date and call changed after each change. Both
 * must outlive the widgets; where values are changed elsewhere, make new ones. */
GtkWidget *ae_controls_new(AeValues *values, void (*changed)(gpointer data), gpointer data);

/* preview_gimp2.c: a part of the drawable before and after, computed beside the dialog's own thread. */
typedef struct AePreview AePreview;

AePreview *ae_preview_new(gint32 drawable, const AeValues *values);
GtkWidget *ae_preview_widget(AePreview *preview);                   /* to be packed; destroyed with its window */
void ae_preview_update(AePreview *preview, const AeValues *values); /* copies values */
void ae_preview_free(AePreview *preview);                           /* before the widget is destroyed; ends work */

/* view_gimp2.c: a GimpPreview that shows picture, whose size stays; keeps a reference. gimp_preview_draw_buffer takes
 * pixels of ae_view_fetch for ae_view_visible. */
GtkWidget *ae_view_new(GeglBuffer *picture);
GeglRectangle ae_view_visible(GtkWidget *view); /* the part in view */
/* 8-bit sRGB pixels of a region, with alpha where buffer has it; scale as of gegl_buffer_get. g_free. */
guchar *ae_view_fetch(GeglBuffer *buffer, const GeglRectangle *region, double scale);

G_END_DECLS
#endif
