/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Joins processes by MPI: the only file that knows it. MPI is one a process, and so is what is kept here. */
#define _GNU_SOURCE
#include "train/fleet_engine.h"

#include <mpi.h>
#include <sched.h>
#include <unistd.h>

#include "base/cpus.h"

enum { LARGEST = 1 << 28 }; /* numbers or bytes of one call, which counts in int */

static struct {
  MPI_Comm comm;
  gboolean ours; /* this file called MPI_Init, and so ends MPI */
  GArray *requests;
} mpi;

static gboolean good(int code, const char *what, GError **error) {
  if (code == MPI_SUCCESS)
    return TRUE;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length;
  MPI_Error_string(code, text, &length);
  g_set_error(error, AE_ERROR, AE_ERROR_IO, "%s: %s", what, text);
  return FALSE;
}

/* ---- joining ---- */

/* All calls come from one thread, which is the main one to MPI if it is the one that starts it. */
static gboolean start_mpi(GError **error) {
  int started, ended, level = MPI_THREAD_SINGLE;
  MPI_Initialized(&started);
  MPI_Finalized(&ended);
  mpi.ours = !started;
  if (ended) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "a process that mpirun started can train but once");
    return FALSE;
  }
  if (!good(started ? MPI_Query_thread(&level) : MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &level), "MPI_Init",
            error))
    return FALSE;
  if (level >= (mpi.ours ? MPI_THREAD_FUNNELED : MPI_THREAD_SERIALIZED))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "MPI does not let itself be called from another thread");
  return FALSE;
}

/* A processor that k processes of this machine may run on is a k-th processor for each. */
static gboolean share_processors(MPI_Comm local, int *processors, GError **error) {
  int mine[CPU_SETSIZE] = {0}, users[CPU_SETSIZE], size;
  double share = 0;
  cpu_set_t set;
  if (!good(MPI_Comm_size(local, &size), "MPI_Comm_size", error))
    return FALSE;
  gboolean known = sched_getaffinity(0, sizeof set, &set) == 0;
  for (int i = 0; i < CPU_SETSIZE; i++)
    mine[i] = known && CPU_ISSET(i, &set);
  if (!good(MPI_Allreduce(mine, users, CPU_SETSIZE, MPI_INT, MPI_SUM, local), "MPI_Allreduce", error))
    return FALSE;
  for (int i = 0; i < CPU_SETSIZE; i++)
    share += mine[i] ? 1.0 / users[i] : 0;
  int most = (int)ae_cpus() / (known ? 1 : size);
  *processors = MAX(known ? MIN((int)(share + 1e-6), most) : most, 1);
  return TRUE;
}

/* The lowest process of a machine says which it is. */
static gboolean find_first(MPI_Comm local, AeFleetPlace *place, GError **error) {
  long long lowest[] = {place->index, getpid()};
  if (!good(MPI_Bcast(lowest, G_N_ELEMENTS(lowest), MPI_LONG_LONG, 0, local), "MPI_Bcast", error))
    return FALSE;
  place->with_first = lowest[0] == 0;
  place->first_id = lowest[1];
  return TRUE;
}

static gboolean look_around(AeFleetPlace *place, GError **error) {
  MPI_Comm local;
  if (!good(MPI_Comm_dup(MPI_COMM_WORLD, &mpi.comm), "MPI_Comm_dup", error))
    return FALSE;
  MPI_Comm_set_errhandler(mpi.comm, MPI_ERRORS_RETURN);
  if (!good(MPI_Comm_rank(mpi.comm, &place->index), "MPI_Comm_rank", error) ||
      !good(MPI_Comm_size(mpi.comm, &place->count), "MPI_Comm_size", error) ||
      !good(MPI_Comm_split_type(mpi.comm, MPI_COMM_TYPE_SHARED, place->index, MPI_INFO_NULL, &local),
            "MPI_Comm_split_type", error))
    return FALSE;
  gboolean ok = share_processors(local, &place->processors, error) && find_first(local, place, error);
  MPI_Comm_free(&local);
  return ok;
}

static gboolean mpi_join(AeFleetPlace *place, GError **error) {
  if (!start_mpi(error) || !look_around(place, error))
    return FALSE;
  mpi.requests = g_array_new(FALSE, FALSE, sizeof(MPI_Request));
  return TRUE;
}

static void mpi_leave(void) {
  g_array_free(mpi.requests, TRUE);
  MPI_Comm_free(&mpi.comm);
  if (mpi.ours)
    MPI_Finalize();
}

/* ---- numbers ---- */

static gboolean mpi_start_sum(gpointer numbers, gsize n, gsize size, GError **error) {
  MPI_Datatype type = size == sizeof(float) ? MPI_FLOAT : MPI_DOUBLE;
  for (gsize at = 0; at < n; at += LARGEST) {
    MPI_Request request;
    if (!good(MPI_Iallreduce(MPI_IN_PLACE, (char *)numbers + at * size, (int)MIN(n - at, LARGEST), type, MPI_SUM,
                             mpi.comm, &request),
              "MPI_Iallreduce", error))
      return FALSE;
    g_array_append_val(mpi.requests, request);
  }
  return TRUE;
}

static gboolean mpi_start_broadcast(gpointer data, gsize bytes, int from, GError **error) {
  for (gsize at = 0; at < bytes; at += LARGEST) {
    MPI_Request request;
    if (!good(MPI_Ibcast((char *)data + at, (int)MIN(bytes - at, LARGEST), MPI_BYTE, from, mpi.comm, &request),
              "MPI_Ibcast", error))
      return FALSE;
    g_array_append_val(mpi.requests, request);
  }
  return TRUE;
}

static gboolean mpi_test(gboolean *done, GError **error) {
  int all = 1;
  if (mpi.requests->len &&
      !good(MPI_Testall((int)mpi.requests->len, (MPI_Request *)(void *)mpi.requests->data, &all, MPI_STATUSES_IGNORE),
            "MPI_Testall", error))
    return FALSE;
  if (all)
    g_array_set_size(mpi.requests, 0);
  *done = all != 0;
  return TRUE;
}

static const AeFleetEngine engine = {mpi_join, mpi_leave, mpi_start_sum, mpi_start_broadcast, mpi_test};
const AeFleetEngine *const ae_fleet_engine = &engine;
