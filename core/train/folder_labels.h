/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The pictures of a folder and the words that label them. */
#ifndef AE_TRAIN_FOLDER_LABELS_H
#define AE_TRAIN_FOLDER_LABELS_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct {
  GPtrArray *paths;  /* of char *, in an order that is always the same */
  GPtrArray *labels; /* of char *, one a path; NULL: there are none */
} AeLabelledPaths;

/* Fills a zeroed struct, which is to be cleared also after failure. The pictures of dir; where it has none but folders,
 * theirs, labelled by the folders' names.
 *
 * table: file in dir or beside it whose first column has the pictures' names, with or without their ending; NULL: none.
 * column: of its labels, NULL: the second. A picture without a line in it, or with an empty label, is left out. */
gboolean ae_labelled_paths_list(AeLabelledPaths *list, const char *dir, const char *table, const char *column,
                                GError **error);
void ae_labelled_paths_clear(AeLabelledPaths *list);

/* A file's name without folder and ending; g_free. */
char *ae_path_stem(const char *path);

G_END_DECLS
#endif
