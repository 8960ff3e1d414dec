/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The processes that train one model together, each a share of every batch: `mpirun -np N`, on one machine or several.
 * All go through the same steps with the same weights to the bit. Number 0 is the first: it alone writes and reports.
 *
 * A NULL fleet is a process by itself: it is number 0 of 1, sums are its own numbers, and nothing is waited for.
 *
 * All functions are called on the thread that joined, by every process in the same order. What a process waits for may
 * never come: MPI does not say that another one has died. Then mpirun asks the rest to end, and soon kills them. So a
 * process that is asked to stop waits a tenth of a second more, and one that is not, ten minutes; after that, and
 * after an error of MPI, the fleet is lost: every function fails at once, and what is left to do is to save the state.
 */
#ifndef AE_TRAIN_FLEET_H
#define AE_TRAIN_FLEET_H

#include <aefilter/error.h>

#include "tensor/tensor.h"

G_BEGIN_DECLS

typedef struct AeFleet AeFleet;

/* Sets *fleet to NULL where the process was started by itself. stop, which may be NULL, is asked while waiting.
 * AE_ERROR_USAGE where it was started as one of several and this build has no MPI; AE_ERROR_IO for MPI's own errors. */
gboolean ae_fleet_join(AeFleet **fleet, gboolean (*stop)(gpointer user_data), gpointer user_data, GError **error);
/* Accepts NULL. Once for all: a process cannot join a second time, unless its program has called MPI_Init itself. */
void ae_fleet_leave(AeFleet *fleet);

int ae_fleet_index(const AeFleet *fleet);
int ae_fleet_count(const AeFleet *fleet);
/* Processors that are this process's to use: its share of those that it and others on this machine are bound to. */
int ae_fleet_processors(const AeFleet *fleet);

/* Begins to sum n numbers over all processes; the sums are there after ae_fleet_wait. A thread of its own carries them
 * meanwhile, from a copy. */
gboolean ae_fleet_start_sum(AeFleet *fleet, ae_real *numbers, gsize n, GError **error);
gboolean ae_fleet_wait(AeFleet *fleet, GError **error);
/* For a caller who waits for something else, many times a second: whether it is still of use. */
gboolean ae_fleet_check(AeFleet *fleet, GError **error);

gboolean ae_fleet_sum(AeFleet *fleet, double *numbers, gsize n, GError **error);
/* What the first has there, to all. */
gboolean ae_fleet_broadcast(AeFleet *fleet, gpointer data, gsize bytes, GError **error);
/* TRUE where ok is TRUE in all processes. Else *error, which a process that is not ok has set, becomes in all of them
 * that of the lowest such one, which is named unless it is the first. stop (may be NULL): set to TRUE where it is in
 * any. */
gboolean ae_fleet_agree(AeFleet *fleet, gboolean ok, gboolean *stop, GError **error);

gboolean ae_fleet_lost(const AeFleet *fleet);
/* Whether this process is to write and to speak: the first, or one on its machine that has seen it die. */
gboolean ae_fleet_speaks(const AeFleet *fleet);

G_END_DECLS
#endif
