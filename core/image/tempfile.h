/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Scratch space on disk: a file in $TMPDIR (else /var/tmp, else /tmp) that has no name, so that it goes away with its
 * last descriptor, however the program ends. */
#ifndef AE_IMAGE_TEMPFILE_H
#define AE_IMAGE_TEMPFILE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* Opens one for reading and writing; -1 on failure. The caller closes it. */
int ae_tempfile_open(GError **error);

/* Both move exactly n bytes at offset, or fail; what names the file in the message. They leave the descriptor's own
 * offset alone. */
gboolean ae_tempfile_write(int fd, const void *data, gsize n, guint64 offset, const char *what, GError **error);
gboolean ae_tempfile_read(int fd, void *data, gsize n, guint64 offset, const char *what, GError **error);

G_END_DECLS
#endif
