/* SPDX-License-Identifier: LGPL-3.0-or-later */
#ifndef AE_STAGE_NOTE_H
#define AE_STAGE_NOTE_H

#include <aefilter/stage.h>

G_BEGIN_DECLS

/* A line for whoever runs the stage, as by printf; nothing where settings->note is NULL. level: as in AeSettings. The
 * format is a literal, which translators find (po/POTFILES; aefilter/language.h). */
void ae_stage_note(const AeSettings *settings, int level, const char *format, ...) G_GNUC_PRINTF(3, 4);

G_END_DECLS
#endif
