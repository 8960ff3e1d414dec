/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "run.h"

#include "shard_env.h"
#include "talk.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

int run_status(const GError *error) { return g_error_matches(error, AE_ERROR, AE_ERROR_USAGE) ? 2 : 1; }

/* --- Signals --- */

static volatile sig_atomic_t caught;

/* The second one kills, as where we hang in a read. */
static void catch_signal(int number) { caught = number; }

/* With a file in the making we end in order, and it is removed; with standard output there is nothing to remove. */
static void catch_signals(const Args *args) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  if (!strcmp(args->output, "-"))
    return;
  for (guint i = 0; i < G_N_ELEMENTS(numbers); i++) {
    struct sigaction action = {.sa_handler = catch_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND}, before;
    sigaction(numbers[i], NULL, &before);
    if (before.sa_handler != SIG_IGN) /* nohup */
      sigaction(numbers[i], &action, NULL);
  }
}

static gboolean go_on(double fraction, gpointer data) { return !caught; }

static void die_of(int number) {
  signal(number, SIG_DFL);
  raise(number);
}

/* --- Checks that need a look around --- */

static gboolean refuse(GError **error, const char *text) {
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, text);
  return FALSE;
}

static gboolean check_terminals(const Args *args, const AeChain *chain, GError **error) {
  for (guint i = 0; ae_chain_in(chain) != AE_KIND_NOTHING && i + 1 < args->inputs->len; i++)
    if (!strcmp(args->inputs->pdata[i], "-") && isatty(STDIN_FILENO))
      return refuse(error, "standard input is a terminal; give -i FILE or < FILE (aefilter --help tells more)");
  if (!strcmp(args->output, "-") && isatty(STDOUT_FILENO))
    return refuse(error, "standard output is a terminal, no place for a picture; give -o FILE or > FILE");
  return TRUE;
}

/* "aefilter denoise in.png": a file stands where a stage is expected. */
static gboolean hint_at_file(const Args *args, GError **error) {
  for (guint i = 0; i + 1 < args->words->len; i++) {
    const char *word = args->words->pdata[i];
    if (strchr(word, '=') || ae_stage_by_name(word, NULL) || !g_file_test(word, G_FILE_TEST_EXISTS))
      continue;
    g_autofree char *shown = g_filename_display_name(word);
    g_clear_error(error);
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no stage \"%s\"; did you mean -i %s?", shown, shown);
    return TRUE;
  }
  return FALSE;
}

static AeChain *parse_chain(const Args *args, GError **error) {
  if (args->words->len == 1) {
    refuse(error, "no stage is given (aefilter --help tells more)");
    return NULL;
  }
  AeChain *chain = ae_chain_parse((const char *const *)args->words->pdata, error);
  if (!chain)
    hint_at_file(args, error);
  return chain;
}

/* --- The run --- */

/* Standard input is the default of chains that take something. */
static const char *const *inputs_of(const Args *args, const AeChain *chain) {
  static const char *const none[] = {NULL};
  gboolean reads = args->input_given || ae_chain_in(chain) != AE_KIND_NOTHING;
  return reads ? (const char *const *)args->inputs->pdata : none;
}

static gboolean find_shard(const Args *args, Talk *talk, AeBatch *batch, GError **error) {
  batch->shard = args->shard;
  batch->shards = args->shards;
  if (!args->shard_auto)
    return TRUE;
  g_auto(GStrv) env = g_get_environ();
  g_autofree char *found = NULL;
  if (!shard_env_read(env, args->shards, &batch->shard, &batch->shards, &found, error))
    return FALSE;
  talk_message(AE_TELL_DETAIL, found, talk);
  return TRUE;
}

static gboolean run_chain(const Args *args, Talk *talk, AeChain *chain, AeBatchResult *result, GError **error) {
  AeSettings settings = args->settings;
  settings.progress = go_on;
  settings.note = talk_note;
  settings.note_data = talk;
  AeBatch batch = {
      .inputs = inputs_of(args, chain),
      .output = args->output,
      .format = args->format,
      .format_options = (const char *const *)args->format_options->pdata,
      .resume = args->resume,
      .jobs = args->jobs,
      .report = args->report,
      .message = talk_message,
      .progress = talk_progress,
      .data = talk,
  };
  return find_shard(args, talk, &batch, error) && ae_batch_run(&batch, chain, &settings, result, error);
}

int run_args(const Args *args) {
  g_autoptr(GError) error = NULL;
  AeBatchResult result = {0};
  Talk talk;
  talk_init(&talk, args);
  g_autoptr(AeChain) chain = parse_chain(args, &error);
  /* A write then fails with EPIPE, and what was begun is removed. */
  gboolean pipe_kills = signal(SIGPIPE, SIG_IGN) != SIG_IGN;
  catch_signals(args);
  if (!chain || !check_terminals(args, chain, &error) || !run_chain(args, &talk, chain, &result, &error)) {
    talk_error(error);
    return run_status(error);
  }
  talk_end(&talk);
  talk_summary(&talk, &result);
  if (result.pipe_closed && pipe_kills)
    die_of(SIGPIPE);
  if (caught)
    die_of(caught);
  return result.failed || result.cancelled || result.pipe_closed ? 1 : 0;
}
