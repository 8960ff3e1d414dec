/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

/* GIMP is asked only when the bar moves: each time is a message to another process. */
gboolean ae_host_progress(double fraction, gpointer data) {
  static double shown = -1;
  if (fraction != shown)
    gimp_progress_update(fraction);
  shown = fraction;
  return TRUE;
}
