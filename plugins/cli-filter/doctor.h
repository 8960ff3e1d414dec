/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* aefilter --doctor: why does it not appear in the menu? Looks where GIMP and GEGL look, and says in plain words what
 * is there, what is not, and what to do. Starts no window, writes nothing, and gives programs that do not answer two
 * seconds. */
#ifndef CLI_FILTER_DOCTOR_H
#define CLI_FILTER_DOCTOR_H

#include <glib.h>

G_BEGIN_DECLS

/* One line a finding below the name of its part, with a line "do:" where there is something to do; the last line is the
 * one thing to do next, or "All is well.". well: FALSE where something is there that cannot work; that GIMP is not
 * installed at all is well. g_free. */
char *doctor_report(gboolean *well);

G_END_DECLS
#endif
