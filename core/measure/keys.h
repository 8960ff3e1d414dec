/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Words KEY=VALUE that set two things: options of one's own, and those of a kind of data, which is one of the former.
 */
#ifndef AE_MEASURE_KEYS_H
#define AE_MEASURE_KEYS_H

#include "model/model.h"
#include "train/data.h"

G_BEGIN_DECLS

/* Sets the fields of options that words (NULL-ended, or NULL) name; other keys are left alone. owner ("eval") begins
 * messages. */
gboolean ae_keys_set(const AeOption *rows, void *options, const char *owner, const char *const *words, GError **error);

/* The words whose keys are not in rows, NULL-ended, g_strfreev. They must be the kind's; else NULL, and the message
 * lists the keys of both. */
char **ae_keys_rest(const AeOption *rows, const AeDataKind *kind, const char *owner, const char *const *words,
                    GError **error);

/* words (NULL-ended, or NULL) behind those that the model was trained with (its metadata "data"), which are left out
 * where words name a kind, or where data is given and theirs is made and not read. g_strfreev. */
char **ae_keys_with_model(const AeModel *model, const char *data, const char *const *words);

G_END_DECLS
#endif
