/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures as streams of rows. An AeRows is a picture that is pulled from top to bottom, a few rows at a time, so that
 * memory is bounded by rows in flight and not by the picture. Readers, stages and spools are all AeRows. */
#ifndef AEFILTER_IMAGE_H
#define AEFILTER_IMAGE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef enum { AE_SAMPLE_U8, AE_SAMPLE_U16, AE_SAMPLE_HALF, AE_SAMPLE_FLOAT } AeSample;

/* 1, 2, 2, 4 bytes */
AE_API gsize ae_sample_size(AeSample sample);
AE_API const char *ae_sample_name(AeSample sample); /* "u8", "u16", "half", "float" */

/* What travels beside the pixels. Reference counted and immutable once shared; blocks are carried as they came. */
typedef struct AeMeta {
  GBytes *icc;         /* ICC profile, or NULL */
  GBytes *exif;        /* EXIF without the "Exif\0\0" prefix (starts "II*\0" or "MM\0*"), or NULL */
  GBytes *xmp;         /* XMP packet, or NULL */
  double x_dpi, y_dpi; /* 0 where not known; pixel aspect kept as the two differ */
  GBytes *png_colour;  /* PNG's gAMA, cHRM and sRGB chunks, for another PNG; opaque, or NULL */
  char *frame;         /* y4m: the parameters of this picture's FRAME line, or NULL; g_free */
  GBytes *planes; /* y4m: what the pixels were read from, to be written again if they are the same; opaque, or NULL */
  char *name;     /* of a batch: the file's path below the folder that was given, or its name; else NULL; g_free */
  gatomicrefcount refs;
} AeMeta;

AE_API AeMeta *ae_meta_new(void);
AE_API AeMeta *ae_meta_ref(AeMeta *meta); /* accepts NULL */
AE_API void ae_meta_unref(AeMeta *meta);  /* accepts NULL */

typedef struct {
  guint32 width, height; /* both >= 1 */
  guint channels;        /* 1 grey, 2 grey + alpha, 3 RGB, 4 RGBA; samples are interleaved */
  AeSample sample;
  gboolean premultiplied; /* colour is stored multiplied by alpha (associated alpha of TIFF); the bridge undoes it for
                             stages */
  guint maxval;       /* the largest code value of u8/u16 samples: 255, 65535, or a PNM's own; 0 for half and float */
  guint jpeg_quality; /* 1..100 estimated from the quantisation tables where it came from a JPEG, else 0 */
  AeMeta *meta;       /* owned reference, may be NULL */
  /* Where these rows lie in a larger picture, for hosts that work on regions (GEGL); full_width 0: they are the whole
   * picture. Pixels are mirrored only at the borders of the full picture, so a region's inner part equals the whole's
   * to the bit; what that part is, <aefilter/stage.h> says. */
  guint32 x, y, full_width, full_height;
  AeSample origin; /* of a code (one row of grey floats): the sample type of the picture that it was made of */
} AeImageInfo;

/* Copies info and takes a reference on its meta. ae_image_info_clear drops it. */
AE_API void ae_image_info_copy(AeImageInfo *to, const AeImageInfo *from);
AE_API void ae_image_info_clear(AeImageInfo *info);
/* width * channels * sample size; checked when the info was made */
AE_API gsize ae_image_row_bytes(const AeImageInfo *info);
AE_API gboolean ae_image_has_alpha(const AeImageInfo *info);

/* A picture pulled from top to bottom. */
typedef struct AeRows AeRows;
struct AeRows {
  AeImageInfo info;
  /* Writes the next n rows (n <= rows left) to out, ae_image_row_bytes(&info) bytes each, host byte order. Floats of
   * PFM and TIFF as stored (1.0 = white). After FALSE the rows are of no use. */
  gboolean (*read)(AeRows *self, void *out, guint32 n, GError **error);
  /* Makes ready for row 0 again, where the rows can be read twice (a spool, a memory picture); NULL elsewhere. */
  gboolean (*rewind)(AeRows *self, GError **error);
  void (*free)(AeRows *self); /* also frees what it reads from; info.meta is dropped by ae_rows_free before */
  guint32 next;               /* rows already read; kept by ae_rows_read and ae_rows_rewind, through which all go */
};

AE_API gboolean ae_rows_read(AeRows *rows, void *out, guint32 n, GError **error); /* checks n, counts, calls read */
AE_API gboolean ae_rows_rewind(AeRows *rows, GError **error);                     /* an error where rewind is NULL */
AE_API void ae_rows_free(AeRows *rows);                                           /* accepts NULL */

/* A whole picture in memory, for small ones, tests and hosts. data is height * row bytes, owned. */
typedef struct {
  AeImageInfo info;
  guint8 *data;
} AeImage;

AE_API AeImage *ae_image_new(const AeImageInfo *info, GError **error); /* zeroed pixels */
AE_API void ae_image_free(AeImage *image);                             /* accepts NULL */
AE_API AeImage *ae_image_from_rows(AeRows *rows, GError **error);      /* reads the rest; rows stays the caller's */
AE_API AeRows *ae_image_rows(AeImage *image, gboolean take);           /* rewindable; take: the rows free the image */

/* Rows that can be read twice: rows itself if it can rewind, else a copy in an unlinked temporary file ($TMPDIR). Takes
 * ownership of rows, also on failure. */
AE_API AeRows *ae_rows_spool(AeRows *rows, GError **error);

G_END_DECLS
#endif
