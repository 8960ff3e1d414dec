/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How to add an image format: write format_NAME.c that ends in one `const AeFormat ae_format_NAME`, list it in
 * formats.c (by content: the first row whose sniff says yes gets the file) and in meson.build. format_pnm.c is the
 * commented exemplar. The tests loop over the table: round trip of each sample type and channel count, truncation, bit
 * flips, limits.
 *
 * The frame around the rows (reader.c, writer.c) does what is the same for all: opening, sniffing, limits, skipping
 * rows that nobody wanted, several pictures one after the other, converting what a format cannot hold exactly, the row
 * number in messages. */
#ifndef AE_IMAGE_FORMAT_ROW_H
#define AE_IMAGE_FORMAT_ROW_H

#include <aefilter/format.h>

#include "image/sink.h"
#include "image/source.h"

G_BEGIN_DECLS

enum {
  /* pictures may follow one another with nothing between them; the frame asks sniff whether one more follows */
  AE_FORMAT_CONCATENATED = 1 << 0,
  /* other bytes behind the last picture are nobody's business (JPEG, PNG); without it they are an error */
  AE_FORMAT_TRAILER = 1 << 1,
  /* a file holds one picture; a stream (stdout) may hold several, concatenated */
  AE_FORMAT_ONE_A_FILE = 1 << 2,
  /* not even a stream holds several */
  AE_FORMAT_ONE = 1 << 3,
  AE_FORMAT_MAXVAL = 1 << 4,        /* keeps a largest code other than 255 or 65535 */
  AE_FORMAT_PREMULTIPLIED = 1 << 5, /* keeps colour multiplied by alpha */
  AE_FORMAT_LOSSY = 1 << 6,         /* what is read is near to what was written, not equal (for the tests) */
  AE_FORMAT_ICC = 1 << 7,           /* these are kept (for the tests) */
  AE_FORMAT_EXIF = 1 << 8,
  AE_FORMAT_XMP = 1 << 9,
  AE_FORMAT_RESOLUTION = 1 << 10,
  AE_FORMAT_VECTORS = 1 << 11, /* pictures of one row: codes (grey floats), archives (grey bytes) */
};

struct AeReader {
  const AeFormat *format;
  AeSource *source;
  AeLimits limits;  /* no zero for "default" any more; max_memory G_MAXUINT64 where there is none */
  gpointer state;   /* reader_size zeroed bytes, the format's own */
  gboolean last;    /* set by the format: nothing that follows is a picture of this stream */
  AeImageInfo info; /* of the picture being read */
  guint32 row;      /* its next row */
  guint pictures;
  gboolean failed;
};

struct AeWriter {
  const AeFormat *format;
  AeSink *sink;
  gpointer state; /* writer_size zeroed bytes; begins with the fields that options describes */
  guint pictures; /* written so far */
};

struct AeFormat {
  const char *name;
  const char *help;              /* one line for --list formats */
  const char *const *extensions; /* without dot, lower case, NULL-ended; the first is the usual one */
  guint samples;                 /* it can be written: bits 1 << AE_SAMPLE_x */
  guint channels;                /* bits 1 << count */
  guint flags;

  /* head: the first n <= 64 bytes of a picture. */
  gboolean (*sniff)(const guint8 *head, gsize n);
  gsize reader_size;
  /* Once, before the first picture. Optional. */
  gboolean (*open)(AeReader *reader, GError **error);
  /* Reads up to the pixels and fills info (zeroed; meta becomes the frame's), calling ae_reader_admit before anything
   * is allocated by its sizes. *more = FALSE: there is no further picture. */
  gboolean (*next)(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error);
  /* The next row. With the last one everything behind it is checked too, so that a truncated file is never a whole
   * picture. */
  gboolean (*read_row)(AeReader *reader, void *out, GError **error);
  /* Frees what state owns, at any time after open was called. Optional. */
  void (*close)(AeReader *reader);

  gsize writer_size;
  const AeOption *options; /* NULL-ended rows with offsets in the writer's state */
  /* Once, before the first picture. like: a reader of the same format, or NULL; valid only during the call. Optional.
   */
  gboolean (*create)(AeWriter *writer, const AeReader *like, GError **error);
  /* One picture, pulled with ae_rows_read. It has a sample type and channels of the masks above, and the full range of
   * codes and plain alpha unless the flags say otherwise. NULL: the format is for reading only. */
  gboolean (*write)(AeWriter *writer, AeRows *rows, GError **error);
  gboolean (*finish)(AeWriter *writer, GError **error); /* behind the last picture. Optional. */
  void (*destroy)(AeWriter *writer);                    /* frees what state owns. Optional. */
};

/* Refuses a picture that is empty, over the limits, or whose decoder needs extra bytes of memory over the limit. Sets
 * maxval where the format left it 0. */
gboolean ae_reader_admit(const AeReader *reader, AeImageInfo *info, guint64 extra, GError **error);

/* Set an AE_ERROR_FORMAT "FILE: ..." and return FALSE. */
gboolean ae_reader_fail(const AeReader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);
gboolean ae_writer_fail(const AeWriter *writer, GError **error, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* As ae_writer_open, but with ae_sink_new_alone. */
AeWriter *ae_writer_open_alone(const char *path, const AeFormat *format, const char *const *options,
                               const AeReader *like, GError **error);

/* info->meta, made if it was NULL; only while the picture's info is being filled. */
AeMeta *ae_info_meta(AeImageInfo *info);

G_END_DECLS
#endif
