/* SPDX-License-Identifier: LGPL-3.0-or-later */
#define _GNU_SOURCE
#include "fuzz.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

FuzzFile fuzz_file(const uint8_t *data, size_t size) {
  FuzzFile file = {.fd = memfd_create("fuzz", 0)};
  if (file.fd < 0 || write(file.fd, data, size) != (ssize_t)size || lseek(file.fd, 0, SEEK_SET) != 0)
    abort();
  g_snprintf(file.path, sizeof file.path, "/proc/self/fd/%d", file.fd);
  return file;
}

void fuzz_check(gboolean done, GError *error) {
  if (done ? error != NULL : error == NULL || !*error->message || error->code == AE_ERROR_INTERNAL)
    abort();
  g_clear_error(&error);
}
