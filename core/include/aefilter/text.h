/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Lines of text as the rows of numbers that a model of text works on, and back. A model of text is one that was trained
 * on data of kind text; for aefilter its lines are vectors.
 *
 *     AeText *text = ae_text_new("names", &error);
 *     char *row = ae_text_to_row(text, "anna", &error);            "0,1,0,0,..." as format csv has it
 *     char *line = ae_text_from_row(text, row, &whole, &error);    "anna" */
#ifndef AEFILTER_TEXT_H
#define AEFILTER_TEXT_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeText AeText;

/* model: as ae_model_load takes it. AE_ERROR_MODEL where it was not trained on lines of text. */
AE_API AeText *ae_text_new(const char *model, GError **error);
AE_API void ae_text_free(AeText *text); /* accepts NULL */

/* g_free. AE_ERROR_FORMAT where the line is too long for the model, or has a letter that it does not know. */
AE_API char *ae_text_to_row(const AeText *text, const char *line, GError **error);
/* What stands before the line's first end, g_free; *whole: nothing stands behind it, and something before. The numbers
 * may be any, parted by commas, semicolons or blanks; AE_ERROR_FORMAT where they are too few or many, or none. */
AE_API char *ae_text_from_row(const AeText *text, const char *row, gboolean *whole, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeText, ae_text_free)

G_END_DECLS
#endif
