/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The thread that calls MPI, and nobody else does. It works on copies of its own, so that a caller who has waited long
 * enough can leave it where it is: Open MPI may stay in a call for ever when another process has died. And it drives
 * what was started while its caller computes. */
#ifndef AE_TRAIN_FLEET_THREAD_H
#define AE_TRAIN_FLEET_THREAD_H

#include "train/fleet_engine.h"

G_BEGIN_DECLS

typedef struct AeFleetThread AeFleetThread;

AeFleetThread *ae_fleet_thread_new(const AeFleetEngine *engine, AeFleetPlace *place, GError **error);
/* given_up: what is still under way is not waited for, and its memory is not freed. Accepts NULL. */
void ae_fleet_thread_free(AeFleetThread *thread, gboolean given_up);

/* Begins; the result is in place when a wait has said that all is done. */
void ae_fleet_thread_sum(AeFleetThread *thread, gpointer numbers, gsize n, gsize size);
void ae_fleet_thread_broadcast(AeFleetThread *thread, gpointer data, gsize bytes, int from);
/* Waits at most so many microseconds for all that was begun. FALSE after an error of the engine. */
gboolean ae_fleet_thread_wait(AeFleetThread *thread, gint64 microseconds, gboolean *done, GError **error);

G_END_DECLS
#endif
