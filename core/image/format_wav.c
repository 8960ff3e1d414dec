/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Sound as vectors: a picture of one row for each channel, its samples as floats from -1 to 1. RIFF WAVE, little-endian
 * (Microsoft & IBM 1991, Multimedia Programming Interface): "RIFF", a size, "WAVE", then chunks of a name, a size and
 * data, filled up to an even length. Of these the frame needs two:
 *
 *   fmt   u16 kind (1 integers, 3 floats, 0xfffe: the kind stands at byte 24), u16 channels, u32 samples a second,
 *         u32 bytes a second, u16 bytes of a sample of all channels, u16 bits of one
 *   data  the samples, channel by channel within a sample; a size of 2^32 - 1 means up to the end of the stream
 *
 * Read are integers of 8 (from 0), 16, 24 and 32 bits and floats of 32 and 64. A WAV that comes of a WAV is written in
 * its sample type and rate; integers of 32 bits and floats of 64 are rounded to a float's 24 bits. */
#include "image/formats.h"

#include <math.h>
#include <string.h>

#include "base/checked.h"

enum { KIND_INTEGER = 1, KIND_FLOAT = 3, KIND_EXTENSIBLE = 0xfffe };
enum { FORMAT_SIZE = 16, EXTENSIBLE_SIZE = 26, HEADER = 58, MAX_BLOCK = 65535, USUAL_RATE = 48000 };

/* In the order of the option sample, which begins with auto. */
typedef enum { TYPE_U8, TYPE_S16, TYPE_S24, TYPE_S32, TYPE_F32, TYPE_F64, TYPES } Type;

static const struct {
  guint16 kind, bits;
} types[TYPES] = {
    [TYPE_U8] = {KIND_INTEGER, 8},   [TYPE_S16] = {KIND_INTEGER, 16}, [TYPE_S24] = {KIND_INTEGER, 24},
    [TYPE_S32] = {KIND_INTEGER, 32}, [TYPE_F32] = {KIND_FLOAT, 32},   [TYPE_F64] = {KIND_FLOAT, 64},
};

static const char *const type_names[] = {"auto", "u8", "s16", "s24", "s32", "f32", NULL};

typedef struct {
  Type type;
  guint channels, channel; /* the next one */
  guint32 rate;
  guint32 frames; /* samples of a channel */
  guint8 *data;
} Wav;

typedef struct {
  int sample, rate; /* options */
  Type type;
  guint32 frames;
  GPtrArray *channels; /* floats */
} WavWriter;

static gsize sample_bytes(Type type) { return types[type].bits / 8; }

static guint32 get(const guint8 *bytes, int n) {
  guint32 value = 0;
  for (int i = 0; i < n; i++)
    value |= (guint32)bytes[i] << (8 * i);
  return value;
}

static void put(guint8 *bytes, int n, guint32 value) {
  for (int i = 0; i < n; i++)
    bytes[i] = (guint8)(value >> (8 * i));
}

static gboolean wav_sniff(const guint8 *head, gsize n) {
  return n >= 12 && !memcmp(head, "RIFF", 4) && !memcmp(head + 8, "WAVE", 4);
}

/* ---- one sample ---- */

static float float_of(Type type, const guint8 *bytes) {
  if (type == TYPE_U8)
    return (float)(bytes[0] - 128) / 128;
  if (type == TYPE_F32 || type == TYPE_F64) {
    guint64 bits = get(bytes, 4) | (type == TYPE_F64 ? (guint64)get(bytes + 4, 4) << 32 : 0);
    guint32 low = (guint32)bits;
    float narrow;
    double wide;
    memcpy(&narrow, &low, sizeof narrow);
    memcpy(&wide, &bits, sizeof wide);
    return type == TYPE_F64 ? (float)wide : narrow;
  }
  int n = (int)sample_bytes(type);
  gint32 high = (gint32)(get(bytes, n) << (32 - 8 * n));
  return (float)(high / 2147483648.0);
}

static void bytes_of(Type type, float x, guint8 *bytes) {
  guint32 bits;
  memcpy(&bits, &x, sizeof bits);
  if (type != TYPE_F32) {
    double one = type == TYPE_U8 ? 128 : ldexp(1, types[type].bits - 1), value = isfinite(x) ? rint(x * one) : 0;
    bits = (guint32)(gint32)CLAMP(value, -one, one - 1) + (type == TYPE_U8 ? 128 : 0);
  }
  put(bytes, (int)sample_bytes(type), bits);
}

/* ---- reading ---- */

static gboolean take_format(AeReader *reader, const guint8 *f, guint32 size, GError **error) {
  Wav *self = reader->state;
  guint32 kind = get(f, 2), block = get(f + 12, 2), bits = get(f + 14, 2);
  if (kind == KIND_EXTENSIBLE && size >= EXTENSIBLE_SIZE)
    kind = get(f + 24, 2);
  self->channels = get(f + 2, 2);
  self->rate = get(f + 4, 4);
  for (self->type = 0; self->type < TYPES; self->type++)
    if (types[self->type].kind == kind && types[self->type].bits == bits)
      break;
  if (self->type == TYPES)
    return ae_reader_fail(reader, error, "wav: samples of kind %u with %u bits are not read", kind, bits);
  if (!self->channels || block != self->channels * sample_bytes(self->type))
    return ae_reader_fail(reader, error, "wav: %u channels in %u bytes", self->channels, block);
  return TRUE;
}

/* Skips to the chunk's end; an odd one is filled up. */
static gboolean skip(AeReader *reader, guint64 n, GError **error) {
  return ae_source_seek(reader->source, ae_source_tell(reader->source) + n, error);
}

static gboolean read_format(AeReader *reader, guint32 size, GError **error) {
  guint8 f[EXTENSIBLE_SIZE] = {0};
  gsize n = MIN(size, sizeof f);
  if (size < FORMAT_SIZE)
    return ae_reader_fail(reader, error, "wav: a format of %u bytes", size);
  return ae_source_read_all(reader->source, f, n, error) && take_format(reader, f, size, error) &&
         skip(reader, (guint64)size + size % 2 - n, error);
}

/* At the data, of which so many bytes are told. */
static gboolean measure_data(AeReader *reader, guint32 told, GError **error) {
  Wav *self = reader->state;
  guint64 end, at = ae_source_tell(reader->source), block = self->channels * sample_bytes(self->type);
  if (!block)
    return ae_reader_fail(reader, error, "wav: data before its format");
  if (!ae_source_size(reader->source, &end, error))
    return FALSE;
  guint64 there = end > at ? end - at : 0;
  if (told != G_MAXUINT32 && told > there)
    return ae_reader_fail(reader, error, "wav: ends at byte %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " bytes early",
                          end, told - there);
  guint64 frames = (told == G_MAXUINT32 ? there : told) / block;
  self->frames = (guint32)MIN(frames, G_MAXUINT32);
  return frames <= G_MAXUINT32 || ae_reader_fail(reader, error, "wav: more than 2^32 samples");
}

static gboolean wav_open(AeReader *reader, GError **error) {
  guint8 head[12];
  if (!ae_source_make_seekable(reader->source, error) || !ae_source_read_all(reader->source, head, 12, error))
    return FALSE;
  for (;;) {
    if (!ae_source_read_all(reader->source, head, 8, error))
      return FALSE;
    guint32 size = get(head + 4, 4);
    if (!memcmp(head, "data", 4))
      return measure_data(reader, size, error);
    gboolean format = !memcmp(head, "fmt ", 4);
    if (format ? !read_format(reader, size, error) : !skip(reader, (guint64)size + size % 2, error))
      return FALSE;
  }
}

static void wav_close(AeReader *reader) { ae_free(((Wav *)reader->state)->data); }

/* The first channel brings all of them. */
static gboolean wav_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Wav *self = reader->state;
  gsize block = self->channels * sample_bytes(self->type);
  *more = self->channel < self->channels;
  if (!*more)
    return TRUE;
  info->width = self->frames;
  info->height = 1;
  info->channels = 1;
  info->sample = AE_SAMPLE_FLOAT;
  if (!ae_reader_admit(reader, info, (guint64)self->frames * block, error))
    return FALSE;
  if (!self->data) {
    self->data = ae_alloc(self->frames, block, ae_source_name(reader->source), error);
    if (!self->data || !ae_source_read_all(reader->source, self->data, self->frames * block, error))
      return FALSE;
  }
  self->channel++;
  return TRUE;
}

static gboolean wav_read_row(AeReader *reader, void *out, GError **error) {
  const Wav *self = reader->state;
  gsize bytes = sample_bytes(self->type);
  for (gsize i = 0; i < self->frames; i++)
    ((float *)out)[i] = float_of(self->type, self->data + (i * self->channels + self->channel - 1) * bytes);
  return TRUE;
}

/* ---- writing ---- */

static const AeOption wav_options[] = {
    {"sample", "type of a sample; auto: as it came, else f32", AE_OPTION_CHOICE, G_STRUCT_OFFSET(WavWriter, sample),
     "auto", .choices = type_names},
    {"rate", "samples a second; auto: as it came, else 48000", AE_OPTION_INT, G_STRUCT_OFFSET(WavWriter, rate), "auto",
     1, G_MAXINT, TRUE},
    {NULL},
};

static gboolean wav_create(AeWriter *writer, const AeReader *reader, GError **error) {
  WavWriter *self = writer->state;
  const Wav *like = reader && reader->format == &ae_format_wav ? reader->state : NULL;
  self->type = self->sample ? (Type)(self->sample - 1) : like ? MIN(like->type, TYPE_F32) : TYPE_F32;
  if (self->rate == AE_AUTO)
    self->rate = like && like->rate && like->rate <= G_MAXINT ? (int)like->rate : USUAL_RATE;
  self->channels = g_ptr_array_new_with_free_func(ae_free);
  return TRUE;
}

static gboolean wav_write(AeWriter *writer, AeRows *rows, GError **error) {
  WavWriter *self = writer->state;
  guint32 n = rows->info.width;
  if (self->channels->len && n != self->frames)
    return ae_writer_fail(writer, error, "wav: a channel of %u samples beside one of %u", n, self->frames);
  if ((self->channels->len + 1) * sample_bytes(self->type) > MAX_BLOCK)
    return ae_writer_fail(writer, error, "wav: more than %u channels", self->channels->len);
  self->frames = n;
  float *row = ae_alloc(n, sizeof *row, ae_sink_name(writer->sink), error);
  if (row)
    g_ptr_array_add(self->channels, row);
  return row && ae_rows_read(rows, row, 1, error);
}

/* Floats have a longer format and tell how many they are. */
static gsize make_header(const WavWriter *self, guint32 bytes, guint8 *h) {
  gboolean plain = self->type != TYPE_F32;
  guint32 block = (guint32)(self->channels->len * sample_bytes(self->type));
  gsize format = plain ? FORMAT_SIZE : FORMAT_SIZE + 2, at = 20 + format;
  memset(h, 0, HEADER);
  memcpy(h, "RIFF\0\0\0\0WAVEfmt ", 16);
  put(h + 16, 4, (guint32)format);
  put(h + 20, 2, types[self->type].kind);
  put(h + 22, 2, self->channels->len);
  put(h + 24, 4, (guint32)self->rate);
  put(h + 28, 4, (guint32)self->rate * block);
  put(h + 32, 2, block);
  put(h + 34, 2, types[self->type].bits);
  if (!plain) {
    memcpy(h + at, "fact\4", 5);
    put(h + at + 8, 4, self->frames);
    at += 12;
  }
  memcpy(h + at, "data", 4);
  put(h + at + 4, 4, bytes);
  put(h + 4, 4, (guint32)at + bytes + bytes % 2);
  return at + 8;
}

static gboolean write_samples(AeWriter *writer, GError **error) {
  const WavWriter *self = writer->state;
  gsize bytes = sample_bytes(self->type), block = bytes * self->channels->len;
  g_autofree guint8 *frame = g_malloc(block);
  for (gsize i = 0; i < self->frames; i++) {
    for (guint c = 0; c < self->channels->len; c++)
      bytes_of(self->type, ((const float *)self->channels->pdata[c])[i], frame + c * bytes);
    if (!ae_sink_write(writer->sink, frame, block, error))
      return FALSE;
  }
  return self->frames * block % 2 == 0 || ae_sink_write(writer->sink, "", 1, error);
}

static gboolean wav_finish(AeWriter *writer, GError **error) {
  const WavWriter *self = writer->state;
  guint8 header[HEADER];
  guint64 bytes = (guint64)self->frames * self->channels->len * sample_bytes(self->type);
  if (!self->channels->len)
    return TRUE;
  if (bytes > G_MAXUINT32 - HEADER)
    return ae_writer_fail(writer, error, "wav: holds no more than 4 GiB");
  return ae_sink_write(writer->sink, header, make_header(self, (guint32)bytes, header), error) &&
         write_samples(writer, error);
}

static void wav_destroy(AeWriter *writer) {
  WavWriter *self = writer->state;
  if (self->channels)
    g_ptr_array_unref(self->channels);
}

const AeFormat ae_format_wav = {
    .name = "wav",
    .help = "WAV: sound, a channel as a vector",
    .extensions = (const char *const[]){"wav", NULL},
    .samples = 1 << AE_SAMPLE_FLOAT,
    .channels = 1 << 1,
    .flags = AE_FORMAT_VECTORS | AE_FORMAT_TRAILER,
    .sniff = wav_sniff,
    .reader_size = sizeof(Wav),
    .open = wav_open,
    .next = wav_next,
    .read_row = wav_read_row,
    .close = wav_close,
    .writer_size = sizeof(WavWriter),
    .options = wav_options,
    .create = wav_create,
    .write = wav_write,
    .finish = wav_finish,
    .destroy = wav_destroy,
};
