/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Runs the batch that the arguments describe. Returns the exit status; where a signal or a closed pipe ended it, dies
 * of that signal after the unfinished output is removed. */
#ifndef CLI_FILTER_RUN_H
#define CLI_FILTER_RUN_H

#include "args.h"

G_BEGIN_DECLS

int run_args(const Args *args);

/* 2 where the command line is wrong, else 1. */
int run_status(const GError *error);

G_END_DECLS
#endif
