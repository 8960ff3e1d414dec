/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A packed picture; what parses must be written as the same bytes again. */
#include "fuzz.h"

#include "stage/archive.h"

#include <stdlib.h>
#include <string.h>

static void check_bytes(const AeArchive *archive, const uint8_t *data, size_t size) {
  GError *error = NULL;
  g_autofree guint16 *q = g_new(guint16, archive->d);
  if (!ae_bits_unpack(archive->integers, archive->d, archive->bits, q))
    return;
  AeRows *rows = ae_archive_rows(archive, q, NULL, &error);
  g_autofree uint8_t *again = g_malloc(size);
  if (!rows || rows->info.width != size || !ae_rows_read(rows, again, 1, &error) || memcmp(again, data, size))
    abort();
  ae_rows_free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  AeArchive archive;
  gboolean good = ae_archive_parse(data, size, &archive, &error);
  fuzz_check(good, error);
  if (good)
    check_bytes(&archive, data, size);
  return 0;
}
