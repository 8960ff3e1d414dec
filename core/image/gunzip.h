/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* gzip's format (RFC 1952) unpacked as it is read, several members in a row as one; what follows the last one and is
 * none is left alone, as gzip does. */
#ifndef AE_IMAGE_GUNZIP_H
#define AE_IMAGE_GUNZIP_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeGunzip AeGunzip;

/* Reads up to n packed bytes; *got = 0 at their end alone. */
typedef gboolean (*AeGunzipMore)(gpointer user_data, void *out, gsize n, gsize *got, GError **error);

gboolean ae_gunzip_sniff(const guint8 *head, gsize n);

/* head: the first n <= 65536 packed bytes; name begins messages. NULL: AE_ERROR_MEMORY. */
AeGunzip *ae_gunzip_new(const char *name, const guint8 *head, gsize n, AeGunzipMore more, gpointer user_data,
                        GError **error);
void ae_gunzip_free(AeGunzip *gunzip); /* accepts NULL */

/* Up to n unpacked bytes, at least one but at the end, where *got = 0. AE_ERROR_FORMAT with the packed byte for damage,
 * a wrong checksum and a file that ends too early. */
gboolean ae_gunzip_read(AeGunzip *gunzip, void *out, gsize n, gsize *got, GError **error);

G_END_DECLS
#endif
