/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "texts.h"

#include <libintl.h>

static gpointer bind(gpointer data) {
  const char *own = g_getenv("AEFILTER_LOCALE");
  char *folder = g_strdup(own && *own ? own : AE_LOCALE_DIR);
  bindtextdomain(AE_TEXTS_DOMAIN, folder);
  bind_textdomain_codeset(AE_TEXTS_DOMAIN, "UTF-8");
  return folder;
}

const char *ae_texts_folder(void) {
  static GOnce once = G_ONCE_INIT;
  return g_once(&once, bind, NULL);
}

const char *ae_text(const char *text) {
  ae_texts_folder();
  return *text ? g_dgettext(AE_TEXTS_DOMAIN, text) : text;
}

const char *ae_text_plural(const char *one, const char *many, guint n) {
  ae_texts_folder();
  return g_dngettext(AE_TEXTS_DOMAIN, one, many, n);
}
