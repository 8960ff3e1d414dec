/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Every format's reader: the first pictures of a stream, read to their ends. */
#include "fuzz.h"

#include <aefilter/format.h>

enum { PICTURES = 4, ROW_LIMIT = 1 << 24 };

static gboolean read_all(AeRows *rows, GError **error) {
  gsize bytes = ae_image_row_bytes(&rows->info);
  if (bytes > ROW_LIMIT)
    return TRUE;
  g_autofree guint8 *row = g_malloc(bytes);
  for (guint32 y = 0; y < rows->info.height; y++)
    if (!ae_rows_read(rows, row, 1, error))
      return FALSE;
  return TRUE;
}

static gboolean read_pictures(AeReader *reader, GError **error) {
  for (int i = 0; i < PICTURES; i++) {
    AeRows *rows = NULL;
    if (!ae_reader_next(reader, &rows, error))
      return FALSE;
    if (!rows)
      return TRUE;
    gboolean done = read_all(rows, error);
    ae_rows_free(rows);
    if (!done)
      return FALSE;
  }
  return TRUE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const AeLimits limits = {.max_pixels = 1 << 20, .max_memory = 64 << 20};
  GError *error = NULL;
  FuzzFile file = fuzz_file(data, size);
  AeReader *reader = ae_reader_open_fd(file.fd, "fuzz", &limits, &error);
  gboolean done = reader && read_pictures(reader, &error);
  fuzz_check(done, error);
  ae_reader_free(reader);
  return 0;
}
