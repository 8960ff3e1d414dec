/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How many threads share a batch, and in how large pieces. */
#ifndef AE_TRAIN_CREW_SIZES_H
#define AE_TRAIN_CREW_SIZES_H

#include "train/crew.h"

G_BEGIN_DECLS

/* Replaces threads and micro where they are AE_AUTO, and makes no more threads than there are chunks. AE_ERROR_USAGE
 * where micro does not divide batch. */
gboolean ae_crew_sizes(AeCrewSpec *spec, GError **error);

G_END_DECLS
#endif
