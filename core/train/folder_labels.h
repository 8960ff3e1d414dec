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

/* Leaves only the paths that are wanted. AE_ERROR_USAGE where none is. */
gboolean ae_labelled_paths_choose(AeLabelledPaths *list, gboolean (*wanted)(const char *path, gconstpointer data),
                                  gconstpointer data, GError **error);

/* Numbers of the table (as above), whose first column has all of list's pictures: of each path one for each name of
 * columns, "Smiling,Male,mood:glad"; the last is 1 where the column mood says glad, else 0. n: how many names. ae_free.
 * AE_ERROR_FORMAT where a cell is no number. */
float *ae_labelled_paths_numbers(const AeLabelledPaths *list, const char *dir, const char *table, const char *columns,
                                 guint *n, GError **error);

/* A file's name without folder and ending; g_free. */
char *ae_path_stem(const char *path);

G_END_DECLS
#endif
