/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "image/y4m_header.h"

#include <string.h>

static const AeY4mChroma chromas[] = {
    {"420jpeg", FALSE, AE_CHROMA_CENTRE, AE_CHROMA_CENTRE},   {"420", FALSE, AE_CHROMA_CENTRE, AE_CHROMA_CENTRE},
    {"420mpeg2", FALSE, AE_CHROMA_COSITED, AE_CHROMA_CENTRE}, {"420paldv", FALSE, AE_CHROMA_COSITED, AE_CHROMA_COSITED},
    {"422", FALSE, AE_CHROMA_COSITED, AE_CHROMA_FULL},        {"444", FALSE, AE_CHROMA_FULL, AE_CHROMA_FULL},
    {"mono", TRUE, AE_CHROMA_FULL, AE_CHROMA_FULL},
};

const AeY4mChroma *ae_y4m_chroma_by_name(const char *name) {
  for (guint i = 0; i < G_N_ELEMENTS(chromas); i++)
    if (!strcmp(chromas[i].name, name))
      return &chromas[i];
  return NULL;
}

static char *parse_size(const char *word, guint32 *size) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(word + 1, 10, 1, G_MAXINT32, &number, NULL))
    return g_strdup_printf("the parameter %s is no good size", word);
  *size = (guint32)number;
  return NULL;
}

static char *parse_word(AeY4mHeader *header, const char *word) {
  if (word[0] == 'W')
    return parse_size(word, &header->width);
  if (word[0] == 'H')
    return parse_size(word, &header->height);
  if (word[0] == 'C') {
    header->chroma = ae_y4m_chroma_by_name(word + 1);
    return header->chroma
               ? NULL
               : g_strdup_printf(
                     "the colour format %s is not supported; convert it to C420jpeg, C422 or C444 of 8 bits", word);
  }
  if (!strcmp(word, "XCOLORRANGE=FULL"))
    header->full_range = TRUE;
  return NULL;
}

char *ae_y4m_header_parse(AeY4mHeader *header, const char *line) {
  memset(header, 0, sizeof *header);
  header->chroma = &chromas[0];
  if (!g_str_is_ascii(line))
    return g_strdup("the header line is no text");
  header->words = g_strsplit(line, " ", -1);
  for (char **word = header->words; *word; word++) {
    char *wrong = parse_word(header, *word);
    if (wrong)
      return wrong;
  }
  if (header->width == 0 || header->height == 0)
    return g_strdup("the header line has no W or no H");
  return NULL;
}

char *ae_y4m_header_text(const AeY4mHeader *header) {
  g_autoptr(GString) text = g_string_new("YUV4MPEG2");
  gboolean named = header->chroma == &chromas[0];
  for (char **word = header->words; *word; word++) {
    if (**word == 'W')
      g_string_append_printf(text, " W%u", header->width);
    else if (**word == 'H')
      g_string_append_printf(text, " H%u", header->height);
    else if (**word == 'C')
      g_string_append_printf(text, " C%s", header->chroma->name);
    else
      g_string_append_printf(text, " %s", *word);
    named |= **word == 'C';
  }
  if (!named)
    g_string_append_printf(text, " C%s", header->chroma->name);
  return g_string_free(g_steal_pointer(&text), FALSE);
}

guint8 ae_y4m_header_kind(const AeY4mHeader *header) {
  return (guint8)(2 * (header->chroma - chromas) + (header->full_range ? 1 : 0));
}

gsize ae_y4m_chroma_width(const AeY4mHeader *header) { return ae_chroma_count(header->chroma->across, header->width); }
gsize ae_y4m_chroma_height(const AeY4mHeader *header) { return ae_chroma_count(header->chroma->down, header->height); }
