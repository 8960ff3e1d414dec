/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Where models are looked for. */
#ifndef AE_MODEL_MODELSEARCH_H
#define AE_MODEL_MODELSEARCH_H

#include <aefilter/error.h>

G_BEGIN_DECLS

/* The path of a model as ae_model_load takes it; g_free. A path is taken as it is; a name that no folder has is an
 * AE_ERROR_USAGE that suggests the nearest one. */
char *ae_modelsearch_find(const char *which, GError **error);

/* The one of the folders that is the user's; g_free. */
char *ae_modelsearch_user_folder(void);

G_END_DECLS
#endif
