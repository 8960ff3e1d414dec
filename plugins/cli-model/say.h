/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aemodel says on standard error, and on standard output beside its tables. */
#ifndef CLI_MODEL_SAY_H
#define CLI_MODEL_SAY_H

#include <glib.h>

G_BEGIN_DECLS

/* One line "aemodel: TEXT"; what would end the line or command the terminal is made visible. */
void say(const char *text);

/* Says the error (and frees it) and returns the exit status: 2 where the command line is wrong, else 1. */
int say_error(GError *error);

/* The same without a word: somebody else says it. */
int pass_error(GError *error);

/* A line of a table, at once: the reader of a pipe sees how far it has come. user_data is not used. */
void say_line(const char *line, gpointer user_data);

/* Writes text to standard output; the exit status. */
int say_text(const char *text);

G_END_DECLS
#endif
