/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The programs of GIMP and GEGL in $PATH, and what they say of themselves. */
#ifndef CLI_FILTER_DOCTOR_PROGRAMS_H
#define CLI_FILTER_DOCTOR_PROGRAMS_H

#include "doctor_look.h"

G_BEGIN_DECLS

/* Fills gimps, gegl_prefix and operations. Programs of a snap are left out: they are not asked, and read other folders
 * (doctor_look_sandboxes). */
void doctor_find_programs(Doctor *doctor);
void doctor_forget_programs(Doctor *doctor);

G_END_DECLS
#endif
