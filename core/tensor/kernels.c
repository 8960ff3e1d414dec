/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The build says which back ends there are: AE_KERNEL_ROWS is AE_ROW(ref) AE_ROW(openblas) ... from meson.build. */
#include "tensor/kernels.h"

#define AE_ROW(name) extern const AeKernels ae_kernels_##name;
AE_KERNEL_ROWS
#undef AE_ROW

#define AE_ROW(name) &ae_kernels_##name,
static const AeKernels *const rows[] = {AE_KERNEL_ROWS NULL};
#undef AE_ROW

const AeKernels *const *ae_kernels(void) { return rows; }

static const AeKernels *find(const char *name) {
  for (const AeKernels *const *row = rows; *row; row++)
    if (g_strcmp0((*row)->name, name) == 0)
      return *row;
  return NULL;
}

const AeKernels *ae_kernels_by_name(const char *name, GError **error) {
  const AeKernels *row = find(name);
  if (!row) {
    g_autoptr(GString) known = g_string_new(NULL);
    for (const AeKernels *const *r = rows; *r; r++)
      g_string_append_printf(known, " %s", (*r)->name);
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no kernels \"%s\"; there are:%s", name ? name : "", known->str);
    return NULL;
  }
  if (!row->available()) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "kernels \"%s\" cannot run on this machine", name);
    return NULL;
  }
  return row;
}

const AeKernels *ae_kernels_best(void) {
  static gsize best;
  if (g_once_init_enter(&best)) {
    const AeKernels *found = ae_kernels_by_name(g_getenv("AEFILTER_KERNELS"), NULL);
    if (!found)
      for (const AeKernels *const *row = rows; *row; row++)
        if ((*row)->available())
          found = *row;
    g_once_init_leave(&best, (gsize)found);
  }
  return (const AeKernels *)best;
}

/* Far above any use, and low enough that sums and products of them with a picture's sides stay in an int. */
enum { MAX_KERNEL = 4096, MAX_SIDE = G_MAXINT / 2 };

static gboolean within(int value, int min, int max) { return value >= min && value <= max; }

static gboolean spec_is_sane(const AeConvSpec *s) {
  return s->in.n >= 1 && s->in.c >= 1 && within(s->in.h, 1, MAX_SIDE) && within(s->in.w, 1, MAX_SIDE) && s->out >= 1 &&
         within(s->kernel_h, 1, MAX_KERNEL) && within(s->kernel_w, 1, MAX_KERNEL) &&
         within(s->stride_h, 1, MAX_KERNEL) && within(s->stride_w, 1, MAX_KERNEL) &&
         within(s->pad_top, 0, MAX_KERNEL) && within(s->pad_bottom, 0, MAX_KERNEL) &&
         within(s->pad_left, 0, MAX_KERNEL) && within(s->pad_right, 0, MAX_KERNEL);
}

gboolean ae_conv_shape(const AeConvSpec *s, AeShape *out, GError **error) {
  g_autofree char *in = ae_shape_text(s->in);
  if (!spec_is_sane(s)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "convolution of %s: sizes must be >= 1, padding >= 0, kernels, strides and padding <= %d", in,
                MAX_KERNEL);
    return FALSE;
  }
  if (s->groups < 1 || s->in.c % s->groups || s->out % s->groups) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "convolution: groups=%d does not divide %d and %d channels", s->groups,
                s->in.c, s->out);
    return FALSE;
  }
  int room_h = s->in.h + s->pad_top + s->pad_bottom - s->kernel_h;
  int room_w = s->in.w + s->pad_left + s->pad_right - s->kernel_w;
  if (room_h < 0 || room_w < 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "convolution: a %dx%d kernel does not fit %s padded by %d %d %d %d",
                s->kernel_h, s->kernel_w, in, s->pad_top, s->pad_bottom, s->pad_left, s->pad_right);
    return FALSE;
  }
  *out = (AeShape){s->in.n, s->out, room_h / s->stride_h + 1, room_w / s->stride_w + 1};
  gsize count;
  return ae_shape_count(*out, s->type, &count, error);
}

guint64 ae_conv_macs(const AeConvSpec *s) {
  AeShape out;
  if (!ae_conv_shape(s, &out, NULL))
    return 0;
  return (guint64)out.n * out.h * out.w * out.c * (guint64)(s->in.c / s->groups) * s->kernel_h * s->kernel_w;
}
