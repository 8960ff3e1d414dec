/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* How many processors there are for us: those of the affinity mask, and no more than the quota of a container or of a
 * systemd unit (control groups, version 2), which GLib does not look at. */
#ifndef AE_BASE_CPUS_H
#define AE_BASE_CPUS_H

#include <glib.h>

G_BEGIN_DECLS

guint ae_cpus(void); /* at least 1; looked up once */

/* What a file cpu.max says, "QUOTA PERIOD" in microseconds: "150000 100000" are 2, rounded up; 0: no limit. */
guint ae_cpus_of_quota(const char *text);

G_END_DECLS
#endif
