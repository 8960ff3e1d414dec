/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "doctor_run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIBRARIES_MS = 1000, MAX_OUTPUT = 1 << 20 };

/* A script's children are ended with it. */
static void own_group(gpointer data) { setpgid(0, 0); }

static void start(DoctorRun *run, char **environment) {
  run->fd = -1;
  run->output = NULL;
  GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL;
  if (g_spawn_async_with_pipes(NULL, (char **)run->words, environment, flags, own_group, NULL, &run->pid, NULL,
                               &run->fd, NULL, NULL))
    run->output = g_string_new(NULL);
}

/* Its pipe has something to be read, or has been closed. */
static void take(DoctorRun *run) {
  char bytes[4096];
  ssize_t n = read(run->fd, bytes, sizeof bytes);
  if (n < 0 && errno == EINTR)
    return;
  if (n > 0 && run->output->len < MAX_OUTPUT) {
    g_string_append_len(run->output, bytes, n);
    return;
  }
  close(run->fd);
  run->fd = -1;
}

static gboolean wait_once(DoctorRun *runs, guint n, gint64 end) {
  g_autofree GPollFD *fds = g_new0(GPollFD, n);
  guint open = 0;
  for (guint i = 0; i < n; i++) {
    fds[i] = (GPollFD){.fd = runs[i].fd, .events = G_IO_IN | G_IO_HUP};
    open += runs[i].fd >= 0;
  }
  gint64 left = (end - g_get_monotonic_time()) / 1000;
  if (!open || left <= 0)
    return FALSE;
  g_poll(fds, n, (int)left);
  for (guint i = 0; i < n; i++)
    if (fds[i].revents)
      take(&runs[i]);
  return TRUE;
}

/* Also where it has closed its output: nothing more is wanted of it. */
static void end_run(DoctorRun *run) {
  if (!run->output)
    return;
  kill(-run->pid, SIGKILL);
  kill(run->pid, SIGKILL);
  while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid(run->pid);
  if (run->fd < 0)
    return;
  close(run->fd);
  g_string_free(g_steal_pointer(&run->output), TRUE);
}

void doctor_run(DoctorRun *runs, guint n, int milliseconds) {
  gint64 end = g_get_monotonic_time() + milliseconds * (gint64)1000;
  g_auto(GStrv) environment = g_environ_setenv(g_get_environ(), "LC_ALL", "C", TRUE);
  environment = g_environ_unsetenv(environment, "LANGUAGE");
  for (guint i = 0; i < n; i++)
    start(&runs[i], environment);
  while (wait_once(runs, n, end))
    ;
  for (guint i = 0; i < n; i++)
    end_run(&runs[i]);
}

void doctor_run_clear(DoctorRun *runs, guint n) {
  for (guint i = 0; i < n; i++)
    if (runs[i].output)
      g_string_free(g_steal_pointer(&runs[i].output), TRUE);
}

gboolean doctor_libraries(const char *path, const char *library, gboolean *linked, char **missing) {
  DoctorRun run = {.words = {"ldd", path}};
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  doctor_run(&run, 1, LIBRARIES_MS);
  *linked = FALSE;
  *missing = NULL;
  if (!run.output)
    return FALSE;
  g_auto(GStrv) lines = g_strsplit(run.output->str, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_strstrip(*line);
    *linked |= g_str_has_prefix(*line, library);
    char *arrow = strstr(*line, " => not found");
    if (arrow)
      *arrow = '\0';
    if (arrow)
      g_ptr_array_add(names, *line);
  }
  g_ptr_array_add(names, NULL);
  if (names->len > 1)
    *missing = g_strjoinv(", ", (char **)names->pdata);
  gboolean told = run.output->len > 0;
  doctor_run_clear(&run, 1);
  return told;
}
