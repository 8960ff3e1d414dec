/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/note.h"

#include <aefilter/language.h>

typedef const char *(*Translate)(const char *text);

static Translate translation;

void ae_language_set(Translate translate) { g_atomic_pointer_set(&translation, translate); }

void ae_stage_note(const AeSettings *settings, int level, const char *format, ...) {
  Translate translate = g_atomic_pointer_get(&translation);
  if (!settings->note)
    return;
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(translate ? translate(format) : format, args);
  va_end(args);
  settings->note(level, text, settings->note_data);
}
