/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "texts.h"

#include <aefilter/language.h>
#include <libintl.h>

/* Once it is bound. */
static const char *translate(const char *text) { return g_dgettext(AE_TEXTS_DOMAIN, text); }

static gpointer bind(gpointer data) {
  const char *own = g_getenv("AEFILTER_LOCALE");
  char *folder = g_strdup(own && *own ? own : AE_LOCALE_DIR);
  bindtextdomain(AE_TEXTS_DOMAIN, folder);
  bind_textdomain_codeset(AE_TEXTS_DOMAIN, "UTF-8");
  ae_language_set(translate);
  return folder;
}

const char *ae_texts_folder(void) {
  static GOnce once = G_ONCE_INIT;
  return g_once(&once, bind, NULL);
}

const char *ae_texts_get(const char *text) {
  ae_texts_folder();
  return *text ? translate(text) : text;
}

const char *ae_texts_plural(const char *one, const char *many, guint n) {
  ae_texts_folder();
  return g_dngettext(AE_TEXTS_DOMAIN, one, many, n);
}
