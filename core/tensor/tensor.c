/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/tensor.h"

#include "base/checked.h"

#include <string.h>

gsize ae_type_size(AeType type) { return type == AE_BF16 ? sizeof(ae_bf16) : sizeof(ae_real); }

gboolean ae_shape_equal(AeShape a, AeShape b) { return a.n == b.n && a.c == b.c && a.h == b.h && a.w == b.w; }

char *ae_shape_text(AeShape s) { return g_strdup_printf("%dx%dx%dx%d", s.n, s.c, s.h, s.w); }

gboolean ae_shape_count(AeShape s, AeType type, gsize *count, GError **error) {
  gsize n = 1, bytes;
  gboolean fits = s.n >= 1 && s.c >= 1 && s.h >= 1 && s.w >= 1 && ae_mul(n, s.n, &n) && ae_mul(n, s.c, &n) &&
                  ae_mul(n, s.h, &n) && ae_mul(n, s.w, &n) && ae_mul(n, ae_type_size(type), &bytes) &&
                  bytes <= G_MAXSSIZE;
  if (!fits) {
    g_autofree char *text = ae_shape_text(s);
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "a tensor of %s cannot be addressed", text);
    return FALSE;
  }
  *count = n;
  return TRUE;
}

gboolean ae_tensor_new(AeTensor *t, AeShape shape, AeType type, GError **error) {
  gsize count;
  memset(t, 0, sizeof *t);
  if (!ae_shape_count(shape, type, &count, error))
    return FALSE;
  void *data = ae_alloc(count, ae_type_size(type), "tensor", error);
  if (!data)
    return FALSE;
  *t = ae_tensor_wrap(data, shape, type);
  return TRUE;
}

void ae_tensor_clear(AeTensor *t) {
  ae_free(t->data);
  memset(t, 0, sizeof *t);
}

AeTensor ae_tensor_wrap(void *data, AeShape shape, AeType type) {
  gsize row = (gsize)shape.w * shape.c;
  return (AeTensor){.shape = shape, .type = type, .row = row, .image = row * shape.h, .data = data};
}

AeTensor ae_tensor_rows(const AeTensor *t, int first, int count) {
  AeTensor view = *t;
  view.shape.h = count;
  view.data = (guint8 *)t->data + (gsize)first * t->row * ae_type_size(t->type);
  return view;
}

gboolean ae_tensor_dense(const AeTensor *t) {
  return t->row == (gsize)t->shape.w * t->shape.c && (t->shape.n == 1 || t->image == t->row * t->shape.h);
}

/* A NaN keeps its quiet bit, because rounding its mantissa could carry it into infinity. */
void ae_bf16_from_float(const float *in, ae_bf16 *out, gsize n) {
  for (gsize i = 0; i < n; i++) {
    guint32 bits;
    memcpy(&bits, &in[i], sizeof bits);
    guint32 rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    guint32 quiet = bits >> 16 | 0x40;
    out[i] = (ae_bf16)((bits & 0x7fffffff) > 0x7f800000 ? quiet : rounded);
  }
}

void ae_bf16_to_float(const ae_bf16 *in, float *out, gsize n) {
  for (gsize i = 0; i < n; i++) {
    guint32 bits = (guint32)in[i] << 16;
    memcpy(&out[i], &bits, sizeof bits);
  }
}
