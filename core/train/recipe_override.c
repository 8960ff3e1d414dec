/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <string.h>

#include "train/recipe_sections.h"

const AeRecipeSection *ae_recipe_section(const char *name) {
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++)
    if (!strcmp(s->name, name))
      return s;
  return NULL;
}

static gboolean section_has(const AeRecipeSection *s, const char *key) {
  if (!s->rows)
    return FALSE;
  gboolean has = ae_option_find(s->rows, key) != NULL;
  if (!strcmp(s->name, "data"))
    for (const AeDataKind *const *kind = ae_data_kinds(); *kind; kind++)
      has |= ae_option_find((*kind)->options, key) != NULL;
  if (!strcmp(s->name, "optim"))
    for (const AeOptim *const *optim = ae_optims(); *optim; optim++)
      has |= ae_option_find((*optim)->options, key) != NULL;
  return has;
}

static const AeRecipeSection *guess_section(const char *key, GError **error) {
  const AeRecipeSection *found = NULL;
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++) {
    if (!section_has(s, key))
      continue;
    if (found) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "\"%s\" could be %s.%s or %s.%s: say which", key, found->name, key,
                  s->name, key);
      return NULL;
    }
    found = s;
  }
  if (!found)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "no section of a recipe has a key \"%s\"", key);
  return found;
}

gboolean ae_recipe_override(AeRecipe *r, const char *word, GError **error) {
  const char *equals = strchr(word, '=');
  if (!equals) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "\"%s\" is not KEY=VALUE", word);
    return FALSE;
  }
  g_autofree char *left = g_strndup(word, (gsize)(equals - word));
  char *dot = strchr(left, '.'), *key = dot ? dot + 1 : left;
  if (dot)
    *dot = '\0';
  const AeRecipeSection *section = dot ? ae_recipe_section(left) : guess_section(key, error);
  if (!section && dot)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "\"%s\": a recipe has no section [%s]", word, left);
  if (section)
    g_key_file_set_value(r->file, section->name, key, equals + 1);
  return section != NULL;
}
