/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Programs that are asked something, all at once. */
#ifndef CLI_FILTER_DOCTOR_RUN_H
#define CLI_FILTER_DOCTOR_RUN_H

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  const char *words[4]; /* NULL-ended; the first is looked up in $PATH */
  GString *output;      /* what it wrote to standard output; NULL where it did not start or did not end in time */
  GPid pid;
  int fd;
} DoctorRun;

/* Runs them in the C locale, waits for all of them but no longer than that, and ends those that are still running. */
void doctor_run(DoctorRun *runs, guint n, int milliseconds);
void doctor_run_clear(DoctorRun *runs, guint n);

/* What ldd says of a program or a module: the libraries it is linked with that are not found, and whether `library`
 * (the beginning of its name) is one that it is linked with. FALSE where ldd could not tell. missing: g_free, NULL
 * where none. */
gboolean doctor_libraries(const char *path, const char *library, gboolean *linked, char **missing);

G_END_DECLS
#endif
