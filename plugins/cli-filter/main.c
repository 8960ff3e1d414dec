/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* aefilter: puts pictures through a chain of stages. The options are in args.c, the texts in help.c, the work in the
 * library. */
#include "doctor.h"
#include "help.h"
#include "run.h"
#include "talk.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>

static int print(char *text, GError *error) {
  if (!text) {
    talk_error(error);
    return run_status(error);
  }
  if (fputs(text, stdout) >= 0 && !fflush(stdout))
    return 0;
  fprintf(stderr, "aefilter: standard output: %s\n", g_strerror(errno));
  return 1;
}

static int act(const Args *args) {
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  gboolean well = TRUE;
  switch (args->action) {
  case ARGS_HELP:
    text = help_text(args->topic, &error);
    break;
  case ARGS_LIST:
    text = help_list(args->topic);
    break;
  case ARGS_VERSION:
    text = g_strdup("aefilter " AEFILTER_VERSION "\n");
    break;
  case ARGS_DOCTOR:
    text = doctor_report(&well);
    break;
  case ARGS_RUN:
    return run_args(args);
  }
  int status = print(text, error);
  return well ? status : 1;
}

int main(int argc, char **argv) {
  g_autoptr(GError) error = NULL;
  Args args;
  setlocale(LC_ALL, "");
  gboolean good = args_parse(&args, argv, &error);
  if (!good)
    talk_error(error);
  int status = good ? act(&args) : run_status(error);
  args_clear(&args);
  return status;
}
