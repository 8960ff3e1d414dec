/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures in GeglBuffers for the tests of plugins/gegl. */
#ifndef AE_TESTS_GEGL_PICTURES_H
#define AE_TESTS_GEGL_PICTURES_H

#include <aefilter/stage.h>
#include <gegl.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

/* There where the leak sanitizer is. */
extern "C" void __lsan_disable(void) __attribute__((weak));
extern "C" void __lsan_enable(void) __attribute__((weak));

/* Starts GEGL. What babl and the libraries of GEGL's own modules keep for ever is not our leak. */
inline void StartGegl() {
  if (__lsan_disable)
    __lsan_disable();
  gegl_init(nullptr, nullptr);
  gegl_has_operation("gegl:nop");
  if (__lsan_enable)
    __lsan_enable();
}

inline bool Opens(const char *stage) {
  const char *words[] = {stage, nullptr};
  const AeStage *row = ae_stage_by_name(stage, nullptr);
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(row, nullptr);
  if (row->others && !keys->rows[keys->own].name)
    return false;
  g_autoptr(AeChain) chain = ae_chain_parse(words, nullptr);
  AeSettings settings = {};
  return chain && ae_chain_open(chain, &settings, nullptr);
}

/* The stages that have an operation: of one size, and with a model where one is needed. */
inline std::vector<const AeStage *> OfferedStages() {
  std::vector<const AeStage *> stages;
  for (const AeStage *const *stage = ae_stages(); *stage; stage++)
    if ((*stage)->same_size && !(*stage)->marks && Opens((*stage)->name))
      stages.push_back(*stage);
  return stages;
}

using Bytes = std::vector<guint8>;

inline gsize BytesOf(const Babl *format, const GeglRectangle &size) {
  return (gsize)size.width * (gsize)size.height * (gsize)babl_format_get_bytes_per_pixel(format);
}

/* Samples of any value from 0 to 1. */
inline Bytes RandomPixels(const Babl *format, const GeglRectangle &size) {
  Bytes bytes(BytesOf(format, size));
  GRand *random = g_rand_new_with_seed((guint32)size.width + 7);
  std::string type = babl_get_name(babl_format_get_type(format, 0));
  gsize samples = (gsize)size.width * (gsize)size.height * (gsize)babl_format_get_n_components(format);
  for (gsize i = 0; i < samples; i++) {
    guint32 value = g_rand_int(random);
    if (type == "u8")
      bytes[i] = (guint8)value;
    else if (type == "float")
      ((float *)bytes.data())[i] = (float)(value >> 8) / (1 << 24);
    else /* halves below 1.0 that are not denormal */
      ((guint16 *)bytes.data())[i] = type == "half" ? (guint16)(0x400 + value % 0x3800) : (guint16)value;
  }
  g_rand_free(random);
  return bytes;
}

inline GeglBuffer *BufferOf(const Babl *format, const GeglRectangle &size, const Bytes &bytes) {
  GeglBuffer *buffer = gegl_buffer_new(&size, format);
  gegl_buffer_set(buffer, &size, 0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE);
  return buffer;
}

inline Bytes PixelsOf(GeglBuffer *buffer, const GeglRectangle &size, const Babl *format) {
  Bytes bytes(BytesOf(format, size));
  gegl_buffer_get(buffer, &size, 1.0, format, bytes.data(), GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
  return bytes;
}

/* babl takes the fastest of its conversions at each start, and those between 16 bits and float may be one code off. */
inline bool SamePixels(const Bytes &a, const Bytes &b, const Babl *format) {
  std::string type = babl_get_name(babl_format_get_type(format, 0));
  if (type != "u16" || a.size() != b.size())
    return a == b;
  const guint16 *p = (const guint16 *)a.data(), *q = (const guint16 *)b.data();
  for (gsize i = 0; i < a.size() / 2; i++)
    if (std::abs(p[i] - q[i]) > 1)
      return false;
  return true;
}

inline AeChain *OpenChain(std::vector<const char *> words) {
  words.push_back(nullptr);
  g_autoptr(GError) error = nullptr;
  AeSettings settings = {};
  AeChain *chain = ae_chain_parse(words.data(), &error);
  EXPECT_TRUE(chain && ae_chain_open(chain, &settings, &error)) << error->message;
  return chain;
}

/* The chain on the same pixels in memory: what any front end must give. bytes are of the picture's sample type. */
inline Bytes ByChain(AeChain *chain, const GeglRectangle &size, guint channels, AeSample sample, const Bytes &bytes) {
  AeImageInfo info = {};
  info.width = (guint32)size.width, info.height = (guint32)size.height;
  info.channels = channels, info.sample = sample;
  info.maxval = sample == AE_SAMPLE_U8 ? 255 : sample == AE_SAMPLE_U16 ? 65535 : 0;
  AeImage *image = ae_image_new(&info, nullptr);
  memcpy(image->data, bytes.data(), bytes.size());
  g_autoptr(GError) error = nullptr;
  AeRows *rows = ae_chain_apply(chain, ae_image_rows(image, TRUE), &error);
  EXPECT_TRUE(rows) << error->message;
  AeImage *result = ae_image_from_rows(rows, &error);
  EXPECT_TRUE(result) << error->message;
  Bytes pixels(result->data, result->data + bytes.size());
  ae_image_free(result);
  ae_rows_free(rows);
  return pixels;
}

#endif
