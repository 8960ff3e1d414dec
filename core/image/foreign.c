/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Names for files that we cannot read, so that the message can say what they are. */
#include "image/formats.h"

#include <string.h>

typedef struct {
  guint offset;
  const char *magic;
  guint length;
  const char *name;
} Foreign;

#define MAGIC(text) text, sizeof(text) - 1

static const Foreign foreigners[] = {
    {0, MAGIC("GIF8"), "a GIF"},
    {0, MAGIC("BM"), "a BMP"},
    {4, MAGIC("ftypavif"), "an AVIF"},
    {4, MAGIC("ftypheic"), "a HEIC"},
    {4, MAGIC("ftypmif1"), "a HEIF"},
    {4, MAGIC("ftypcrx"), "a camera raw file (CR3)"},
    {4, MAGIC("ftyp"), "an MP4 video"},
    {0, MAGIC("\xff\x0a"), "a JPEG XL"},
    {0, MAGIC("\0\0\0\x0cJXL "), "a JPEG XL"},
    {0, MAGIC("\0\0\0\x0cjP  "), "a JPEG 2000"},
    {0, MAGIC("RIFF"), "a RIFF file"},
    {0, MAGIC("8BPS"), "a Photoshop document"},
    {0, MAGIC("gimp xcf"), "a GIMP document"},
    {0, MAGIC("%PDF"), "a PDF"},
    {0, MAGIC("\x76\x2f\x31\x01"), "an OpenEXR"},
    {0, MAGIC("#?RADIANCE"), "a Radiance HDR"},
    {0, MAGIC("FUJIFILM"), "a camera raw file (RAF)"},
    {0, MAGIC("\x1a\x45\xdf\xa3"), "a Matroska video"},
    {0, MAGIC("<svg"), "an SVG"},
    {0, MAGIC("<?xml"), "an XML file"},
    {0, MAGIC("<!DOCTYPE"), "an HTML page"},
    {0, MAGIC("<html"), "an HTML page"},
};

const char *ae_foreign_sniff(const guint8 *head, gsize n) {
  for (guint i = 0; i < G_N_ELEMENTS(foreigners); i++) {
    const Foreign *foreign = &foreigners[i];
    if (n >= foreign->offset + foreign->length && !memcmp(head + foreign->offset, foreign->magic, foreign->length))
      return foreign->name;
  }
  return NULL;
}
