/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What carries numbers between processes: MPI, or nothing in a build without it. Only fleet_thread.c uses it, from one
 * thread. Nothing here waits but join and leave; what was started is driven and ended by test. */
#ifndef AE_TRAIN_FLEET_ENGINE_H
#define AE_TRAIN_FLEET_ENGINE_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct {
  int index, count;
  int processors;
  gboolean with_first; /* the first process runs on this machine */
  gint64 first_id;     /* and has this process id */
} AeFleetPlace;

typedef struct {
  gboolean (*join)(AeFleetPlace *place, GError **error);
  void (*leave)(void); /* when all are about to */
  /* In place, of n floats or doubles by their size. */
  gboolean (*start_sum)(gpointer numbers, gsize n, gsize size, GError **error);
  gboolean (*start_broadcast)(gpointer data, gsize bytes, int from, GError **error);
  gboolean (*test)(gboolean *done, GError **error);
} AeFleetEngine;

extern const AeFleetEngine *const ae_fleet_engine; /* NULL: none */

G_END_DECLS
#endif
