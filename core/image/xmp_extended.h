/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* XMP packets that are too large for a JPEG's marker (XMP Specification Part 3, 2020, 1.1.3.1): a standard packet that
 * fits and names, by the MD5 sum of its text, an extension that holds what did not fit. Here a picture always has one
 * packet: a reader joins the two, and a writer parts what is too large. Both are packets of well-formed XMP; the
 * properties stay what they are, the markup is written anew, without padding. */
#ifndef AE_IMAGE_XMP_EXTENDED_H
#define AE_IMAGE_XMP_EXTENDED_H

#include <glib.h>

G_BEGIN_DECLS

enum { AE_XMP_GUID = 32 }; /* hexadecimal digits */

/* The sum that a standard packet of n bytes names, or FALSE. */
gboolean ae_xmp_names_extension(const char *packet, gsize n, char guid[AE_XMP_GUID + 1]);

/* One packet of both, g_free; NULL where either is no XMP. */
char *ae_xmp_join(const char *packet, gsize n, const char *extension, gsize extension_n);

/* Moves the largest properties to an extension, until what stays has at most `most` bytes; the history goes last, and
 * what is an attribute of less than 1 kB stays, as the digital source type does. FALSE: it is no XMP, or does not get
 * so small. Both g_free. */
gboolean ae_xmp_part(const char *packet, gsize n, gsize most, char **standard, char **extension,
                     char guid[AE_XMP_GUID + 1]);

G_END_DECLS
#endif
