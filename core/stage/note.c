/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/note.h"

void ae_stage_note(const AeSettings *settings, int level, const char *format, ...) {
  if (!settings->note)
    return;
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  settings->note(level, text, settings->note_data);
}
