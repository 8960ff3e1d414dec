/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* cairo numbers the ids of an SVG file by what the whole program has drawn so far. */
#ifndef AE_PLOT_SVG_IDS_H
#define AE_PLOT_SVG_IDS_H

#include <glib.h>

G_BEGIN_DECLS

/* The text with its ids, and what refers to them, numbered in the order in which they first appear; g_free. */
char *ae_svg_number_ids(const char *svg);

G_END_DECLS
#endif
