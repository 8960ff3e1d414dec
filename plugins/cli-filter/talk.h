/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What aefilter says, all of it on standard error: lines that begin with "aefilter: ", and one progress line that is
 * written over itself on a terminal. Elsewhere, with --progress always, it is a new line every second and, when a run
 * lasts, every sixtieth of its time, so that the log of a night is not longer than that of an hour. */
#ifndef CLI_FILTER_TALK_H
#define CLI_FILTER_TALK_H

#include "args.h"

G_BEGIN_DECLS

typedef struct {
  int verbosity;
  gboolean progress, terminal;
  int width;   /* of the progress line that stands on the terminal; 0: none */
  double last; /* when it was written, in seconds of AeBatchProgress */
  AeBatchProgress now;
} Talk;

void talk_init(Talk *talk, const Args *args);
void talk_message(AeTell tell, const char *text, gpointer talk);    /* AeBatch.message */
void talk_note(int level, const char *text, gpointer talk);         /* AeSettings.note */
void talk_progress(const AeBatchProgress *progress, gpointer talk); /* AeBatch.progress */
void talk_end(Talk *talk);                                          /* takes the progress line away */
/* Behind a folder's end, where its progress was shown or details are: what became of the files. */
void talk_summary(const Talk *talk, const AeBatchResult *result);
void talk_error(const GError *error); /* before there is a Talk */

/* "12 of 200 files, 6 %, 24.0 MP, 1.83 MP/s, 3:20 left"; g_free. */
char *talk_progress_text(const AeBatchProgress *progress);
/* "200 files: 190 done, 8 skipped, 2 failed; 400.0 MP in 3:20, 2.00 MP/s"; g_free. */
char *talk_summary_text(const AeBatchProgress *progress, const AeBatchResult *result);

/* text as one line of visible characters, valid UTF-8; g_free. */
char *talk_visible(const char *text);

G_END_DECLS
#endif
