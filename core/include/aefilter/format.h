/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Image files as streams of pictures. A format is one file format_NAME.c and one row of the table in formats.c.
 *
 *     AeReader *in = ae_reader_open("in.tif", &limits, &error);      // "-" is stdin
 *     AeWriter *out = ae_writer_open("out.tif", "tiff", NULL, &error); // "-" is stdout
 *     AeRows *rows;
 *     while (ae_reader_next(in, &rows, &error) && rows) {              // a page, a frame, a picture of the stream
 *       if (!ae_writer_write(out, rows, &error)) ...                   // takes rows
 *     }
 *     ae_writer_close(out, &error);                                    // flushed and renamed: only now the file exists
 *     ae_reader_free(in);
 */
#ifndef AEFILTER_FORMAT_H
#define AEFILTER_FORMAT_H

#include <aefilter/image.h>
#include <aefilter/option.h>

G_BEGIN_DECLS

typedef struct {
  guint64 max_pixels; /* width * height of one picture; 0: the default of 1 gigapixel */
  guint64 max_memory; /* bytes a decoder may need at once where it cannot stream (interlaced PNG, progressive JPEG,
                         tiled TIFF); 0: no limit */
} AeLimits;

typedef struct AeReader AeReader;
typedef struct AeWriter AeWriter;
typedef struct AeFormat AeFormat;

AE_API const AeFormat *const *ae_formats(void); /* NULL-ended */
AE_API const AeFormat *ae_format_by_name(const char *name);
AE_API const AeFormat *ae_format_by_path(const char *path); /* by extension, for writing only */
AE_API const char *ae_format_name(const AeFormat *format);
AE_API const char *ae_format_help(const AeFormat *format);
AE_API gboolean ae_format_can_write(const AeFormat *format);
AE_API const AeOption *ae_format_options(const AeFormat *format); /* of the writer: quality, compression */

/* Opens a file or "-" (stdin) and finds the format by content, never by name. */
AE_API AeReader *ae_reader_open(const char *path, const AeLimits *limits, GError **error);
AE_API AeReader *ae_reader_open_fd(int fd, const char *name, const AeLimits *limits,
                                   GError **error); /* takes fd, also on failure */
AE_API const AeFormat *ae_reader_format(const AeReader *reader);

/* The next picture, or TRUE with *rows = NULL at the end of the stream. The rows of the last picture must be freed
 * before. Rows that were not read to the end are skipped. */
AE_API gboolean ae_reader_next(AeReader *reader, AeRows **rows, GError **error);
AE_API void ae_reader_free(AeReader *reader); /* accepts NULL */

/* Creates a temporary file beside path (or takes stdout for "-"). options: NULL-ended "key=value" words for the
 * format's rows, or NULL. like: the reader whose container settings (y4m header, multi-page order) are kept where the
 * formats agree, or NULL; it is looked at only during the call. */
AE_API AeWriter *ae_writer_open(const char *path, const AeFormat *format, const char *const *options,
                                const AeReader *like, GError **error);

/* Writes one picture, pulling it to the end. Takes rows, also on failure. A type the format cannot hold (float to PNG,
 * alpha to JPEG) is an AE_ERROR_FORMAT that names the formats that can. After FALSE the writer can only be aborted. */
AE_API gboolean ae_writer_write(AeWriter *writer, AeRows *rows, GError **error);

/* Flushes, fsyncs and renames; FALSE leaves no file. The writer is gone either way. */
AE_API gboolean ae_writer_close(AeWriter *writer, GError **error);
AE_API void ae_writer_abort(AeWriter *writer); /* removes the temporary file; accepts NULL */

G_END_DECLS
#endif
