/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "stage/face_choice.h"

const char *const ae_face_choices[] = {"all", "largest", "1", "2", "3", "4", NULL};

gboolean ae_face_choice_is_auto(const AeFaceChoice *choice) {
  return !choice->region || !strcmp(choice->region, "auto");
}

static gboolean parse_region(const char *text, double box[4]) {
  g_auto(GStrv) words = g_strsplit(text, ",", -1);
  if (g_strv_length(words) != 4)
    return FALSE;
  for (int i = 0; i < 4; i++) {
    char *end;
    box[i] = g_ascii_strtod(words[i], &end);
    if (end == words[i] || *end || !(fabs(box[i]) <= 1e9))
      return FALSE;
  }
  return box[2] >= 1 && box[3] >= 1;
}

/* 0: all or largest. */
static gboolean parse_face(const char *text, guint *number) {
  guint64 value = 0;
  *number = 0;
  if (!text || !strcmp(text, "all") || !strcmp(text, "largest"))
    return TRUE;
  gboolean good = g_ascii_string_to_unsigned(text, 10, 1, G_MAXINT, &value, NULL);
  *number = (guint)value;
  return good;
}

static gboolean refuse(const char *stage, const char *key, const char *value, const char *range, GError **error) {
  g_autofree char *shown = g_utf8_make_valid(value, -1);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage %s: %s is \"%s\", not %s", stage, key, shown, range);
  return FALSE;
}

gboolean ae_face_choice_check(const AeFaceChoice *choice, const char *stage, GError **error) {
  double box[4];
  guint number;
  if (!ae_face_choice_is_auto(choice) && !parse_region(choice->region, box))
    return refuse(stage, "region", choice->region, "auto|X,Y,W,H", error);
  return parse_face(choice->face, &number) || refuse(stage, "face", choice->face, "all|largest|1..", error);
}

AeFacePlace ae_face_choice_region(const AeFaceChoice *choice) {
  double box[4] = {0};
  parse_region(choice->region, box);
  return (AeFacePlace){box[0] + box[2] / 2, box[1] + box[3] / 2, MAX(box[2], box[3]), 0};
}

static gint from_left(gconstpointer a, gconstpointer b) {
  double x = ((const AeFace *)a)->x - ((const AeFace *)b)->x;
  return (x > 0) - (x < 0);
}

static gboolean fail(guint found, guint number, GError **error) {
  if (!found)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_FORMAT, "no face found; give region=X,Y,W,H");
  else
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "no face %u found: there are %u; give region=X,Y,W,H", number, found);
  return FALSE;
}

gboolean ae_face_choice_apply(const AeFaceChoice *choice, GArray *faces, GError **error) {
  guint number, found = faces->len;
  parse_face(choice->face, &number);
  if (!found || number > found)
    return fail(found, number, error);
  gboolean all = !choice->face || !strcmp(choice->face, "all");
  if (!all && !number) { /* the largest comes first */
    g_array_set_size(faces, 1);
    return TRUE;
  }
  g_array_sort(faces, from_left);
  if (all)
    return TRUE;
  AeFace one = g_array_index(faces, AeFace, number - 1);
  g_array_set_size(faces, 0);
  g_array_append_val(faces, one);
  return TRUE;
}
