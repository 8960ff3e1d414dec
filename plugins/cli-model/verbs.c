/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The table of verbs: a new one is a file verb_NAME.c and a row here. */
#include <string.h>

#include "verb.h"

extern const Verb verb_attribute, verb_card, verb_eval, verb_export, verb_fit, verb_info, verb_pca, verb_plot,
    verb_text, verb_train;

static const Verb *const table[] = {&verb_train, &verb_pca,  &verb_eval,   &verb_info, &verb_fit, &verb_attribute,
                                    &verb_plot,  &verb_text, &verb_export, &verb_card, NULL};

const Verb *const *verbs(void) { return table; }

const Verb *verb_by_name(const char *name, GError **error) {
  const char *names[G_N_ELEMENTS(table)] = {NULL};
  for (guint i = 0; table[i]; i++) {
    if (!strcmp(table[i]->name, name))
      return table[i];
    names[i] = table[i]->name;
  }
  const char *near = ae_nearest_name(name, names);
  g_autofree char *hint = near ? g_strdup_printf("did you mean \"%s\"? ", near) : g_strdup("");
  g_autofree char *all = g_strjoinv(", ", (char **)names);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no verb \"%s\"; %sVerbs: %s", name, hint, all);
  return NULL;
}

/* GLib's errors become ours: all of them are mistakes in the command line. */
static gboolean parse_options(GOptionContext *context, char **words, GError **error) {
  g_autoptr(GError) cause = NULL;
  int n = (int)g_strv_length(words);
  if (g_option_context_parse(context, &n, &words, &cause))
    return TRUE;
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, cause->message);
  return FALSE;
}

gboolean verb_parse(const Verb *verb, const GOptionEntry *entries, char **words, int min, int max, GError **error) {
  g_autoptr(GOptionContext) context = g_option_context_new(verb->usage);
  g_autofree char *details = verb->details ? verb->details() : NULL;
  g_option_context_set_summary(context, verb->help);
  g_option_context_set_description(context, details);
  if (entries)
    g_option_context_add_main_entries(context, entries, NULL);
  g_set_prgname(words[0]);
  if (!parse_options(context, words, error))
    return FALSE;
  int given = (int)g_strv_length(words) - 1;
  if (given >= min && (max < 0 || given <= max))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s; usage: %s %s",
              given < min ? "something is missing" : "too many words", words[0], verb->usage);
  return FALSE;
}

void verb_append_options(GString *text, const AeOption *rows) {
  for (; rows->name; rows++) {
    g_autofree char *range = ae_option_range(rows);
    g_string_append_printf(text, "  %s=%s  %s\n", rows->name, range, rows->help);
  }
}

char *verbs_help(void) {
  GString *text = g_string_new("usage: aemodel VERB ...\n\n");
  for (const Verb *const *verb = table; *verb; verb++)
    g_string_append_printf(text, "  aemodel %s %s\n      %s\n", (*verb)->name, (*verb)->usage, (*verb)->help);
  g_string_append(text, "\naemodel VERB --help tells more.\n");
  return g_string_free(text, FALSE);
}
