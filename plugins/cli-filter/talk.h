/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aefilter says, all of it on standard error: lines that begin with "aefilter: ", and one progress line that is
 * written over itself on a terminal (elsewhere, with --progress always, a new line every second). */
#ifndef CLI_FILTER_TALK_H
#define CLI_FILTER_TALK_H

#include "args.h"

G_BEGIN_DECLS

typedef struct {
  int verbosity;
  gboolean progress, terminal;
  int width;   /* of the progress line that stands on the terminal; 0: none */
  double last; /* when it was written, in seconds of AeBatchProgress */
} Talk;

void talk_init(Talk *talk, const Args *args);
void talk_message(AeTell tell, const char *text, gpointer talk);    /* AeBatch.message */
void talk_note(int level, const char *text, gpointer talk);         /* AeSettings.note */
void talk_progress(const AeBatchProgress *progress, gpointer talk); /* AeBatch.progress */
void talk_end(Talk *talk);                                          /* takes the progress line away */
void talk_error(const GError *error);                               /* before there is a Talk */

/* text as one line of visible characters, valid UTF-8; g_free. */
char *talk_visible(const char *text);

G_END_DECLS
#endif
