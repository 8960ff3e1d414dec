/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* YUV4MPEG2, uncompressed video in a pipe: C420jpeg, C420mpeg2, C420paldv, C420, C422, C444 and Cmono of 8 bits, as RGB
 * or grey pictures (y4m_chroma.h). A frame is held in memory, as its planes follow one another. The parameters of the
 * header line and of each frame are kept, and every byte of a frame whose pixels have not changed (y4m_frame.h).
 * Interlaced frames pass as they are: their fields are not pulled apart.
 * Cannot: more than 8 bits, alpha, C411, C410, BT.709 (the matrix is BT.601 both ways), metadata. All frames have one
 * size. */
#include "image/formats.h"
#include "image/y4m_frame.h"

#include "base/checked.h"

#include <string.h>

enum { MAX_LINE = 4096 };

static const char magic[] = "YUV4MPEG2 ";

typedef struct {
  AeY4mHeader header;
  AeY4mFrame frame;
} Y4mReader;

typedef struct {
  int chroma;
  char *rate;
  AeY4mHeader header;
  AeY4mFrame frame;
  AeY4mFrame before; /* the present frame as it was read */
} Y4mWriter;

static gboolean y4m_sniff(const guint8 *head, gsize n) {
  return n >= sizeof magic - 1 && !memcmp(head, magic, sizeof magic - 1);
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
  ae_y4m_frame_clear(&self->frame);
  g_strfreev(self->header.words);
}

static gboolean read_planes(AeReader *reader, Y4mReader *self, AeImageInfo *info, GError **error) {
  gsize n = ae_y4m_frame_bytes(&self->header);
  g_autoptr(GError) cause = NULL;
  if (!ae_y4m_frame_make(&self->frame, &self->header, ae_source_name(reader->source), error))
    return FALSE;
  if (ae_source_read_all(reader->source, self->frame.planes, n, &cause)) {
    ae_info_meta(info)->planes = g_bytes_ref(self->frame.bytes);
    return TRUE;
  }
  g_set_error(error, cause->domain, cause->code, "%s (frame %u)", cause->message, reader->pictures + 1);
  return FALSE;
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
  return ae_reader_admit(reader, info, ae_y4m_frame_bytes(header), error) && read_planes(reader, self, info, error);
}

static gboolean y4m_read_row(AeReader *reader, void *out, GError **error) {
  Y4mReader *self = reader->state;
  ae_y4m_frame_row(&self->frame, reader->row, out);
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
  return ae_y4m_frame_make(&self->frame, header, ae_sink_name(writer->sink), error) &&
         ae_y4m_frame_begin(&self->frame, ae_sink_name(writer->sink), error) &&
         ae_sink_printf(writer->sink, error, "%s\n", line);
}

/* Whether the picture has planes that it may be written with. */
static gboolean take_planes(AeWriter *writer, Y4mWriter *self, const AeImageInfo *info, GError **error) {
  GBytes *planes = info->meta ? info->meta->planes : NULL;
  return planes && ae_y4m_frame_take(&self->before, &self->header, planes, ae_sink_name(writer->sink), error);
}

/* rgb: two rows. The picture is as it was read, where no row differs from those planes' own. */
static const AeY4mFrame *pull_frame(AeWriter *writer, AeRows *rows, guint8 *rgb, GError **error) {
  Y4mWriter *self = writer->state;
  gsize row = ae_image_row_bytes(&rows->info);
  g_autoptr(GError) problem = NULL;
  gboolean same = take_planes(writer, self, &rows->info, &problem);
  for (guint32 y = 0; y < self->header.height && !problem; y++) {
    if (!ae_rows_read(rows, rgb, 1, &problem))
      break;
    ae_y4m_frame_set_row(&self->frame, y, rgb);
    if (same)
      ae_y4m_frame_row(&self->before, y, rgb + row);
    same = same && !memcmp(rgb, rgb + row, row);
  }
  if (problem) {
    g_propagate_error(error, g_steal_pointer(&problem));
    return NULL;
  }
  if (!same)
    ae_y4m_frame_finish(&self->frame);
  return same ? &self->before : &self->frame;
}

static gboolean send_frame(AeWriter *writer, const AeY4mFrame *frame, const AeImageInfo *info, GError **error) {
  const char *parameters = info->meta && info->meta->frame ? info->meta->frame : "";
  return ae_sink_printf(writer->sink, error, "FRAME%s\n", parameters) &&
         ae_sink_write(writer->sink, frame->planes, ae_y4m_frame_bytes(frame->header), error);
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
  guint8 *rgb = ae_alloc(2, ae_image_row_bytes(info), ae_sink_name(writer->sink), error);
  const AeY4mFrame *frame = rgb ? pull_frame(writer, rows, rgb, error) : NULL;
  ae_free(rgb);
  return frame && send_frame(writer, frame, info, error);
}

static void y4m_destroy(AeWriter *writer) {
  Y4mWriter *self = writer->state;
  ae_y4m_frame_clear(&self->frame);
  ae_y4m_frame_clear(&self->before);
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
    .help = "YUV4MPEG2 video: frames of 8-bit RGB or grey; those that change are lossy in colour",
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
