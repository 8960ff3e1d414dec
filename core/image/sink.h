/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where a format's bytes go. A file is written under a temporary name in the target's folder (image/claim.h) and
 * renamed over the target at close, so that a reader sees the old file or the whole new one. It gets the permissions of
 * the file it replaces, else those of the umask. A symbolic link is followed. "-" is stdout; it, a pipe, a socket and a
 * device are written directly.
 *
 * A reader that went away gives AE_ERROR_PIPE, provided that the program ignores SIGPIPE. */
#ifndef AE_IMAGE_SINK_H
#define AE_IMAGE_SINK_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeSink AeSink;

AeSink *ae_sink_new(const char *path, GError **error);
/* Fails with AE_ERROR_BUSY where somebody else is writing the same file, by whatever run. On file systems without locks
 * that cannot be known, and it is as the above: both write, and the last one's file stays. */
AeSink *ae_sink_new_alone(const char *path, GError **error);
const char *ae_sink_name(const AeSink *sink);

/* TRUE for what is renamed at close; FALSE for a stream that somebody may be reading already. */
gboolean ae_sink_is_file(const AeSink *sink);

gboolean ae_sink_write(AeSink *sink, const void *data, gsize n, GError **error);
gboolean ae_sink_printf(AeSink *sink, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* After this the sink can be read and seeked; a stream is collected in an unnamed temporary file and sent at close.
 * Only before the first write. */
gboolean ae_sink_make_seekable(AeSink *sink, GError **error);
gboolean ae_sink_seek(AeSink *sink, guint64 offset, GError **error);
gboolean ae_sink_read(AeSink *sink, void *out, gsize n, gsize *got, GError **error);
guint64 ae_sink_tell(const AeSink *sink);
guint64 ae_sink_size(const AeSink *sink); /* the furthest byte written, plus one */

/* Flushes, fsyncs, renames. The sink is gone either way; on failure no file is left behind. */
gboolean ae_sink_close(AeSink *sink, GError **error);
void ae_sink_abort(AeSink *sink); /* removes the temporary file; accepts NULL */

G_END_DECLS
#endif
