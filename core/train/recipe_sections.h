/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The sections of a recipe whose keys are known beforehand, as option rows. */
#ifndef AE_TRAIN_RECIPE_SECTIONS_H
#define AE_TRAIN_RECIPE_SECTIONS_H

#include "train/recipe.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const AeOption *rows; /* NULL: the keys are free (nodes, losses, metadata) */
  gsize offset;         /* of the section's struct in AeRecipe */
  gboolean aside;       /* not for the training: scripts/lessons reads it */
} AeRecipeSection;

extern const AeRecipeSection ae_recipe_sections[]; /* ends with a NULL name */

const AeRecipeSection *ae_recipe_section(const char *name); /* or NULL */
/* Writes "section.key=value" or "key=value" into the recipe's key file, before its sections are parsed. */
gboolean ae_recipe_override(AeRecipe *recipe, const char *word, GError **error);

G_END_DECLS
#endif
