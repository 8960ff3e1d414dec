/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The language in which stages tell what they find (AeSettings.note). It is English, whatever the locale, unless a host
 * gives a translation, as the GIMP plug-in does; what goes wrong (GError) is told in English always. */
#ifndef AEFILTER_LANGUAGE_H
#define AEFILTER_LANGUAGE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* translate is given a text with printf's directives and answers one with the same, which lives on: gettext's way. It
 * is called from any thread that runs a chain. NULL: English again. For the whole process. */
AE_API void ae_language_set(const char *(*translate)(const char *text));

G_END_DECLS
#endif
