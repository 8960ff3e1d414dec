/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/letters.h"

#include <string.h>

/* 0: it is none of them; else its place in the alphabet from 1. */
static gsize find(const gunichar *letters, gsize n, gunichar letter) {
  for (gsize k = 0; k < n; k++)
    if (letters[k] == letter)
      return k + 1;
  return 0;
}

static gboolean check(const AeLetters *a, GError **error) {
  gboolean good = a->letters && a->n >= 1 && a->n <= AE_LETTERS_MOST;
  for (gsize k = 1; good && k < a->n; k++)
    good = !find(a->letters, k, a->letters[k]);
  if (!good)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "letters: wanted are from 1 to %d, each once", AE_LETTERS_MOST);
  return good;
}

gboolean ae_letters_init(AeLetters *a, const char *letters, GError **error) {
  glong n = 0;
  *a = (AeLetters){NULL};
  if (letters && g_utf8_validate(letters, -1, NULL))
    a->letters = g_utf8_to_ucs4_fast(letters, -1, &n);
  a->n = (gsize)n;
  if (check(a, error))
    return TRUE;
  ae_letters_clear(a);
  return FALSE;
}

void ae_letters_clear(AeLetters *a) { g_clear_pointer(&a->letters, g_free); }

static gboolean refuse(const char *line, const char *why, GError **error) {
  g_autofree char *shown = g_utf8_make_valid(line, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "\"%.60s\" %s", shown, why);
  return FALSE;
}

gboolean ae_letters_write(const AeLetters *a, const char *line, gsize places, float *out, GError **error) {
  gsize place = ae_letters_place(a), i = 0;
  if (!g_utf8_validate(line, -1, NULL))
    return refuse(line, "is no UTF-8", error);
  memset(out, 0, places * place * sizeof *out);
  for (const char *at = line; *at; at = g_utf8_next_char(at), i++) {
    gsize k = find(a->letters, a->n, g_utf8_get_char(at));
    if (i == places)
      return refuse(line, "is too long", error);
    if (!k)
      return refuse(line, "has other letters than those of the alphabet", error);
    out[i * place + k] = 1;
  }
  for (; i < places; i++)
    out[i * place] = 1;
  return TRUE;
}

static gsize largest(const float *numbers, gsize n) {
  gsize best = 0;
  for (gsize k = 1; k < n; k++)
    if (numbers[k] > numbers[best])
      best = k;
  return best;
}

char *ae_letters_read(const AeLetters *a, gsize places, const float *numbers, gboolean *whole) {
  GString *line = g_string_new(NULL);
  gboolean ended = FALSE, torn = FALSE;
  for (gsize i = 0; i < places; i++) {
    gsize k = largest(numbers + i * ae_letters_place(a), ae_letters_place(a));
    torn |= ended && k;
    ended |= !k;
    if (!ended)
      g_string_append_unichar(line, a->letters[k - 1]);
  }
  *whole = line->len > 0 && !torn;
  return g_string_free(line, FALSE);
}
