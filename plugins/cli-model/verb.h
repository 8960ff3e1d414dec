/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aemodel can do. A verb is one file verb_NAME.c that ends in one exported const Verb, and one row in verbs.c. */
#ifndef CLI_MODEL_VERB_H
#define CLI_MODEL_VERB_H

#include <aefilter/option.h>

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *usage; /* what follows the name: "MODEL [--diagram]" */
  const char *help;  /* one line */
  /* words: "aemodel NAME" and what stood behind it, NULL-ended; run may take words out, and frees none. Returns the
   * exit status. */
  int (*run)(char **words);
  char *(*details)(void); /* what --help says below the options; g_free. NULL: nothing */
} Verb;

const Verb *const *verbs(void); /* NULL-ended */
const Verb *verb_by_name(const char *name, GError **error);

/* Takes the options out of words and checks that from min to max of them are left behind words[0]; max -1: any number.
 * --help prints the verb's help and exits with 0. Errors are AE_ERROR_USAGE. */
gboolean verb_parse(const Verb *verb, const GOptionEntry *entries, char **words, int min, int max, GError **error);

/* A line for each key: "  KEY=RANGE  HELP". */
void verb_append_options(GString *text, const AeOption *rows);

char *verbs_help(void); /* g_free */

G_END_DECLS
#endif
