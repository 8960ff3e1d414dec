/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Fuzz targets: what must survive any bytes. A target is one file fuzz_NAME.c with seeds in corpus/NAME/.
 *
 * Two programs are made of each: replay_NAME, always, which feeds the seeds and a few thousand seeded changes of them
 * (a test); and with -Dfuzz=enabled (clang) fuzz_NAME, which libFuzzer drives:  fuzz_picture tests/fuzz/corpus/picture
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <aefilter/error.h>

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file that can be opened by fd or by path; close fd at the end. */
typedef struct {
  int fd;
  char path[32];
} FuzzFile;

FuzzFile fuzz_file(const uint8_t *data, size_t size);

/* Takes error. Aborts if a failure comes without words or is called a bug by the library itself. */
void fuzz_check(gboolean done, GError *error);

#endif
