/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* safetensors, the container of model files and checkpoints:
 *
 *   u64 little endian   length N of the header, 2 <= N <= 16 MiB
 *   N bytes             JSON object; "__metadata__": {"key": "text", ...}, and a member for each tensor, "NAME":
 *                       {"dtype": "F32"|"F16"|"BF16"|"I64"|"U8", "shape": [..], "data_offsets": [begin, end]}
 *   rest                raw little-endian tensors, C order, at the offsets, gapless, no overlap
 *
 * Everything is checked before use: header length, JSON, names, dtypes, shape * size = offsets, order, gaps, overlap,
 * file size. */
#ifndef AE_MODEL_MODELFILE_H
#define AE_MODEL_MODELFILE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct {
  char *name;
  char dtype[8];
  int rank;
  gint64 dims[8];
  gsize count;      /* numbers */
  const void *data; /* in the mapped file, perhaps unaligned */
  gsize bytes;
} AeBlob;

typedef struct {
  char *path;
  GMappedFile *map;
  guint n;
  AeBlob *blobs;        /* in file order */
  GHashTable *metadata; /* char * -> char * */
} AeModelFile;

/* Maps the file and checks its header; the tensors' numbers are looked at by ae_blob_floats. */
AeModelFile *ae_modelfile_open(const char *path, GError **error);
void ae_modelfile_free(AeModelFile *file); /* accepts NULL */
const AeBlob *ae_modelfile_find(const AeModelFile *file, const char *name);
const char *ae_modelfile_get(const AeModelFile *file, const char *key); /* metadata or NULL */
/* Converts to float; AE_ERROR_MODEL names the tensor and index of the first number that is not finite. */
gboolean ae_blob_floats(const AeModelFile *file, const AeBlob *blob, float *out, GError **error);
/* Whether the tensors are those that were written: metadata "sha256" over all bytes behind the header, lower-case hex.
 * Not part of opening: it costs some 5 ms a megabyte, more than all other checks together. */
gboolean ae_modelfile_verify(const AeModelFile *file, GError **error);

/* A file under construction: add blobs (data is borrowed until write), set metadata, write atomically. What cannot be
 * stored (an unknown dtype, a name twice, a number that is not finite, or too large for F16) is an AE_ERROR_MODEL of
 * write. */
typedef struct AeModelWriter AeModelWriter;
AeModelWriter *ae_modelwriter_new(void);
void ae_modelwriter_add(AeModelWriter *w, const char *name, const char *dtype, int rank, const int *dims,
                        const void *data);
/* Stores float data as "F16" (half, the shipped models) or "F32". */
void ae_modelwriter_add_floats(AeModelWriter *w, const char *name, gboolean half, int rank, const int *dims,
                               const float *data);
void ae_modelwriter_set(AeModelWriter *w, const char *key, const char *value); /* NULL removes the key */
/* Through a temporary file beside path; the same content gives the same bytes. */
gboolean ae_modelwriter_write(AeModelWriter *w, const char *path, GError **error); /* adds sha256 of the tensors */
void ae_modelwriter_free(AeModelWriter *w);                                        /* accepts NULL */

G_END_DECLS
#endif
