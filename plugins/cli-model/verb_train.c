/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/train.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_train;

static char *data, *output;
static gboolean resume, quiet;
static const GOptionEntry entries[] = {
    {"data", 0, 0, G_OPTION_ARG_FILENAME, &data, "folder of the training data, instead of the recipe's", "DIR"},
    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "the model file (NAME.safetensors)", "MODEL"},
    {"resume", 0, 0, G_OPTION_ARG_NONE, &resume, "go on from MODEL.checkpoint", NULL},
    {"quiet", 'q', 0, G_OPTION_ARG_NONE, &quiet, "no progress line", NULL},
    {NULL}};

static volatile sig_atomic_t caught;

static void catch_signal(int number) { caught = number; }
static gboolean was_caught(gpointer user_data) { return caught != 0; }

/* The first signal ends the run with a checkpoint, the second one kills. */
static void catch_signals(void) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND}, before;
    sigaction(numbers[i], NULL, &before);
    if (before.sa_handler != SIG_IGN)
      sigaction(numbers[i], &action, NULL);
  }
}

static char *time_text(double seconds) {
  guint s = (guint)CLAMP(seconds, 0, 1e8);
  return s >= 3600 ? g_strdup_printf("%u h %02u min", s / 3600, s / 60 % 60)
                   : g_strdup_printf("%u min %02u s", s / 60, s % 60);
}

/* A line that writes over itself on a terminal, and a line a minute in a log. */
static void show(const AeTrainProgress *p, gpointer user_data) {
  gint64 *next = user_data, now = g_get_monotonic_time();
  gboolean terminal = isatty(STDERR_FILENO), last = p->step == p->steps;
  if (now < *next && !last)
    return;
  *next = now + (terminal ? 1 : 60) * G_USEC_PER_SEC;
  g_autofree char *left = time_text(p->seconds_left);
  g_autofree char *quality = p->psnr > 0       ? g_strdup_printf(", %.2f dB", p->psnr)
                             : p->accuracy > 0 ? g_strdup_printf(", %.2f %% right", 100 * p->accuracy)
                                               : g_strdup("");
  fprintf(stderr,
          "%saemodel: step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", loss %.5f%s, %.2f Mpx/s, %s left%s%s",
          terminal ? "\r" : "", p->step, p->steps, p->loss, quality, p->pixels_per_second / 1e6, left,
          terminal ? "\033[K" : "", terminal && !last ? "" : "\n");
}

static void warn(const char *text, gpointer user_data) {
  g_autofree char *line = g_strconcat("warning: ", text, NULL);
  say(line);
}

static int train_run(char **words) {
  GError *error = NULL;
  gint64 next = 0;
  gboolean told_elsewhere = FALSE;
  if (!verb_parse(&verb_train, entries, words, 1, -1, &error))
    return say_error(error);
  AeTrainOptions options = {.recipe = words[1],
                            .overrides = (const char *const *)words + 2,
                            .data = data,
                            .output = output,
                            .resume = resume,
                            .progress = quiet ? NULL : show,
                            .stop = was_caught,
                            .warn = warn,
                            .user_data = &next,
                            .told_elsewhere = &told_elsewhere};
  catch_signals();
  if (ae_train_run(&options, &error))
    return 0;
  gboolean stopped = caught && g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED);
  if (!quiet && isatty(STDERR_FILENO))
    fputc('\n', stderr);
  int status = told_elsewhere ? pass_error(error) : say_error(error);
  if (stopped) {
    signal(caught, SIG_DFL);
    raise(caught);
  }
  return status;
}

const Verb verb_train = {"train", "RECIPE [KEY=VALUE]... [--data DIR] [-o MODEL] [--resume]",
                         "trains the network of a recipe", train_run};
