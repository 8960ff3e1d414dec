/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/fleet.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "base/cpus.h"
#include "train/fleet_thread.h"

/* Open MPI kills a second after it has asked to end, from version 5 on a quarter of one. */
static const gint64 grace = G_USEC_PER_SEC / 10;
static const gint64 silence = 600 * (gint64)G_USEC_PER_SEC; /* another process may be writing a file */

struct AeFleet {
  AeFleetThread *thread;
  AeFleetPlace place;
  gboolean (*stop)(gpointer user_data);
  gpointer user_data;
  gint64 asked;          /* when stop was first TRUE, microseconds, monotonic; 0: not yet */
  gboolean lost, speaks; /* then: whether it is this one that does */
};

/* ---- joining ---- */

static int number_of(const char *variable) {
  const char *text = g_getenv(variable);
  return text ? (int)g_ascii_strtoull(text, NULL, 10) : 0;
}

/* How many processes were started together: by Open MPI, by MPICH and its kin, by Slurm with --mpi=pmix. MPI itself is
 * only asked where there are several, because its start takes a second and prints. */
static int started_together(void) {
  int count = MAX(number_of("OMPI_COMM_WORLD_SIZE"), number_of("PMI_SIZE"));
  if (!count && g_getenv("PMIX_RANK"))
    count = number_of("SLURM_STEP_NUM_TASKS");
  return count;
}

gboolean ae_fleet_join(AeFleet **fleet, gboolean (*stop)(gpointer user_data), gpointer user_data, GError **error) {
  int count = started_together();
  *fleet = NULL;
  if (count < 2)
    return TRUE;
  if (!ae_fleet_engine) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "started as one of %d processes, but this program is built without MPI", count);
    return FALSE;
  }
  AeFleet *f = g_new0(AeFleet, 1);
  f->stop = stop;
  f->user_data = user_data;
  if (!(f->thread = ae_fleet_thread_new(ae_fleet_engine, &f->place, error))) {
    g_free(f);
    return FALSE;
  }
  *fleet = f;
  return TRUE;
}

void ae_fleet_leave(AeFleet *f) {
  if (!f)
    return;
  ae_fleet_thread_free(f->thread, f->lost);
  g_free(f);
}

int ae_fleet_index(const AeFleet *f) { return f ? f->place.index : 0; }
int ae_fleet_count(const AeFleet *f) { return f ? f->place.count : 1; }
int ae_fleet_processors(const AeFleet *f) { return f ? f->place.processors : (int)ae_cpus(); }
gboolean ae_fleet_lost(const AeFleet *f) { return f && f->lost; }

/* ---- losing the others ---- */

/* Whose parent has not yet noticed is still there: he is given a tenth of a second. */
static gboolean first_is_gone(const AeFleet *f) {
  for (int looks = 0; looks < 20; looks++) {
    if (kill((pid_t)f->place.first_id, 0) && errno == ESRCH)
      return TRUE;
    g_usleep(5000);
  }
  return FALSE;
}

static gboolean lose(AeFleet *f, const char *why, GError **error) {
  if (!f->lost)
    f->speaks = !f->place.index || (f->place.with_first && first_is_gone(f));
  f->lost = TRUE;
  if (why)
    g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s", why);
  return FALSE;
}

gboolean ae_fleet_speaks(const AeFleet *f) { return !f || (f->lost ? f->speaks : !f->place.index); }

/* ---- waiting ---- */

gboolean ae_fleet_check(AeFleet *f, GError **error) {
  gint64 now = g_get_monotonic_time();
  if (!f)
    return TRUE;
  if (f->lost)
    return lose(f, "the other processes of the training are gone", error);
  if (!f->asked && f->stop && f->stop(f->user_data))
    f->asked = now;
  if (!f->asked || now - f->asked < grace)
    return TRUE;
  return lose(f, "asked to end while other processes of the training were busy or gone", error);
}

gboolean ae_fleet_wait(AeFleet *f, GError **error) {
  const gint64 look = G_USEC_PER_SEC / 50;
  gint64 since = g_get_monotonic_time();
  gboolean done = !f;
  while (!done) {
    if (!ae_fleet_check(f, error))
      return FALSE;
    if (!ae_fleet_thread_wait(f->thread, look, &done, error))
      return lose(f, NULL, error);
    if (!done && g_get_monotonic_time() - since > silence)
      return lose(f, "the other processes of the training have not answered for ten minutes", error);
  }
  return TRUE;
}

/* ---- numbers ---- */

static gboolean start_sum(AeFleet *f, gpointer numbers, gsize n, gsize size, GError **error) {
  if (!ae_fleet_check(f, error))
    return FALSE;
  if (f)
    ae_fleet_thread_sum(f->thread, numbers, n, size);
  return TRUE;
}

gboolean ae_fleet_start_sum(AeFleet *f, ae_real *numbers, gsize n, GError **error) {
  return start_sum(f, numbers, n, sizeof *numbers, error);
}

gboolean ae_fleet_sum(AeFleet *f, double *numbers, gsize n, GError **error) {
  return start_sum(f, numbers, n, sizeof *numbers, error) && ae_fleet_wait(f, error);
}

/* Piece by piece, which bounds the copies. */
static gboolean broadcast(AeFleet *f, gpointer data, gsize bytes, int from, GError **error) {
  const gsize piece = 1 << 24;
  for (gsize at = 0; at < bytes; at += piece) {
    if (!ae_fleet_check(f, error))
      return FALSE;
    ae_fleet_thread_broadcast(f->thread, (char *)data + at, MIN(bytes - at, piece), from);
    if (!ae_fleet_wait(f, error))
      return FALSE;
  }
  return TRUE;
}

gboolean ae_fleet_broadcast(AeFleet *f, gpointer data, gsize bytes, GError **error) {
  return !f || broadcast(f, data, bytes, 0, error);
}

/* ---- agreement ---- */

typedef struct {
  gint32 code;
  char text[1020];
} Failure;

static Failure failure_of(const AeFleet *f, const GError *error) {
  Failure failure = {error && error->domain == AE_ERROR ? error->code : AE_ERROR_IO, ""};
  g_autofree char *where = g_strdup_printf("process %d of %d: ", f->place.index + 1, f->place.count);
  g_snprintf(failure.text, sizeof failure.text, "%s%s", f->place.index ? where : "", error ? error->message : "failed");
  return failure;
}

/* Every process learns which ones failed, and what the lowest of them says. */
static gboolean tell_failure(AeFleet *f, gboolean ok, GError **error) {
  gsize n = (gsize)f->place.count, lowest = 0;
  Failure failure = failure_of(f, error ? *error : NULL);
  g_autofree double *failed = g_new0(double, n);
  failed[f->place.index] = !ok;
  g_clear_error(error);
  if (!ae_fleet_sum(f, failed, n, error))
    return FALSE;
  while (lowest + 1 < n && failed[lowest] == 0)
    lowest++;
  if (broadcast(f, &failure, sizeof failure, (int)lowest, error)) {
    failure.text[sizeof failure.text - 1] = 0;
    g_set_error_literal(error, AE_ERROR, failure.code, failure.text);
  }
  return FALSE;
}

gboolean ae_fleet_agree(AeFleet *f, gboolean ok, gboolean *stop, GError **error) {
  double votes[] = {!ok, stop && *stop};
  if (!f)
    return ok;
  g_autoptr(GError) lost = NULL;
  if (!ae_fleet_sum(f, votes, G_N_ELEMENTS(votes), &lost)) {
    if (ok)
      g_propagate_error(error, g_steal_pointer(&lost));
    return FALSE;
  }
  if (stop)
    *stop = votes[1] > 0;
  return votes[0] == 0 || tell_failure(f, ok, error);
}
