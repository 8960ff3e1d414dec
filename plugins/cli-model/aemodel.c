/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* aemodel: trains, measures and describes models. What it can do is in verbs.c; the work is in the library. */
#include <locale.h>
#include <string.h>

#include "say.h"
#include "verb.h"

static int help(int status) {
  g_autofree char *text = verbs_help();
  if (status == 0)
    return say_text(text);
  g_printerr("%s", text);
  return status;
}

static int run(const char *name, char **words) {
  GError *error = NULL;
  const Verb *verb = verb_by_name(name, &error);
  if (!verb)
    return say_error(error);
  g_autofree char *program = g_strconcat("aemodel ", name, NULL);
  words[0] = program;
  return verb->run(words);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  if (argc < 2)
    return help(2);
  if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
    return help(0);
  if (!strcmp(argv[1], "--version"))
    return say_text("aemodel " AEFILTER_VERSION "\n");
  return run(argv[1], argv + 1);
}
