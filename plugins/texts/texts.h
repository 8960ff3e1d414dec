/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What hosts show, in the user's language: GNU gettext, the domain "aefilter", the catalogues of po/. Where there is no
 * translation, or the build is without (-Dnls=disabled), a text is given back as it is. The core's own texts, and with
 * them the programs, stay English: the texts of option rows are translated here, where they are shown, and po/rows.h
 * lists them for the translators. Names of procedures, arguments and properties are never translated.
 *
 *     #define AE_NO_LAYER N_("There is no such layer.")   // seen by xgettext, translated later
 *     gtk_label_set_text(label, _(AE_NO_LAYER));
 *
 * $AEFILTER_LOCALE, where it is set, is the folder of the catalogues (LANGUAGE/LC_MESSAGES/aefilter.mo) instead of the
 * one that was built for. */
#ifndef AE_TEXTS_H
#define AE_TEXTS_H

#include <aefilter/option.h>

G_BEGIN_DECLS

#define AE_TEXTS_DOMAIN "aefilter"

#define _(text) ae_text(text)
#define N_(text) text

/* Not to be freed; "" stays "". */
const char *ae_text(const char *text) G_GNUC_FORMAT(1);
const char *ae_text_plural(const char *one, const char *many, guint n) G_GNUC_FORMAT(1) G_GNUC_FORMAT(2);

/* The folder of the catalogues; NULL: there are none. */
const char *ae_texts_folder(void);

/* "take the noise out" -> "Take the noise out", before it is translated: ASCII. g_free. */
char *ae_text_capitalised(const char *text);

/* Of a row, translated; g_free. */
char *ae_text_label(const AeOption *row);     /* "Noise level" */
char *ae_text_automatic(const AeOption *row); /* "Automatic noise level": of the switch of a row that may be auto */
char *ae_text_help(const AeOption *row);      /* "Standard deviation of the noise, measured if auto" */

G_END_DECLS
#endif
