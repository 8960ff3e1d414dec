/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Short lines of text as numbers: a fixed number of places, each of them 1 + n numbers, of which one is 1 and the
 * others are 0: the first where the line has ended, the k-th behind it where the k-th letter of the alphabet stands
 * there. */
#ifndef AE_TRAIN_LETTERS_H
#define AE_TRAIN_LETTERS_H

#include <aefilter/error.h>

G_BEGIN_DECLS

enum { AE_LETTERS_MOST = 255 };

typedef struct {
  gunichar *letters; /* n, g_free */
  gsize n;
} AeLetters;

/* letters: UTF-8, each once. AE_ERROR_USAGE where they are none, too many, or one comes twice. */
gboolean ae_letters_init(AeLetters *alphabet, const char *letters, GError **error);
void ae_letters_clear(AeLetters *alphabet);

/* Numbers of a place. */
static inline gsize ae_letters_place(const AeLetters *alphabet) { return alphabet->n + 1; }

/* out: places x ae_letters_place. AE_ERROR_FORMAT where the line is longer, or has another letter. */
gboolean ae_letters_write(const AeLetters *alphabet, const char *line, gsize places, float *out, GError **error);

/* What stands before the first end, of any numbers: each place is what has its largest. *whole: the line is not empty,
 * and nothing but ends stands behind its end. g_free. */
char *ae_letters_read(const AeLetters *alphabet, gsize places, const float *numbers, gboolean *whole);

G_END_DECLS
#endif
