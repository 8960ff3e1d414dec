/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Models: a network, its weights and its card in one safetensors file. Metadata keys:
 *   format         "aefilter-1"
 *   task           "denoise", "upscale", ...: a stage takes only models of its own task
 *   name           "denoise", "photo": what model= and --list models say
 *   arch           the network as text (nn/net.h)
 *   range          "0..1": of the input values
 *   margin         pixels, as computed from arch (checked)
 *   sigma_min/max  denoise: the noise levels it was trained on, 8-bit units
 *   bf16_cost_db   what bf16 costs, measured; --precision auto uses bf16 below 0.02 only
 *   card           the model card, Markdown: data and licences, recipe, time and machine, results, what it is bad at
 *   sha256         of the tensors
 */
#ifndef AEFILTER_MODEL_H
#define AEFILTER_MODEL_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeModel AeModel;

/* which: a path (holds a '/' or ends in .safetensors), or a name looked up in $AEFILTER_MODELS, the user's data folder
 * (aefilter/models), the installed share/aefilter/models. task: what it must be for, or NULL for any. */
AE_API AeModel *ae_model_load(const char *which, const char *task, GError **error);
AE_API AeModel *ae_model_ref(AeModel *model);
AE_API void ae_model_unref(AeModel *model); /* accepts NULL */
AE_API const char *ae_model_name(const AeModel *model);
AE_API const char *ae_model_task(const AeModel *model);
AE_API const char *ae_model_path(const AeModel *model);
AE_API const char *ae_model_get(const AeModel *model, const char *key); /* any metadata, or NULL */

/* Layers, shapes, parameters, MAC per pixel, margin, card, as text to be printed; diagram adds a drawing of the graph. g_free. */
AE_API char *ae_model_describe(const AeModel *model, gboolean diagram, GError **error);

/* Paths of all models found, in search order, NULL-ended; g_strfreev. The first of a name wins. */
AE_API char **ae_model_list(void);

G_END_DECLS
#endif
