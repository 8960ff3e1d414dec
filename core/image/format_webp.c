/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* WebP through libwebp: RGB with or without alpha, 8 bits, lossless unless asked otherwise. Both ways the whole picture
 * is in memory. Kept: ICC profile, EXIF, XMP. Cannot: grey (WebP has none), 16 bits, float, resolution outside EXIF,
 * sides over 16383; animations are refused. */
#include "image/formats.h"
#include "image/riff.h"

#include "base/checked.h"

#include <string.h>
#include <webp/decode.h>
#include <webp/encode.h>

enum { FLAG_XMP = 0x04, FLAG_EXIF = 0x08, FLAG_ALPHA = 0x10, FLAG_ICC = 0x20 };
enum { EXTENDED_SIZE = 10 };

typedef struct {
  guint8 *pixels;
} WebpReader;

typedef struct {
  gboolean lossless;
  int quality;
} WebpWriter;

static gboolean webp_sniff(const guint8 *head, gsize n) {
  return n >= AE_RIFF_HEADER && !memcmp(head, "RIFF", 4) && !memcmp(head + 8, "WEBP", 4);
}

static guint8 *read_file(AeReader *reader, gsize *n, GError **error) {
  const guint8 *head;
  gsize got;
  if (!ae_source_peek(reader->source, AE_RIFF_HEADER, &head, &got, error))
    return NULL;
  guint64 size = ae_riff_size(head);
  if (size > reader->limits.max_memory) {
    g_set_error(error, AE_ERROR, AE_ERROR_LIMIT, "%s: %" G_GUINT64_FORMAT " bytes do not fit into the memory allowed",
                ae_source_name(reader->source), size);
    return NULL;
  }
  guint8 *file = ae_alloc(1, (gsize)size, ae_source_name(reader->source), error);
  if (file && !ae_source_read_all(reader->source, file, (gsize)size, error))
    g_clear_pointer(&file, ae_free);
  *n = (gsize)size;
  return file;
}

static void get_meta(const guint8 *file, gsize n, AeImageInfo *info) {
  AeMeta *meta = ae_info_meta(info);
  const struct {
    const char *name;
    GBytes **block;
  } blocks[] = {{"ICCP", &meta->icc}, {"EXIF", &meta->exif}, {"XMP ", &meta->xmp}};
  AeRiffChunk chunk;
  for (gsize at = AE_RIFF_HEADER; ae_riff_next(file, n, &at, &chunk);)
    for (guint i = 0; i < G_N_ELEMENTS(blocks); i++)
      if (ae_riff_is(&chunk, blocks[i].name) && chunk.size > 0 && !*blocks[i].block)
        *blocks[i].block = g_bytes_new(chunk.data, chunk.size);
}

static gboolean get_info(AeReader *reader, const guint8 *file, gsize n, AeImageInfo *info, GError **error) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(file, n, &features) != VP8_STATUS_OK)
    return ae_reader_fail(reader, error, "WebP: the header is damaged");
  if (features.has_animation)
    return ae_reader_fail(reader, error, "animated WebP is not supported; convert it to y4m or PNG first");
  info->width = (guint32)features.width;
  info->height = (guint32)features.height;
  info->channels = features.has_alpha ? 4 : 3;
  /* The picture, and libwebp's own copy of it with alpha. */
  guint64 pixels = (guint64)info->width * info->height;
  return ae_reader_admit(reader, info, n + pixels * (info->channels + 4), error);
}

static gboolean decode(AeReader *reader, const guint8 *file, gsize n, const AeImageInfo *info, GError **error) {
  WebpReader *self = reader->state;
  gsize row = ae_image_row_bytes(info);
  self->pixels = ae_alloc(info->height, row, ae_source_name(reader->source), error);
  if (!self->pixels)
    return FALSE;
  guint8 *(*into)(const guint8 *, size_t, guint8 *, size_t, int) =
      info->channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  return into(file, n, self->pixels, row * info->height, (int)row) ||
         ae_reader_fail(reader, error, "WebP: the pixels are damaged");
}

static gboolean webp_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  gsize n;
  guint8 *file = read_file(reader, &n, error);
  if (!file)
    return FALSE;
  gboolean good = get_info(reader, file, n, info, error) && decode(reader, file, n, info, error);
  if (good)
    get_meta(file, n, info);
  ae_free(file);
  reader->last = TRUE;
  return good;
}

static gboolean webp_read_row(AeReader *reader, void *out, GError **error) {
  const WebpReader *self = reader->state;
  gsize row = ae_image_row_bytes(&reader->info);
  memcpy(out, self->pixels + reader->row * row, row);
  return TRUE;
}

static void webp_close(AeReader *reader) { ae_free(((WebpReader *)reader->state)->pixels); }

static gboolean fill_picture(WebPPicture *picture, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  guint8 *row = ae_alloc(1, ae_image_row_bytes(info), "a row", error);
  gboolean good = row != NULL;
  while (good && rows->next < info->height) {
    uint32_t *out = picture->argb + (gsize)rows->next * picture->argb_stride;
    good = ae_rows_read(rows, row, 1, error);
    const guint8 *in = row;
    for (guint32 x = 0; good && x < info->width; x++, in += info->channels)
      out[x] = (info->channels == 4 ? (guint32)in[3] << 24 : 0xff000000u) | (guint32)in[0] << 16 | (guint32)in[1] << 8 |
               in[2];
  }
  ae_free(row);
  return good;
}

static gboolean encode(AeWriter *writer, AeRows *rows, WebPMemoryWriter *memory, GError **error) {
  const WebpWriter *self = writer->state;
  WebPPicture picture;
  WebPConfig config;
  if (!WebPPictureInit(&picture) || !WebPConfigPreset(&config, WEBP_PRESET_PHOTO, (float)self->quality))
    return ae_writer_fail(writer, error, "WebP: another version of libwebp than this was built for");
  picture.width = (int)rows->info.width;
  picture.height = (int)rows->info.height;
  picture.use_argb = 1;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = memory;
  config.lossless = self->lossless;
  config.exact = 1;
  if (self->lossless)
    config.quality = 75; /* effort there, not loss */
  gboolean good = WebPPictureAlloc(&picture) || ae_writer_fail(writer, error, "WebP: not enough memory");
  good = good && fill_picture(&picture, rows, error);
  if (good && !WebPEncode(&config, &picture))
    good = ae_writer_fail(writer, error, "WebP: the encoder failed (error %d)", picture.error_code);
  WebPPictureFree(&picture);
  return good;
}

static void add_block(GByteArray *file, const char *name, GBytes *block) {
  gsize n;
  const void *data = block ? g_bytes_get_data(block, &n) : NULL;
  if (data)
    ae_riff_add(file, name, data, n);
}

static void add_extended(GByteArray *file, const AeImageInfo *info) {
  const AeMeta *meta = info->meta;
  guint8 data[EXTENDED_SIZE] = {0};
  data[0] = (guint8)((meta->icc ? FLAG_ICC : 0) | (meta->exif ? FLAG_EXIF : 0) | (meta->xmp ? FLAG_XMP : 0) |
                     (info->channels == 4 ? FLAG_ALPHA : 0));
  for (int i = 0; i < 3; i++) {
    data[4 + i] = (guint8)((info->width - 1) >> (8 * i));
    data[7 + i] = (guint8)((info->height - 1) >> (8 * i));
  }
  ae_riff_add(file, "VP8X", data, sizeof data);
}

/* The encoder's chunks between the profile and the other blocks. */
static GByteArray *wrap(const WebPMemoryWriter *memory, const AeImageInfo *info) {
  GByteArray *file = ae_riff_new();
  AeRiffChunk chunk;
  add_extended(file, info);
  add_block(file, "ICCP", info->meta->icc);
  for (gsize at = AE_RIFF_HEADER; ae_riff_next(memory->mem, memory->size, &at, &chunk);)
    if (!ae_riff_is(&chunk, "VP8X"))
      ae_riff_add(file, (const char *)chunk.name, chunk.data, chunk.size);
  add_block(file, "EXIF", info->meta->exif);
  add_block(file, "XMP ", info->meta->xmp);
  ae_riff_finish(file);
  return file;
}

static gboolean webp_write(AeWriter *writer, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  const AeMeta *meta = info->meta;
  if (info->width > WEBP_MAX_DIMENSION || info->height > WEBP_MAX_DIMENSION)
    return ae_writer_fail(writer, error, "%u x %u pixels: a WebP has at most %d a side", info->width, info->height,
                          WEBP_MAX_DIMENSION);
  WebPMemoryWriter memory;
  WebPMemoryWriterInit(&memory);
  gboolean good = encode(writer, rows, &memory, error);
  if (good && meta && (meta->icc || meta->exif || meta->xmp)) {
    g_autoptr(GByteArray) file = wrap(&memory, info);
    good = ae_sink_write(writer->sink, file->data, file->len, error);
  } else if (good) {
    good = ae_sink_write(writer->sink, memory.mem, memory.size, error);
  }
  WebPMemoryWriterClear(&memory);
  return good;
}

static const AeOption webp_options[] = {
    {"lossless", "keep every pixel as it is", AE_OPTION_BOOL, G_STRUCT_OFFSET(WebpWriter, lossless), "yes"},
    {"quality", "of lossy compression, 1 small to 100 best", AE_OPTION_INT, G_STRUCT_OFFSET(WebpWriter, quality), "90",
     1, 100},
    {NULL},
};

const AeFormat ae_format_webp = {
    .name = "webp",
    .help = "WebP: RGB with or without alpha, 8 bits, lossless or lossy",
    .extensions = (const char *const[]){"webp", NULL},
    .samples = 1 << AE_SAMPLE_U8,
    .channels = 1 << 3 | 1 << 4,
    .flags = AE_FORMAT_ONE | AE_FORMAT_ICC | AE_FORMAT_EXIF | AE_FORMAT_XMP,
    .sniff = webp_sniff,
    .reader_size = sizeof(WebpReader),
    .next = webp_next,
    .read_row = webp_read_row,
    .close = webp_close,
    .writer_size = sizeof(WebpWriter),
    .options = webp_options,
    .write = webp_write,
};
