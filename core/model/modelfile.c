/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "model/modelfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/dtype.h"
#include "model/modelheader.h"

enum { LENGTH_BYTES = 8 };

static gboolean parse(AeModelFile *file, GError **error) {
  const guint8 *bytes = (const guint8 *)g_mapped_file_get_contents(file->map);
  gsize size = g_mapped_file_get_length(file->map);
  guint64 header;
  if (size < LENGTH_BYTES + 2) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: %" G_GSIZE_FORMAT " bytes are too few for a model file",
                file->path, size);
    return FALSE;
  }
  memcpy(&header, bytes, LENGTH_BYTES);
  header = GUINT64_FROM_LE(header);
  if (header < 2 || header > AE_MODELFILE_MAX_HEADER || header > size - LENGTH_BYTES) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: not a model file (safetensors), or cut off: a header of %" G_GUINT64_FORMAT
                " bytes in a file of %" G_GSIZE_FORMAT,
                file->path, header, size);
    return FALSE;
  }
  gsize data = LENGTH_BYTES + (gsize)header;
  return ae_modelheader_parse(file, (const char *)bytes + LENGTH_BYTES, (gsize)header, bytes + data, size - data,
                              error);
}

static GMappedFile *map_file(const char *path, const char *shown, GError **error) {
  g_autoptr(GError) cause = NULL;
  GMappedFile *map = NULL;
  struct stat about;
  int fd = g_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0); /* not to wait for the writer of a pipe */
  gboolean found = fd >= 0 && fstat(fd, &about) == 0, regular = found && S_ISREG(about.st_mode);
  if (!found)
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, g_strerror(errno));
  else if (!regular)
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: not a regular file", shown);
  else if (!(map = g_mapped_file_new_from_fd(fd, FALSE, &cause)))
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", shown, cause->message);
  if (fd >= 0)
    close(fd);
  return map;
}

AeModelFile *ae_modelfile_open(const char *path, GError **error) {
  g_autofree char *shown = g_filename_display_name(path);
  GMappedFile *map = map_file(path, shown, error);
  if (!map)
    return NULL;
  AeModelFile *file = g_new0(AeModelFile, 1);
  file->path = g_steal_pointer(&shown);
  file->map = map;
  file->metadata = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  if (parse(file, error))
    return file;
  ae_modelfile_free(file);
  return NULL;
}

void ae_modelfile_free(AeModelFile *file) {
  if (!file)
    return;
  for (guint i = 0; i < file->n; i++)
    g_free(file->blobs[i].name);
  g_free(file->blobs);
  g_hash_table_unref(file->metadata);
  g_mapped_file_unref(file->map);
  g_free(file->path);
  g_free(file);
}

const AeBlob *ae_modelfile_find(const AeModelFile *file, const char *name) {
  for (guint i = 0; i < file->n; i++)
    if (!strcmp(file->blobs[i].name, name))
      return &file->blobs[i];
  return NULL;
}

const char *ae_modelfile_get(const AeModelFile *file, const char *key) {
  return g_hash_table_lookup(file->metadata, key);
}

gboolean ae_blob_floats(const AeModelFile *file, const AeBlob *blob, float *out, GError **error) {
  enum { BLOCK = 1024 };
  guint64 aligned[BLOCK]; /* the mapped bytes may be unaligned */
  const AeDtype *dtype = ae_dtype_by_name(blob->dtype);
  if (!dtype || !dtype->to_float) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: tensor \"%s\": %s numbers are no weights", file->path, blob->name,
                blob->dtype);
    return FALSE;
  }
  for (gsize at = 0; at < blob->count; at += BLOCK) {
    gsize n = MIN(BLOCK, blob->count - at);
    memcpy(aligned, (const guint8 *)blob->data + at * dtype->size, n * dtype->size);
    dtype->to_float(aligned, out + at, n);
    gsize bad = ae_dtype_not_finite(out + at, n);
    if (bad < n) {
      g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: tensor \"%s\": number %" G_GSIZE_FORMAT " is not finite",
                  file->path, blob->name, at + bad);
      return FALSE;
    }
  }
  return TRUE;
}

gboolean ae_modelfile_verify(const AeModelFile *file, GError **error) {
  const char *stored = ae_modelfile_get(file, "sha256");
  if (!stored) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL, "%s: holds no sha256 of its tensors", file->path);
    return FALSE;
  }
  const guint8 *data = file->n ? file->blobs[0].data : NULL;
  gsize bytes = 0;
  for (guint i = 0; i < file->n; i++)
    bytes += file->blobs[i].bytes;
  g_autofree char *sum = g_compute_checksum_for_data(G_CHECKSUM_SHA256, data, bytes);
  if (g_ascii_strcasecmp(sum, stored)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MODEL,
                "%s: the tensors are not those that were written (sha256 %.16s..., the header says %.16s...)",
                file->path, sum, stored);
    return FALSE;
  }
  return TRUE;
}
