/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A stage's keys as GEGL properties. The names are a file format, saved in XCF and XML: '_' becomes '-', and a
 * row NAME whose value may be "auto" becomes two properties, the boolean NAME-auto and the number NAME, which counts
 * where the boolean is off; a text with choices becomes one of them, as GEGL has no list that others can be added to.
 */
#ifndef AE_GEGL_PROPERTIES_H
#define AE_GEGL_PROPERTIES_H

#include <aefilter/stage.h>
#include <glib-object.h>

G_BEGIN_DECLS

typedef struct {
  const AeOption *row;
  gboolean automatic; /* this is NAME-auto */
  gboolean added;     /* by the stage's model (AeStageKeys) */
} AeProperty;

/* In the order of the rows, which are keys' own, but the advanced ones last; ends with a property whose row is NULL.
 * The caller frees the array with g_free. */
AeProperty *ae_properties_new(const AeStageKeys *keys);

/* Freed by the caller with g_free. */
char *ae_property_name(const AeProperty *property);

/* A floating param spec with default, range and help of the row. For choices an enum type is registered. */
GParamSpec *ae_property_spec(const AeStage *stage, const AeProperty *property);

/* "denoise strength=0.5 sigma=auto" as words for ae_chain_parse, without a model's keys that are 0. values has one
 * value a property. */
GStrv ae_properties_words(const AeStage *stage, const AeProperty *properties, const GValue *values);

G_END_DECLS
#endif
