/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the models or tables of a drawing are called in it. */
#ifndef AE_PLOT_NAMES_H
#define AE_PLOT_NAMES_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* n names, NULL-ended, g_strfreev: those of given ("A,B,C"; AE_ERROR_USAGE where they are not n), else their own, or
 * those of their files where two have the same. */
char **ae_plot_names(const char *given, const char *const *own, const char *const *paths, guint n, GError **error);

G_END_DECLS
#endif
