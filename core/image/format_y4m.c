/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* YUV4MPEG2, uncompressed video in a pipe: C420jpeg, C420mpeg2, C420paldv, C420, C422, C444 and Cmono of 8 bits, as RGB
 * or grey pictures (y4m_chroma.h). A frame is held in memory, as its planes follow one another. The parameters of the
 * header line and of each frame are kept. Interlaced frames pass as they are: their fields are not pulled apart.
 * Cannot: more than 8 bits, alpha, C411, C410, BT.709 (the matrix is BT.601 both ways), metadata. All frames have one
 * size. */
#include "image/formats.h"
#include "image/y4m_header.h"

#include "base/checked.h"

#include <string.h>

enum { MAX_LINE = 4096 };

static const char magic[] = "YUV4MPEG2 ";

/* Planes of a frame, and rows of the picture's width with the margins that y4m_chroma.h wants. */
typedef struct {
  guint8 *luma;
  guint8 *chroma[2]; /* as in the file */
  float *tall[2];    /* writer: narrowed rows, at full height and one more */
  float *narrow[2], *wide[2];
} Frame;

typedef struct {
  AeY4mHeader header;
  Frame frame;
} Y4mReader;

typedef struct {
  int chroma;
  char *rate;
  AeY4mHeader header;
  Frame frame;
} Y4mWriter;

static gboolean y4m_sniff(const guint8 *head, gsize n) {
  return n >= sizeof magic - 1 && !memcmp(head, magic, sizeof magic - 1);
}

static void frame_clear(Frame *frame) {
  ae_free(frame->luma);
  for (int c = 0; c < 2; c++) {
    ae_free(frame->chroma[c]);
    ae_free(frame->tall[c]);
    ae_free(frame->narrow[c]);
    ae_free(frame->wide[c]);
  }
  *frame = (Frame){0};
}

static gboolean make_row(float **row, gsize n, const char *name, GError **error) {
  *row = ae_alloc(n + 2 * AE_CHROMA_MARGIN, sizeof **row, name, error);
  return *row != NULL;
}

static gboolean frame_make(Frame *frame, const AeY4mHeader *header, gboolean writing, const char *name,
                           GError **error) {
  gsize width = ae_y4m_chroma_width(header), height = ae_y4m_chroma_height(header);
  frame->luma = ae_alloc(header->height, header->width, name, error);
  if (!frame->luma || header->chroma->mono)
    return frame->luma != NULL;
  for (int c = 0; c < 2; c++) {
    frame->chroma[c] = ae_alloc(height, width, name, error);
    if (!frame->chroma[c])
      return FALSE;
    if (writing && !(frame->tall[c] = ae_alloc((gsize)header->height + 1, width * sizeof(float), name, error)))
      return FALSE;
    if (!make_row(&frame->narrow[c], width, name, error) || !make_row(&frame->wide[c], header->width, name, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean y4m_open(AeReader *reader, GError **error) {
  Y4mReader *self = reader->state;
  g_autofree char *line = ae_source_line(reader->source, MAX_LINE, error);
  if (!line)
    return FALSE;
  g_autofree char *wrong = ae_y4m_header_parse(&self->header, line + strlen(magic));
  return !wrong || ae_reader_fail(reader, error, "y4m: %s", wrong);
}

static void y4m_close(AeReader *reader) {
  Y4mReader *self = reader->state;
  frame_clear(&self->frame);
  g_strfreev(self->header.words);
}

static gboolean read_planes(AeReader *reader, Y4mReader *self, GError **error) {
  const AeY4mHeader *header = &self->header;
  gsize width = ae_y4m_chroma_width(header), height = ae_y4m_chroma_height(header);
  g_autoptr(GError) cause = NULL;
  gboolean good = ae_source_read_all(reader->source, self->frame.luma, (gsize)header->width * header->height, &cause);
  for (int c = 0; c < 2 && !header->chroma->mono; c++)
    good = good && ae_source_read_all(reader->source, self->frame.chroma[c], width * height, &cause);
  if (!good)
    g_set_error(error, cause->domain, cause->code, "%s (frame %u)", cause->message, reader->pictures + 1);
  return good;
}

static gboolean read_frame_line(AeReader *reader, AeImageInfo *info, GError **error) {
  g_autofree char *line = ae_source_line(reader->source, MAX_LINE, error);
  if (!line)
    return FALSE;
  if (!g_str_has_prefix(line, "FRAME") || (line[5] && line[5] != ' '))
    return ae_reader_fail(reader, error, "y4m: no frame %u at byte %" G_GUINT64_FORMAT, reader->pictures + 1,
                          ae_source_tell(reader->source));
  if (line[5])
    ae_info_meta(info)->frame = g_strdup(line + 5);
  return TRUE;
}

static gboolean y4m_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  Y4mReader *self = reader->state;
  const AeY4mHeader *header = &self->header;
  const guint8 *head;
  gsize got;
  if (!ae_source_peek(reader->source, 1, &head, &got, error))
    return FALSE;
  *more = got > 0;
  if (!*more)
    return TRUE;
  if (!read_frame_line(reader, info, error))
    return FALSE;
  info->width = header->width;
  info->height = header->height;
  info->channels = header->chroma->mono ? 1 : 3;
  guint64 bytes =
      (guint64)header->width * header->height + 2 * (guint64)ae_y4m_chroma_width(header) * ae_y4m_chroma_height(header);
  if (!ae_reader_admit(reader, info, bytes, error))
    return FALSE;
  if (!self->frame.luma && !frame_make(&self->frame, header, FALSE, ae_source_name(reader->source), error))
    return FALSE;
  return read_planes(reader, self, error);
}

/* One row of a chroma plane at full resolution: between the rows first, then along the row. */
static void widen_row(const AeY4mHeader *header, Frame *frame, int c, guint32 y) {
  AeChromaTaps taps = ae_chroma_widen_taps(header->chroma->down, y);
  gint64 last = (gint64)ae_y4m_chroma_height(header) - 1;
  gsize width = ae_y4m_chroma_width(header);
  float *narrow = frame->narrow[c] + AE_CHROMA_MARGIN;
  memset(narrow, 0, width * sizeof *narrow);
  for (guint t = 0; t < taps.taps; t++) {
    const guint8 *row = frame->chroma[c] + (gsize)CLAMP(taps.first + t, 0, last) * width;
    for (gsize x = 0; x < width; x++)
      narrow[x] += taps.weights[t] * (float)row[x];
  }
  ae_chroma_widen(header->chroma->across, narrow, frame->wide[c] + AE_CHROMA_MARGIN, header->width);
}

static gboolean y4m_read_row(AeReader *reader, void *out, GError **error) {
  Y4mReader *self = reader->state;
  const AeY4mHeader *header = &self->header;
  Frame *frame = &self->frame;
  const guint8 *luma = frame->luma + (gsize)reader->row * header->width;
  if (header->chroma->mono) {
    ae_luma_to_grey(header->full_range, luma, out, header->width);
    return TRUE;
  }
  for (int c = 0; c < 2; c++)
    widen_row(header, frame, c, reader->row);
  ae_yuv_to_rgb(header->full_range, luma, frame->wide[0] + AE_CHROMA_MARGIN, frame->wide[1] + AE_CHROMA_MARGIN, out,
                header->width);
  return TRUE;
}

static gboolean check_rate(const char *rate, GError **error) {
  if (g_regex_match_simple("^[1-9][0-9]*:[1-9][0-9]*$", rate, 0, 0))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "format y4m: rate=%s is no fraction like 30000:1001", rate);
  return FALSE;
}

static gboolean y4m_create(AeWriter *writer, const AeReader *like, GError **error) {
  Y4mWriter *self = writer->state;
  if (!check_rate(self->rate, error))
    return FALSE;
  if (like) {
    const AeY4mHeader *header = &((const Y4mReader *)like->state)->header;
    self->header = *header;
    self->header.words = g_strdupv(header->words);
  } else {
    g_autofree char *words = g_strdup_printf("W H F%s Ip A1:1 C", self->rate);
    self->header.words = g_strsplit(words, " ", -1);
  }
  return TRUE;
}

static const char *const chroma_names[] = {"420jpeg", "420mpeg2", "422", "444", NULL};

static gboolean write_header(AeWriter *writer, Y4mWriter *self, const AeImageInfo *info, GError **error) {
  AeY4mHeader *header = &self->header;
  gboolean mono = info->channels == 1;
  header->width = info->width;
  header->height = info->height;
  if (!header->chroma || header->chroma->mono != mono)
    header->chroma = ae_y4m_chroma_by_name(mono ? "mono" : chroma_names[self->chroma]);
  g_autofree char *line = ae_y4m_header_text(header);
  return frame_make(&self->frame, header, TRUE, ae_sink_name(writer->sink), error) &&
         ae_sink_printf(writer->sink, error, "%s\n", line);
}

static gboolean pull_frame(Y4mWriter *self, AeRows *rows, guint8 *rgb, GError **error) {
  const AeY4mHeader *header = &self->header;
  Frame *frame = &self->frame;
  gsize chroma_width = ae_y4m_chroma_width(header);
  for (guint32 y = 0; y < header->height; y++) {
    guint8 *luma = frame->luma + (gsize)y * header->width;
    if (!ae_rows_read(rows, rgb, 1, error))
      return FALSE;
    if (header->chroma->mono) {
      ae_grey_to_luma(header->full_range, rgb, luma, header->width);
      continue;
    }
    ae_rgb_to_yuv(header->full_range, rgb, luma, frame->wide[0] + AE_CHROMA_MARGIN, frame->wide[1] + AE_CHROMA_MARGIN,
                  header->width);
    for (int c = 0; c < 2; c++)
      ae_chroma_narrow(header->chroma->across, frame->wide[c] + AE_CHROMA_MARGIN, frame->tall[c] + y * chroma_width,
                       header->width);
  }
  return TRUE;
}

/* The rows of one plane, narrowed along already, are narrowed between. */
static void narrow_plane(const AeY4mHeader *header, Frame *frame, int c) {
  gsize width = ae_y4m_chroma_width(header), count = ae_y4m_chroma_height(header), height = header->height;
  gboolean virtual_end = header->chroma->down == AE_CHROMA_CENTRE && height % 2 && height > 1;
  float *tall = frame->tall[c], *sum = frame->narrow[c];
  gint64 last = virtual_end ? (gint64)height : (gint64)height - 1;
  for (gsize x = 0; virtual_end && x < width; x++)
    tall[height * width + x] = ae_chroma_beyond(tall[(height - 1) * width + x], tall[(height - 2) * width + x]);
  for (gsize k = 0; k < count; k++) {
    AeChromaTaps taps = ae_chroma_narrow_taps(header->chroma->down, (guint32)k);
    memset(sum, 0, width * sizeof *sum);
    for (guint t = 0; t < taps.taps; t++) {
      const float *row = tall + (gsize)CLAMP(taps.first + t, 0, last) * width;
      for (gsize x = 0; x < width; x++)
        sum[x] += taps.weights[t] * row[x];
    }
    for (gsize x = 0; x < width; x++)
      frame->chroma[c][k * width + x] = ae_yuv_code(sum[x]);
  }
}

static gboolean send_frame(AeWriter *writer, Y4mWriter *self, const AeImageInfo *info, GError **error) {
  const AeY4mHeader *header = &self->header;
  const char *parameters = info->meta && info->meta->frame ? info->meta->frame : "";
  gsize plane = ae_y4m_chroma_width(header) * ae_y4m_chroma_height(header);
  if (!ae_sink_printf(writer->sink, error, "FRAME%s\n", parameters) ||
      !ae_sink_write(writer->sink, self->frame.luma, (gsize)header->width * header->height, error))
    return FALSE;
  for (int c = 0; c < 2 && !header->chroma->mono; c++) {
    narrow_plane(header, &self->frame, c);
    if (!ae_sink_write(writer->sink, self->frame.chroma[c], plane, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean y4m_write(AeWriter *writer, AeRows *rows, GError **error) {
  Y4mWriter *self = writer->state;
  const AeImageInfo *info = &rows->info;
  if (writer->pictures == 0 && !write_header(writer, self, info, error))
    return FALSE;
  if (info->width != self->header.width || info->height != self->header.height ||
      (info->channels == 1) != self->header.chroma->mono)
    return ae_writer_fail(
        writer, error, "frame %u is %u x %u of %u channels, the first was %u x %u: y4m holds frames of one kind",
        writer->pictures + 1, info->width, info->height, info->channels, self->header.width, self->header.height);
  guint8 *rgb = ae_alloc(1, ae_image_row_bytes(info), ae_sink_name(writer->sink), error);
  gboolean good = rgb && pull_frame(self, rows, rgb, error) && send_frame(writer, self, info, error);
  ae_free(rgb);
  return good;
}

static void y4m_destroy(AeWriter *writer) {
  Y4mWriter *self = writer->state;
  frame_clear(&self->frame);
  g_strfreev(self->header.words);
}

static const AeOption y4m_options[] = {
    {"chroma", "colour resolution of a new stream", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Y4mWriter, chroma), "420jpeg",
     .choices = chroma_names},
    {"rate", "frames a second of a new stream, as a fraction", AE_OPTION_STRING, G_STRUCT_OFFSET(Y4mWriter, rate),
     "25:1"},
    {NULL},
};

const AeFormat ae_format_y4m = {
    .name = "y4m",
    .help = "YUV4MPEG2 video: frames of 8-bit RGB or grey, lossy in colour",
    .extensions = (const char *const[]){"y4m", NULL},
    .samples = 1 << AE_SAMPLE_U8,
    .channels = 1 << 1 | 1 << 3,
    .flags = AE_FORMAT_LOSSY,
    .sniff = y4m_sniff,
    .reader_size = sizeof(Y4mReader),
    .open = y4m_open,
    .next = y4m_next,
    .read_row = y4m_read_row,
    .close = y4m_close,
    .writer_size = sizeof(Y4mWriter),
    .options = y4m_options,
    .create = y4m_create,
    .write = y4m_write,
    .destroy = y4m_destroy,
};
