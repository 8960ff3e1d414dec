/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of image formats: one extern here, one row in formats.c, one file in meson.build. */
#ifndef AE_IMAGE_FORMATS_H
#define AE_IMAGE_FORMATS_H

#include "image/format_row.h"

G_BEGIN_DECLS

extern const AeFormat ae_format_pnm;
extern const AeFormat ae_format_pam;
extern const AeFormat ae_format_pfm;
extern const AeFormat ae_format_png;
extern const AeFormat ae_format_jpeg;
extern const AeFormat ae_format_tiff;
extern const AeFormat ae_format_y4m;
extern const AeFormat ae_format_webp;
extern const AeFormat ae_format_npy;
extern const AeFormat ae_format_wav;
extern const AeFormat ae_format_csv;
extern const AeFormat ae_format_aea;
extern const AeFormat ae_format_idx;

enum { AE_SNIFF_BYTES = 64 };

/* The format of a picture that begins with these bytes, or NULL. */
const AeFormat *ae_format_sniff(const guint8 *head, gsize n);

/* What else a file may be that we cannot read: "a GIF", or NULL. */
const char *ae_foreign_sniff(const guint8 *head, gsize n);

/* "png, tiff": the formats that can be written and for which holds says yes. g_free. */
char *ae_formats_that(gboolean (*holds)(const AeFormat *format, const AeImageInfo *info), const AeImageInfo *info);

G_END_DECLS
#endif
