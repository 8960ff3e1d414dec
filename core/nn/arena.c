/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/arena.h"

#include "base/checked.h"

static int by_size(const void *a, const void *b) {
  const AeBuffer *x = *(AeBuffer *const *)a, *y = *(AeBuffer *const *)b;
  if (x->size != y->size)
    return x->size < y->size ? 1 : -1;
  return x < y ? -1 : x > y; /* equal ones in their own order: the same plan with every qsort */
}

static gboolean together(const AeBuffer *a, const AeBuffer *b) { return a->first <= b->last && b->first <= a->last; }

static gboolean round_up(gsize value, gsize align, gsize *out) {
  if (!ae_add(value, align - 1, out))
    return FALSE;
  *out -= *out % align;
  return TRUE;
}

/* The first gap among the placed ones (ordered by offset) that live at the same time; FALSE where addresses run out. */
static gboolean find_offset(AeBuffer *buffer, AeBuffer *const *placed, int n, gsize align) {
  gsize at = 0, end;
  for (int i = 0; i < n; i++) {
    const AeBuffer *other = placed[i];
    if (!together(buffer, other) || other->offset + other->size <= at)
      continue;
    if (other->offset >= at && other->offset - at >= buffer->size)
      break;
    if (!round_up(other->offset + other->size, align, &at))
      return FALSE;
  }
  buffer->offset = at;
  return ae_add(at, buffer->size, &end);
}

static void insert(AeBuffer *buffer, AeBuffer **placed, int n) {
  int i = n;
  for (; i > 0 && placed[i - 1]->offset > buffer->offset; i--)
    placed[i] = placed[i - 1];
  placed[i] = buffer;
}

gsize ae_arena_place(AeBuffer *buffers, int n, gsize align) {
  g_autofree AeBuffer **order = g_new(AeBuffer *, n), **placed = g_new(AeBuffer *, n);
  gsize end = 0;
  for (int i = 0; i < n; i++)
    order[i] = &buffers[i];
  qsort(order, n, sizeof *order, by_size);
  for (int i = 0; i < n; i++) {
    if (!find_offset(order[i], placed, i, align))
      return G_MAXSIZE;
    insert(order[i], placed, i);
    end = MAX(end, order[i]->offset + order[i]->size);
  }
  return end;
}
