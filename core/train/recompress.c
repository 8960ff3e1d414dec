/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/bridge.h"
#include "train/recompress.h"

#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <setjmp.h>

#include "base/checked.h"

/* libjpeg's error manager with the way out of it. */
typedef struct {
  struct jpeg_error_mgr manager;
  jmp_buf jump;
} Guard;

static void on_error(j_common_ptr cinfo) { longjmp(((Guard *)cinfo->err)->jump, 1); }
static void on_message(j_common_ptr cinfo, int level) {}

static struct jpeg_error_mgr *guard_init(Guard *guard) {
  jpeg_std_error(&guard->manager);
  guard->manager.error_exit = on_error;
  guard->manager.emit_message = on_message;
  return &guard->manager;
}

static void fail(const Guard *guard, j_common_ptr cinfo, GError **error) {
  char text[JMSG_LENGTH_MAX];
  guard->manager.format_message(cinfo, text);
  g_set_error(error, AE_ERROR, AE_ERROR_INTERNAL, "JPEG in memory: %s", text);
}

/* *file is malloc's, also on failure, as jpeg_mem_dest has it. */
static gboolean compress(const AeJpegLoss *loss, guint8 *pixels, int width, int height, guint8 **file, gulong *size,
                         GError **error) {
  Guard guard;
  struct jpeg_compress_struct cinfo = {.err = guard_init(&guard)};
  if (setjmp(guard.jump)) {
    fail(&guard, (j_common_ptr)&cinfo, error);
    jpeg_destroy_compress(&cinfo);
    return FALSE;
  }
  jpeg_create_compress(&cinfo);
  jpeg_mem_dest(&cinfo, file, size);
  cinfo.image_width = (JDIMENSION)width;
  cinfo.image_height = (JDIMENSION)height;
  cinfo.input_components = 3;
  cinfo.in_color_space = JCS_RGB;
  jpeg_set_defaults(&cinfo);
  jpeg_set_quality(&cinfo, loss->quality, TRUE);
  cinfo.comp_info[0].h_samp_factor = cinfo.comp_info[0].v_samp_factor = loss->halved ? 2 : 1;
  jpeg_start_compress(&cinfo, TRUE);
  while (cinfo.next_scanline < cinfo.image_height) {
    JSAMPROW row = pixels + (gsize)cinfo.next_scanline * (gsize)width * 3;
    jpeg_write_scanlines(&cinfo, &row, 1);
  }
  jpeg_finish_compress(&cinfo);
  jpeg_destroy_compress(&cinfo);
  return TRUE;
}

static gboolean decompress(const guint8 *file, gulong size, guint8 *pixels, int width, GError **error) {
  Guard guard;
  struct jpeg_decompress_struct cinfo = {.err = guard_init(&guard)};
  if (setjmp(guard.jump)) {
    fail(&guard, (j_common_ptr)&cinfo, error);
    jpeg_destroy_decompress(&cinfo);
    return FALSE;
  }
  jpeg_create_decompress(&cinfo);
  jpeg_mem_src(&cinfo, file, size);
  jpeg_read_header(&cinfo, TRUE);
  jpeg_start_decompress(&cinfo);
  while (cinfo.output_scanline < cinfo.output_height) {
    JSAMPROW row = pixels + (gsize)cinfo.output_scanline * (gsize)width * 3;
    jpeg_read_scanlines(&cinfo, &row, 1);
  }
  jpeg_finish_decompress(&cinfo);
  jpeg_destroy_decompress(&cinfo);
  return TRUE;
}

gboolean ae_recompress(const AeJpegLoss *loss, guint8 *pixels, int width, int height, GError **error) {
  guint8 *file = NULL;
  gulong size = 0;
  gboolean ok =
      compress(loss, pixels, width, height, &file, &size, error) && decompress(file, size, pixels, width, error);
  free(file);
  return ok;
}

gboolean ae_recompress_image(const AeJpegLoss *loss, AeImage *picture, GError **error) {
  const AeImageInfo *info = &picture->info;
  gsize n = (gsize)info->width * info->height, channels = info->channels;
  float *pixels = (float *)picture->data;
  guint8 *rgb = ae_alloc(n, 3, "a JPEG in memory", error);
  for (gsize i = 0; rgb && i < n * 3; i++)
    rgb[i] = ae_bridge_byte(pixels[i / 3 * channels + (channels < 3 ? 0 : i % 3)]);
  gboolean ok = rgb && ae_recompress(loss, rgb, (int)info->width, (int)info->height, error);
  for (gsize i = 0; ok && i < n * channels; i++)
    pixels[i] = (float)rgb[i / channels * 3 + i % channels] / 255;
  ae_free(rgb);
  return ok;
}
