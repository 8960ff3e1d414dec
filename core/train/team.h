/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Threads that do something together, again and again, each always the same share. On them numbers too small for a full
 * mantissa are 0. */
#ifndef AE_TRAIN_TEAM_H
#define AE_TRAIN_TEAM_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct AeTeam AeTeam;

AeTeam *ae_team_new(int threads, GError **error);
void ae_team_free(AeTeam *team); /* accepts NULL; waits for what is being done */
/* Something to be done for the numbers first .. last - 1 by worker number `worker`. */
typedef void (*AeTeamPart)(gpointer data, int worker, gsize first, gsize last);
/* Begins to do it for 0 .. n - 1, all workers at once; ends what was begun. Nothing else is begun between. */
void ae_team_start(AeTeam *team, gsize n, AeTeamPart part, gpointer data);
void ae_team_await(AeTeam *team);

G_END_DECLS
#endif
