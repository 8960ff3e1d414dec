/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What hosts show, in the user's language: GNU gettext, the domain "aefilter", the catalogues of po/. Where there is no
 * translation, or the build is without (-Dnls=disabled), a text is given back as it is. The core's own texts, and with
 * them the programs, stay English: the texts of option rows are translated here, where they are shown (po/rows.h lists
 * them for the translators), and what stages note is translated for who asks for it (aefilter/language.h). Names of
 * procedures, arguments and properties are never translated.
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

#define _(text) ae_texts_get(text)
#define N_(text) text

/* Not to be freed; "" stays "". */
const char *ae_texts_get(const char *text) G_GNUC_FORMAT(1);
const char *ae_texts_plural(const char *one, const char *many, guint n) G_GNUC_FORMAT(1) G_GNUC_FORMAT(2);

/* The folder of the catalogues; NULL: there are none. */
const char *ae_texts_folder(void);

/* "take the noise out" -> "Take the noise out"; g_free. What is no UTF-8 stays as it is. */
char *ae_texts_capitalised(const char *text);

/* Of a row, translated; g_free. */
char *ae_texts_label(const AeOption *row);     /* "Noise level" */
char *ae_texts_automatic(const AeOption *row); /* "Automatic noise level": of the switch of a row that may be auto */
char *ae_texts_help(const AeOption *row);      /* "Standard deviation of the noise, measured if auto" */

G_END_DECLS
#endif
