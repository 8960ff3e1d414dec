/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A mark in a picture's XMP packet that a network made it or a part of it (IPTC Photo Metadata Standard, Digital Source
 * Type; ISO 16684-1):
 *
 *   Iptc4xmpExt:DigitalSourceType  http://cv.iptc.org/newscodes/digitalsourcetype/...
 *       compositeWithTrainedAlgorithmicMedia for what was edited, trainedAlgorithmicMedia for what was made up
 *   xmp:CreatorTool                the program and its version, where no other tool is named
 *   xmpMM:History                  one more event: edited or created, by what, and with which words
 *
 * All else that is in a packet stays: it is written anew element by element, without its padding. */
#ifndef AE_IMAGE_XMP_MARK_H
#define AE_IMAGE_XMP_MARK_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum { AE_MARK_EDITED, AE_MARK_CREATED } AeMarkKind;

/* packet: UTF-8, of n bytes, or NULL. words: the stage and its keys. A marked packet; *replaced (may be NULL) is set
 * where the old one is not well formed or no XMP, and nothing of it was kept. g_free. */
char *ae_xmp_mark(const char *packet, gsize n, AeMarkKind kind, const char *words, gboolean *replaced);

G_END_DECLS
#endif
