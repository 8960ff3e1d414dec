/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where GIMP and GEGL look. All folders are named whether they exist or not, unless it says otherwise; lists are
 * NULL-ended, g_strfreev. */
#ifndef CLI_FILTER_DOCTOR_PLACES_H
#define CLI_FILTER_DOCTOR_PLACES_H

#include "doctor_look.h"

G_BEGIN_DECLS

/* Whether a version such as "2.10.34" is of api. */
gboolean doctor_is_of(const DoctorApi *api, const char *version);

/* "2.10.34" -> "2.10", the name of the user's folder; g_free. */
char *doctor_short_version(const char *version);

/* -1, 0, 1: a is older than, as, newer than b. */
int doctor_compare_versions(const char *a, const char *b);

/* Of several files the one that changed last; paths may not be empty. */
const char *doctor_newest(const GPtrArray *paths);

/* The folders prefix/lib/TAIL, prefix/lib64/TAIL and prefix/lib/ANY/TAIL that exist. */
char **doctor_lib_folders(const char *prefix, const char *tail);

/* The system's folder of each GEGL that is there; "$GEGL_PATH" alone where that is set, since it replaces them. */
char **doctor_gegls(const Doctor *doctor);

/* What that GEGL reads, in its order. */
char **doctor_gegl_folders(const char *gegl);

/* The versions of api, "3.0" and "3.2", whose GIMP is there; each once. */
char **doctor_versions(const Doctor *doctor, const DoctorApi *api);

/* What GIMP version keeps of the user; g_free. */
char *doctor_user_folder(const DoctorApi *api, const char *version);

/* In the order in which that GIMP reads them: what its gimprc says, else the user's folder, then the system's. */
char **doctor_plug_in_folders(const Doctor *doctor, const DoctorApi *api, const char *version);

G_END_DECLS
#endif
