/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The values of options from text; where they return FALSE with an error, it is an AE_ERROR_USAGE that names the
 * option. */
#ifndef CLI_FILTER_ARGS_VALUES_H
#define CLI_FILTER_ARGS_VALUES_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* Sets 'OPTION: "TEXT" is not WANTED' and returns FALSE. */
gboolean args_refuse(GError **error, const char *option, const char *text, const char *wanted);

/* "300M" -> 314572800: digits with an optional fraction, then K, M, G or T of base 1024 (memory) or 1000 (pixels); at
 * least 1. */
gboolean args_parse_size(const char *text, guint base, guint64 *size);

/* A whole decimal number min..max. */
gboolean args_parse_count(const char *option, const char *text, guint64 min, guint64 max, guint64 *count,
                          GError **error);

/* The index of text among names, NULL-ended. */
gboolean args_parse_choice(const char *option, const char *text, const char *const *names, int *choice, GError **error);

G_END_DECLS
#endif
