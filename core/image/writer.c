/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/formats.h"

#include "base/checked.h"
#include "image/adapt.h"

#include <string.h>

gboolean ae_writer_fail(const AeWriter *writer, GError **error, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: %s", ae_sink_name(writer->sink), text);
  return FALSE;
}

static void writer_free(AeWriter *writer) {
  if (writer->state) {
    if (writer->format->destroy)
      writer->format->destroy(writer);
    ae_options_clear(ae_format_options(writer->format), writer->state);
  }
  ae_free(writer->state);
  g_free(writer);
}

static gboolean set_options(AeWriter *writer, const char *const *options, GError **error) {
  const AeOption *rows = ae_format_options(writer->format);
  g_autofree char *owner = g_strdup_printf("format %s", writer->format->name);
  ae_options_init(rows, writer->state);
  for (; options && *options; options++) {
    const char *equals = strchr(*options, '=');
    if (!equals) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: \"%s\" is not KEY=VALUE", owner, *options);
      return FALSE;
    }
    g_autofree char *key = g_strndup(*options, (gsize)(equals - *options));
    if (!ae_option_set(rows, writer->state, owner, key, equals + 1, error))
      return FALSE;
  }
  return TRUE;
}

static AeWriter *writer_open(const char *path, const AeFormat *format, const char *const *options, const AeReader *like,
                             gboolean alone, GError **error) {
  if (!format->write) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s can be read but not written", path, format->name);
    return NULL;
  }
  AeWriter *writer = g_new0(AeWriter, 1);
  writer->format = format;
  writer->state = ae_alloc(1, MAX(format->writer_size, 1), path, error);
  if (!writer->state || !set_options(writer, options, error))
    goto fail;
  writer->sink = alone ? ae_sink_new_alone(path, error) : ae_sink_new(path, error);
  if (!writer->sink)
    goto fail;
  if (like && like->format != format)
    like = NULL;
  if (format->create && !format->create(writer, like, error))
    goto fail;
  return writer;

fail:
  ae_writer_abort(writer);
  return NULL;
}

AeWriter *ae_writer_open(const char *path, const AeFormat *format, const char *const *options, const AeReader *like,
                         GError **error) {
  return writer_open(path, format, options, like, FALSE, error);
}

AeWriter *ae_writer_open_alone(const char *path, const AeFormat *format, const char *const *options,
                               const AeReader *like, GError **error) {
  return writer_open(path, format, options, like, TRUE, error);
}

static gboolean holds(const AeFormat *format, const AeImageInfo *info) {
  if (format->flags & AE_FORMAT_VECTORS && info->height != 1)
    return FALSE;
  return (format->samples >> info->sample & 1) && (format->channels >> info->channels & 1);
}

static gboolean holds_several(const AeFormat *format, const AeImageInfo *info) {
  return holds(format, info) && !(format->flags & (AE_FORMAT_ONE | AE_FORMAT_ONE_A_FILE));
}

static const char *const channel_names[] = {"no channels", "grey", "grey with alpha", "RGB", "RGB with alpha"};

static gboolean check(const AeWriter *writer, const AeImageInfo *info, GError **error) {
  const AeFormat *format = writer->format;
  if (info->channels < 1 || info->channels > 4)
    return ae_writer_fail(writer, error, "%u channels", info->channels);
  if (format->flags & AE_FORMAT_VECTORS && info->height != 1)
    return ae_writer_fail(writer, error, "%s holds codes, not pictures of %u x %u pixels", format->name, info->width,
                          info->height);
  if (!holds(format, info)) {
    g_autofree char *others = ae_formats_that(holds, info);
    return ae_writer_fail(writer, error, "%s cannot hold %s samples of %s; these formats can: %s", format->name,
                          ae_sample_name(info->sample), channel_names[info->channels], others);
  }
  gboolean one =
      format->flags & AE_FORMAT_ONE || (format->flags & AE_FORMAT_ONE_A_FILE && ae_sink_is_file(writer->sink));
  if (one && writer->pictures > 0) {
    g_autofree char *others = ae_formats_that(holds_several, info);
    return ae_writer_fail(writer, error, "%s holds one picture; these formats hold several: %s", format->name, others);
  }
  return TRUE;
}

static AeRows *adapt(const AeFormat *format, AeRows *rows) {
  if (rows->info.premultiplied && !(format->flags & AE_FORMAT_PREMULTIPLIED))
    rows = ae_rows_unpremultiply(rows);
  if (!(format->flags & AE_FORMAT_MAXVAL))
    rows = ae_rows_full_range(rows);
  return rows;
}

gboolean ae_writer_write(AeWriter *writer, AeRows *rows, GError **error) {
  gboolean done = check(writer, &rows->info, error);
  if (done) {
    rows = adapt(writer->format, rows);
    done = writer->format->write(writer, rows, error);
  }
  ae_rows_free(rows);
  writer->pictures++;
  return done;
}

gboolean ae_writer_close(AeWriter *writer, GError **error) {
  if (writer->format->finish && !writer->format->finish(writer, error)) {
    ae_writer_abort(writer);
    return FALSE;
  }
  AeSink *sink = g_steal_pointer(&writer->sink);
  writer_free(writer);
  return ae_sink_close(sink, error);
}

void ae_writer_abort(AeWriter *writer) {
  if (!writer)
    return;
  AeSink *sink = writer->sink;
  writer_free(writer);
  ae_sink_abort(sink);
}
