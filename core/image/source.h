/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where a format's bytes come from: a file, a pipe or a socket, read forward through one buffer that can be looked into
 * before it is consumed. A format that must jump about calls ae_source_make_seekable first: a regular file is used as
 * it is, anything else is copied to an unnamed temporary file.
 *
 * Offsets count from where the descriptor stood when the source was made, so that `(read header; aefilter ...) < file`
 * works. */
#ifndef AE_IMAGE_SOURCE_H
#define AE_IMAGE_SOURCE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeSource AeSource;

enum { AE_SOURCE_MAX_PEEK = 4096 };
enum { AE_SOURCE_END = -1, AE_SOURCE_FAILED = -2 };

/* Takes fd, also on failure. name begins every message. A folder is refused. */
AeSource *ae_source_new(int fd, const char *name, GError **error);
void ae_source_free(AeSource *source); /* accepts NULL; closes fd */
const char *ae_source_name(const AeSource *source);
guint64 ae_source_tell(const AeSource *source); /* bytes consumed so far */

/* *data: the next bytes, not consumed, valid until the next call; *got: how many, less than n (<= AE_SOURCE_MAX_PEEK)
 * only at the end of the file. */
gboolean ae_source_peek(AeSource *source, gsize n, const guint8 **data, gsize *got, GError **error);

/* Consumes up to n bytes; *got < n only at the end of the file. */
gboolean ae_source_read(AeSource *source, void *out, gsize n, gsize *got, GError **error);

/* Consumes n bytes; a file that ends before is an AE_ERROR_FORMAT with the byte at which it ended. */
gboolean ae_source_read_all(AeSource *source, void *out, gsize n, GError **error);

/* Consumes one byte: 0..255, AE_SOURCE_END, or AE_SOURCE_FAILED with error set. */
int ae_source_byte(AeSource *source, GError **error);

/* A line without its '\n', at most max bytes long, to be freed with g_free; NULL with error set if it is longer or the
 * file ends. */
char *ae_source_line(AeSource *source, gsize max, GError **error);

/* The whole file from offset 0 on can be read again after this. */
gboolean ae_source_make_seekable(AeSource *source, GError **error);

/* Where what comes is packed by gzip, all reads and offsets are those of what is in it from here on. Before anything is
 * consumed. */
gboolean ae_source_unpack(AeSource *source, GError **error);

/* These three only after ae_source_make_seekable, which the first tells. Seeking behind the end is allowed: reading
 * then gives 0 bytes. */
gboolean ae_source_is_seekable(const AeSource *source);
gboolean ae_source_seek(AeSource *source, guint64 offset, GError **error);
gboolean ae_source_size(AeSource *source, guint64 *size, GError **error);

G_END_DECLS
#endif
