/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* replay FOLDER [CHANGES]: feeds each file of FOLDER to the target as it is, and CHANGES seeded changes of each. */
#include "base/rng.h"
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GROWTH = 64 };

/* Values that sit at the edges of types and of checks. */
static guint8 odd_byte(AeRng *rng) {
  static const guint8 odd[] = {0, 1, 0x7f, 0x80, 0xff, '0', '9', ' ', '\n', '-'};
  return ae_rng_below(rng, 2) ? odd[ae_rng_below(rng, sizeof odd)] : (guint8)ae_rng_next(rng);
}

static gsize remove_some(AeRng *rng, guint8 *data, gsize size) {
  gsize at = ae_rng_below(rng, (guint32)size), wanted = 1 + ae_rng_below(rng, GROWTH), n = MIN(size - at, wanted);
  memmove(data + at, data + at + n, size - at - n);
  return size - n;
}

static gsize insert_some(AeRng *rng, guint8 *data, gsize size) {
  gsize at = ae_rng_below(rng, (guint32)size), n = 1 + ae_rng_below(rng, GROWTH / 8);
  memmove(data + at + n, data + at, size - at);
  for (gsize i = 0; i < n; i++)
    data[at + i] = odd_byte(rng);
  return size + n;
}

/* data has room for size + GROWTH. One to four changes; headers stand at the front, so half of them fall there. */
static gsize change(AeRng *rng, guint8 *data, gsize size) {
  gsize limit = size + GROWTH / 2;
  for (guint n = 1 + ae_rng_below(rng, 4); n > 0 && size > 0; n--) {
    gsize span = ae_rng_below(rng, 2) ? MIN(size, 128) : size;
    guint32 kind = ae_rng_below(rng, 12);
    if (kind < 5)
      data[ae_rng_below(rng, (guint32)span)] = odd_byte(rng);
    else if (kind < 9)
      data[ae_rng_below(rng, (guint32)span)] ^= (guint8)(1u << ae_rng_below(rng, 8));
    else if (kind == 9)
      size = remove_some(rng, data, size);
    else if (kind == 10 && size + GROWTH / 8 <= limit)
      size = insert_some(rng, data, size);
    else
      size = ae_rng_below(rng, (guint32)size + 1);
  }
  return size;
}

/* Fed from a block of its exact size, so that a sanitizer sees one byte too far. */
static void feed(const guint8 *data, gsize size) {
  guint8 *exact = malloc(size ? size : 1);
  if (!exact)
    abort();
  memcpy(exact, data, size);
  LLVMFuzzerTestOneInput(exact, size);
  free(exact);
}

static void feed_changes(const guint8 *seed, gsize size, int changes) {
  g_autofree guint8 *data = g_malloc(size + GROWTH);
  for (int i = 0; i < changes; i++) {
    AeRng rng;
    ae_rng_init(&rng, size, (guint64)i);
    memcpy(data, seed, size);
    feed(data, change(&rng, data, size));
  }
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GDir) folder = argc > 1 ? g_dir_open(argv[1], 0, &error) : NULL;
  int changes = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0, files = 0;
  for (const char *name; folder && (name = g_dir_read_name(folder)); files++) {
    g_autofree char *path = g_build_filename(argv[1], name, NULL), *data = NULL;
    gsize size;
    if (!g_file_get_contents(path, &data, &size, &error))
      break;
    feed((const guint8 *)data, size);
    feed_changes((const guint8 *)data, size, changes);
  }
  if (error || !files) {
    fprintf(stderr, "replay: %s\n", error ? error->message : "no seeds; give a FOLDER");
    return 1;
  }
  printf("%d seeds, %d changes of each\n", files, changes);
  return 0;
}
