/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "texts.h"

#include <string.h>

/* As core/stage/stage_keys.c writes it for each attribute of a model. */
#define OF_ATTRIBUTE N_("Attribute %s of the model: 1 puts on as much as is usual, -1 takes it off")

char *ae_texts_capitalised(const char *text) {
  char first[7] = {0};
  gunichar letter = g_utf8_get_char_validated(text, -1);
  if (!*text || letter == (gunichar)-1 || letter == (gunichar)-2)
    return g_strdup(text);
  g_unichar_to_utf8(g_unichar_toupper(letter), first);
  return g_strconcat(first, g_utf8_next_char(text), NULL);
}

char *ae_texts_label(const AeOption *row) {
  g_autofree char *label = ae_option_label(row);
  return g_strdup(_(label));
}

char *ae_texts_automatic(const AeOption *row) {
  g_autofree char *label = ae_option_label(row);
  if (!g_ascii_isupper(label[1])) /* "Noise level", but "JPEG quality" */
    label[0] = g_ascii_tolower(label[0]);
  g_autofree char *text = g_strconcat("Automatic ", label, NULL);
  return g_strdup(_(text));
}

char *ae_texts_help(const AeOption *row) {
  g_autofree char *help = ae_texts_capitalised(row->help);
  g_autofree char *of_attribute = g_strdup_printf(OF_ATTRIBUTE, row->name);
  if (strcmp(help, of_attribute) != 0)
    return g_strdup(_(help));
  /* In English the name, as it was before, in other languages the word for it. */
  g_autofree char *label = ae_option_label(row);
  return g_strdup_printf(_(OF_ATTRIBUTE), strcmp(_(label), label) ? _(label) : row->name);
}
