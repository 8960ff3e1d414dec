/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The texts of --help and --list, made from the tables. */
#ifndef CLI_FILTER_HELP_H
#define CLI_FILTER_HELP_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* topic: a stage, a format, or NULL for the whole. NULL with AE_ERROR_USAGE where there is none of that name. g_free.
 */
char *help_text(const char *topic, GError **error);

/* what: "stages", "models" or "formats"; a row each, whose first word is the name. g_free. */
char *help_list(const char *what);

G_END_DECLS
#endif
