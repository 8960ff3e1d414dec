/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "base/checked.h"

#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 };

/* calloc and not posix_memalign: large blocks come as untouched zero pages, so an arena that is never used up costs
 * nothing. The block's own address is kept in the word before the aligned one. */
void *ae_alloc(gsize count, gsize size, const char *what, GError **error) {
  gsize bytes, padded;
  if (!ae_mul(count, size, &bytes) || !ae_add(bytes, ALIGNMENT + sizeof(void *), &padded)) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: %" G_GSIZE_FORMAT " x %" G_GSIZE_FORMAT " bytes are too many",
                what, count, size);
    return NULL;
  }
  void *block = calloc(1, padded);
  if (!block) {
    g_set_error(error, AE_ERROR, AE_ERROR_MEMORY, "%s: not enough memory for %" G_GSIZE_FORMAT " bytes", what, bytes);
    return NULL;
  }
  guint8 *start = (guint8 *)block + sizeof(void *);
  void **aligned = (void **)(start + (ALIGNMENT - (uintptr_t)start % ALIGNMENT) % ALIGNMENT);
  aligned[-1] = block;
  return aligned;
}

void ae_free(void *p) {
  if (p)
    free(((void **)p)[-1]);
}
