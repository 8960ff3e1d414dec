/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* JPEG through libjpeg-turbo: grey and colour of 8 bits, baseline and progressive. The pixels are handed out as stored:
 * the orientation of the EXIF block stays true, since the block is kept. Kept: EXIF, XMP, ICC profile, JFIF density.
 * jpeg_quality tells the quality it was written with. Cannot: alpha, 16 bits, float; CMYK, YCCK and 12 bits are
 * refused; blocks over 64 kB other than XMP and ICC profiles, IPTC, comments and the pictures behind an MPF index are
 * not kept. A stream may be several JPEGs, one behind the other. */
#include "image/formats.h"
#include "image/jpeg_meta.h"
#include "image/jpeg_quality.h"

#include "base/checked.h"

/* More scans than any encoder writes; each costs a pass over the whole picture. */
enum { MAX_SCANS = 200 };

typedef struct {
  struct jpeg_decompress_struct cinfo;
  AeJpegGuard guard;
  struct jpeg_progress_mgr progress;
  gboolean created;
} JpegReader;

typedef struct {
  int quality;
  int subsampling;
  struct jpeg_compress_struct cinfo;
  AeJpegGuard guard;
  AeJpegXmp xmp;
} JpegWriter;

static gboolean jpeg_sniff(const guint8 *head, gsize n) {
  return n >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff;
}

static gboolean hand_over(AeJpegGuard *guard, GError **error) {
  g_propagate_error(error, g_steal_pointer(&guard->error));
  return FALSE;
}

static void on_progress(j_common_ptr cinfo) {
  AeJpegGuard *guard = (AeJpegGuard *)cinfo->err;
  if (((j_decompress_ptr)cinfo)->input_scan_number <= MAX_SCANS)
    return;
  g_set_error(&guard->error, AE_ERROR, AE_ERROR_LIMIT, "%s: JPEG: more than %d scans", guard->name, MAX_SCANS);
  longjmp(guard->jump, 1);
}

static gboolean read_header(JpegReader *self, AeReader *reader) {
  self->cinfo.err = ae_jpeg_guard_init(&self->guard, ae_source_name(reader->source));
  if (setjmp(self->guard.jump))
    return FALSE;
  if (!self->created) {
    jpeg_create_decompress(&self->cinfo);
    self->created = TRUE;
    self->progress.progress_monitor = on_progress;
    self->cinfo.progress = &self->progress;
    ae_jpeg_set_source(&self->cinfo, reader->source);
    ae_jpeg_keep_markers(&self->cinfo);
  }
  return jpeg_read_header(&self->cinfo, TRUE) == JPEG_HEADER_OK;
}

static gboolean check_colours(AeReader *reader, struct jpeg_decompress_struct *cinfo, GError **error) {
  switch (cinfo->jpeg_color_space) {
  case JCS_GRAYSCALE:
    cinfo->out_color_space = JCS_GRAYSCALE;
    return TRUE;
  case JCS_YCbCr:
  case JCS_RGB:
    cinfo->out_color_space = JCS_RGB;
    return TRUE;
  case JCS_CMYK:
  case JCS_YCCK:
    return ae_reader_fail(reader, error, "CMYK JPEG is not supported; convert it to RGB first, with its ICC profile");
  default:
    return ae_reader_fail(reader, error, "JPEG of %d components is not supported", cinfo->num_components);
  }
}

/* Progressive pictures are decoded as a whole; the coefficients are held in memory, two bytes each. */
static guint64 whole_bytes(struct jpeg_decompress_struct *cinfo) {
  guint64 bytes = 0;
  if (!jpeg_has_multiple_scans(cinfo))
    return 0;
  for (int i = 0; i < cinfo->num_components; i++) {
    const jpeg_component_info *component = &cinfo->comp_info[i];
    bytes += (guint64)component->width_in_blocks * component->height_in_blocks * sizeof(JBLOCK);
  }
  return bytes;
}

static guint estimate_quality(struct jpeg_decompress_struct *cinfo) {
  const JQUANT_TBL *luma = cinfo->quant_tbl_ptrs[cinfo->comp_info[0].quant_tbl_no & 3];
  return luma ? ae_jpeg_quality_of(luma->quantval) : 0;
}

static gboolean start_pixels(JpegReader *self, AeImageInfo *info) {
  if (setjmp(self->guard.jump))
    return FALSE;
  ae_jpeg_get_meta(&self->cinfo, info);
  return jpeg_start_decompress(&self->cinfo);
}

static gboolean jpeg_next(AeReader *reader, AeImageInfo *info, gboolean *more, GError **error) {
  JpegReader *self = reader->state;
  if (!read_header(self, reader))
    return hand_over(&self->guard, error);
  if (!check_colours(reader, &self->cinfo, error))
    return FALSE;
  info->width = self->cinfo.image_width;
  info->height = self->cinfo.image_height;
  info->channels = self->cinfo.jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  info->jpeg_quality = estimate_quality(&self->cinfo);
  reader->last = ae_jpeg_has_previews(&self->cinfo);
  if (!ae_reader_admit(reader, info, whole_bytes(&self->cinfo), error))
    return FALSE;
  return start_pixels(self, info) || hand_over(&self->guard, error);
}

static gboolean read_line(JpegReader *self, void *out) {
  JSAMPROW row = out;
  if (setjmp(self->guard.jump))
    return FALSE;
  return jpeg_read_scanlines(&self->cinfo, &row, 1) == 1;
}

/* Up to the end marker, which must be there. */
static gboolean finish_picture(JpegReader *self) {
  if (setjmp(self->guard.jump))
    return FALSE;
  return jpeg_finish_decompress(&self->cinfo);
}

static gboolean jpeg_read_row(AeReader *reader, void *out, GError **error) {
  JpegReader *self = reader->state;
  if (!read_line(self, out))
    return hand_over(&self->guard, error);
  if (reader->row + 1 < reader->info.height)
    return TRUE;
  if (!finish_picture(self))
    return hand_over(&self->guard, error);
  return ae_jpeg_settle_source(&self->cinfo, error);
}

static void jpeg_close(AeReader *reader) {
  JpegReader *self = reader->state;
  if (self->created)
    jpeg_destroy_decompress(&self->cinfo);
}

static gboolean start_picture(JpegWriter *self, const AeImageInfo *info) {
  struct jpeg_compress_struct *cinfo = &self->cinfo;
  if (setjmp(self->guard.jump))
    return FALSE;
  cinfo->image_width = info->width;
  cinfo->image_height = info->height;
  cinfo->input_components = (int)info->channels;
  cinfo->in_color_space = info->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(cinfo);
  jpeg_set_quality(cinfo, self->quality, TRUE);
  cinfo->dct_method = JDCT_ISLOW;
  cinfo->comp_info[0].h_samp_factor = cinfo->comp_info[0].v_samp_factor =
      info->channels == 3 && self->subsampling ? 2 : 1;
  ae_jpeg_set_density(cinfo, info->meta);
  jpeg_start_compress(cinfo, TRUE);
  ae_jpeg_write_meta(cinfo, info->meta, &self->xmp);
  return TRUE;
}

static gboolean write_line(JpegWriter *self, guint8 *row) {
  if (setjmp(self->guard.jump))
    return FALSE;
  return jpeg_write_scanlines(&self->cinfo, &row, 1) == 1;
}

static gboolean write_end(JpegWriter *self) {
  if (setjmp(self->guard.jump))
    return FALSE;
  jpeg_finish_compress(&self->cinfo);
  return TRUE;
}

static gboolean create(JpegWriter *self, AeSink *sink) {
  self->cinfo.err = ae_jpeg_guard_init(&self->guard, ae_sink_name(sink));
  if (setjmp(self->guard.jump))
    return FALSE;
  jpeg_create_compress(&self->cinfo);
  ae_jpeg_set_sink(&self->cinfo, sink);
  return TRUE;
}

static gboolean write_picture(JpegWriter *self, AeRows *rows, GError **error) {
  const AeImageInfo *info = &rows->info;
  guint8 *row = ae_alloc(1, ae_image_row_bytes(info), self->guard.name, error);
  gboolean good = row && (start_picture(self, info) || hand_over(&self->guard, error));
  while (good && rows->next < info->height)
    good = ae_rows_read(rows, row, 1, error) && (write_line(self, row) || hand_over(&self->guard, error));
  ae_free(row);
  return good && (write_end(self) || hand_over(&self->guard, error));
}

static gboolean jpeg_write(AeWriter *writer, AeRows *rows, GError **error) {
  JpegWriter *self = writer->state;
  if (rows->info.width > JPEG_MAX_DIMENSION || rows->info.height > JPEG_MAX_DIMENSION)
    return ae_writer_fail(writer, error, "%u x %u pixels: a JPEG has at most %ld a side", rows->info.width,
                          rows->info.height, JPEG_MAX_DIMENSION);
  ae_jpeg_xmp_init(&self->xmp, rows->info.meta);
  gboolean good = create(self, writer->sink) ? write_picture(self, rows, error) : hand_over(&self->guard, error);
  jpeg_destroy_compress(&self->cinfo);
  ae_jpeg_xmp_clear(&self->xmp);
  return good;
}

static const AeOption jpeg_options[] = {
    {"quality", "1 small to 100 best", AE_OPTION_INT, G_STRUCT_OFFSET(JpegWriter, quality), "95", 1, 100},
    {"subsampling", "resolution of colour: full, or half in both directions", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(JpegWriter, subsampling), "444", .choices = (const char *const[]){"444", "420", NULL}},
    {NULL},
};

const AeFormat ae_format_jpeg = {
    .name = "jpeg",
    .help = "JPEG: grey and RGB, 8 bits, lossy",
    .extensions = (const char *const[]){"jpg", "jpeg", "jpe", "jfif", NULL},
    .samples = 1 << AE_SAMPLE_U8,
    .channels = 1 << 1 | 1 << 3,
    .flags = AE_FORMAT_CONCATENATED | AE_FORMAT_TRAILER | AE_FORMAT_ONE_A_FILE | AE_FORMAT_LOSSY | AE_FORMAT_ICC |
             AE_FORMAT_EXIF | AE_FORMAT_XMP | AE_FORMAT_RESOLUTION,
    .sniff = jpeg_sniff,
    .reader_size = sizeof(JpegReader),
    .next = jpeg_next,
    .read_row = jpeg_read_row,
    .close = jpeg_close,
    .writer_size = sizeof(JpegWriter),
    .options = jpeg_options,
    .write = jpeg_write,
};
