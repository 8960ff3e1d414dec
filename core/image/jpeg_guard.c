/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/jpeg_guard.h"

#include <jerror.h>
#include <string.h>

static AeJpegGuard *guard_of(j_common_ptr cinfo) { return (AeJpegGuard *)cinfo->err; }

static const char *hint(int code) {
  if (code == JERR_BAD_PRECISION)
    return ": only 8-bit JPEG is supported; convert it to a 16-bit PNG or TIFF first";
  return "";
}

static void on_error(j_common_ptr cinfo) {
  AeJpegGuard *guard = guard_of(cinfo);
  char text[JMSG_LENGTH_MAX];
  /* An input or output error came first and says more. */
  if (!guard->error) {
    guard->manager.format_message(cinfo, text);
    g_set_error(&guard->error, AE_ERROR, AE_ERROR_FORMAT, "%s: JPEG: %s%s", guard->name, text,
                hint(guard->manager.msg_code));
  }
  longjmp(guard->jump, 1);
}

/* Level -1 is a warning. Most are about data that is not there or makes no sense; these few leave the picture whole. */
static void on_message(j_common_ptr cinfo, int level) {
  static const int harmless[] = {JWRN_ADOBE_XFORM, JWRN_JFIF_MAJOR, JWRN_BOGUS_ICC};
  if (level >= 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS(harmless); i++)
    if (cinfo->err->msg_code == harmless[i])
      return;
  on_error(cinfo);
}

static void on_output(j_common_ptr cinfo) {}

struct jpeg_error_mgr *ae_jpeg_guard_init(AeJpegGuard *guard, const char *name) {
  jpeg_std_error(&guard->manager);
  guard->manager.error_exit = on_error;
  guard->manager.emit_message = on_message;
  guard->manager.output_message = on_output;
  guard->name = name;
  return &guard->manager;
}

enum { BUFFER = 4096 };

typedef struct {
  struct jpeg_source_mgr manager;
  AeSource *source;
  gsize loaded; /* bytes in buffer, looked at in the source but not consumed there */
  guint8 buffer[BUFFER];
} Input;

static void on_init_source(j_decompress_ptr cinfo) {}
static void on_term_source(j_decompress_ptr cinfo) {}

/* Moves the source on by what libjpeg has used. */
static gboolean settle(Input *input, gsize unused, GError **error) {
  gsize used = input->loaded - unused;
  input->loaded = 0;
  input->manager.bytes_in_buffer = 0;
  input->manager.next_input_byte = input->buffer;
  return ae_source_read_all(input->source, input->buffer, used, error);
}

/* libjpeg calls this when it has used all; the manager's own pointers need not say so. */
static boolean on_fill(j_decompress_ptr cinfo) {
  Input *input = (Input *)cinfo->src;
  AeJpegGuard *guard = guard_of((j_common_ptr)cinfo);
  const guint8 *data;
  gsize got;
  if (!settle(input, 0, &guard->error) || !ae_source_peek(input->source, BUFFER, &data, &got, &guard->error))
    longjmp(guard->jump, 1);
  if (got == 0) {
    g_set_error(&guard->error, AE_ERROR, AE_ERROR_FORMAT, "%s: the file ends too early, at byte %" G_GUINT64_FORMAT,
                guard->name, ae_source_tell(input->source));
    longjmp(guard->jump, 1);
  }
  memcpy(input->buffer, data, got);
  input->manager.next_input_byte = input->buffer;
  input->manager.bytes_in_buffer = input->loaded = got;
  return TRUE;
}

static void on_skip(j_decompress_ptr cinfo, long n) {
  struct jpeg_source_mgr *manager = cinfo->src;
  for (gsize left = n > 0 ? (gsize)n : 0; left > 0;) {
    gsize step = MIN(left, manager->bytes_in_buffer);
    manager->next_input_byte += step;
    manager->bytes_in_buffer -= step;
    left -= step;
    if (left > 0)
      on_fill(cinfo);
  }
}

void ae_jpeg_set_source(j_decompress_ptr cinfo, AeSource *source) {
  Input *input = (Input *)cinfo->mem->alloc_small((j_common_ptr)cinfo, JPOOL_PERMANENT, sizeof *input);
  memset(input, 0, sizeof *input);
  input->manager.init_source = on_init_source;
  input->manager.fill_input_buffer = on_fill;
  input->manager.skip_input_data = on_skip;
  input->manager.resync_to_restart = jpeg_resync_to_restart;
  input->manager.term_source = on_term_source;
  input->source = source;
  cinfo->src = &input->manager;
}

gboolean ae_jpeg_settle_source(j_decompress_ptr cinfo, GError **error) {
  return settle((Input *)cinfo->src, cinfo->src->bytes_in_buffer, error);
}

typedef struct {
  struct jpeg_destination_mgr manager;
  AeSink *sink;
  guint8 buffer[BUFFER];
} Output;

static void on_init_destination(j_compress_ptr cinfo) {
  Output *output = (Output *)cinfo->dest;
  output->manager.next_output_byte = output->buffer;
  output->manager.free_in_buffer = BUFFER;
}

static void send(j_compress_ptr cinfo, gsize n) {
  Output *output = (Output *)cinfo->dest;
  AeJpegGuard *guard = guard_of((j_common_ptr)cinfo);
  if (!ae_sink_write(output->sink, output->buffer, n, &guard->error))
    longjmp(guard->jump, 1);
  on_init_destination(cinfo);
}

/* libjpeg's rule: the whole buffer is to be written, whatever free_in_buffer says. */
static boolean on_empty(j_compress_ptr cinfo) {
  send(cinfo, BUFFER);
  return TRUE;
}

static void on_term_destination(j_compress_ptr cinfo) { send(cinfo, BUFFER - cinfo->dest->free_in_buffer); }

void ae_jpeg_set_sink(j_compress_ptr cinfo, AeSink *sink) {
  Output *output = (Output *)cinfo->mem->alloc_small((j_common_ptr)cinfo, JPOOL_PERMANENT, sizeof *output);
  memset(output, 0, sizeof *output);
  output->manager.init_destination = on_init_destination;
  output->manager.empty_output_buffer = on_empty;
  output->manager.term_destination = on_term_destination;
  output->sink = sink;
  cinfo->dest = &output->manager;
}
