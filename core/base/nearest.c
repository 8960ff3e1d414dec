/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/option.h>

#include <string.h>

enum { MAX_WORD = 40 };

/* Edits (insert, delete, replace, swap of neighbours) that turn a into b: Damerau-Levenshtein with each letter edited
 * once. Three rows of the table are enough; both words are at most MAX_WORD long. */
static guint edit_distance(const char *a, const char *b) {
  guint rows[3][MAX_WORD + 1], *before = rows[0], *last = rows[1], *now = rows[2];
  gsize a_length = strlen(a), b_length = strlen(b);
  for (guint j = 0; j <= b_length; j++)
    last[j] = j;
  for (guint i = 1; i <= a_length; i++) {
    now[0] = i;
    for (guint j = 1; j <= b_length; j++) {
      gboolean differ = g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[j - 1]);
      now[j] = MIN(MIN(last[j], now[j - 1]) + 1, last[j - 1] + differ);
      if (i > 1 && j > 1 && g_ascii_tolower(a[i - 1]) == g_ascii_tolower(b[j - 2]) &&
          g_ascii_tolower(a[i - 2]) == g_ascii_tolower(b[j - 1]))
        now[j] = MIN(now[j], before[j - 2] + 1);
    }
    guint *spare = before;
    before = last, last = now, now = spare;
  }
  return last[b_length];
}

const char *ae_nearest_name(const char *word, const char *const *names) {
  gsize length = strlen(word);
  if (length == 0 || length > MAX_WORD)
    return NULL;
  const char *nearest = NULL;
  guint best = (guint)(length + 1) / 3 + 1; /* one edit for every three letters, none for a single letter */
  for (; *names; names++) {
    if (strlen(*names) > MAX_WORD)
      continue;
    /* An abbreviation is always near. */
    guint distance = g_str_has_prefix(*names, word) ? 0 : edit_distance(word, *names);
    if (distance < best) {
      best = distance;
      nearest = *names;
    }
  }
  return nearest;
}
