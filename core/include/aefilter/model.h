/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Models: a network, its weights and its card in one safetensors file. Metadata keys:
 *   format         "aefilter-1"
 *   task           "denoise", "upscale", ...: a stage takes only models of its own task
 *   name           "denoise", "photo": what model= and --list models say
 *   arch           the network as text (nn/net.h)
 *   range          "0..1": of the input values
 *   margin         pixels, as computed from arch (checked)
 *   code           reconstruct: the line of the network that is the code
 *   data           what it was trained on, as aemodel eval takes it: "kind=toy set=line"; may be missing
 *   sigma_min/max  denoise: the noise levels it was trained on, 8-bit units
 *   bf16_cost_db   what bf16 costs, measured; --precision auto uses bf16 below 0.02 only
 *   card           the model card, Markdown: data and licences, recipe, time and machine, results, what it is bad at
 *   sha256         of the tensors
 *
 *     AeModel *model = ae_model_load("denoise", "denoise", &error);
 *     ...
 *     ae_model_unref(model);
 *
 * A model is immutable: threads may share it. */
#ifndef AEFILTER_MODEL_H
#define AEFILTER_MODEL_H

#include <aefilter/error.h>

G_BEGIN_DECLS

typedef struct AeModel AeModel;

/* which: a path (holds a '/' or ends in .safetensors), or a name: NAME.safetensors is looked up in the folders of
 * $AEFILTER_MODELS (separated by ':'), the user's data folder (aefilter/models), the installed share/aefilter/models.
 * task: what it must be for, or NULL for any. Everything about the file is checked but the sha256 of its tensors
 * (ae_model_verify): sizes, network, shapes, margin, finite numbers. AE_ERROR_USAGE for a name that is not found,
 * AE_ERROR_IO for a path that cannot be read, else AE_ERROR_MODEL. */
AE_API AeModel *ae_model_load(const char *which, const char *task, GError **error);
AE_API AeModel *ae_model_ref(AeModel *model);
AE_API void ae_model_unref(AeModel *model); /* accepts NULL */
AE_API const char *ae_model_name(const AeModel *model);
AE_API const char *ae_model_task(const AeModel *model);
AE_API const char *ae_model_path(const AeModel *model);                 /* of the file it was loaded from */
AE_API const char *ae_model_get(const AeModel *model, const char *key); /* any metadata, or NULL */

/* Layers, shapes, parameters, MAC per pixel, margin, card, as text to be printed; diagram adds a drawing of the graph.
 * g_free. */
AE_API char *ae_model_describe(const AeModel *model, gboolean diagram, GError **error);

/* Reads the file again and compares its tensors with their sha256: some 10 ms a megabyte, too slow for every start. */
AE_API gboolean ae_model_verify(const AeModel *model, GError **error);

/* Writes the model as a file of its own, half: weights as F16, else F32. */
AE_API gboolean ae_model_export(const AeModel *model, const char *path, gboolean half, GError **error);

/* Writes one half of an autoencoder (metadata "code": the line that is its code) as a model of its own: a decoder makes
 * of codes, to the bit, what the whole makes of them. What is stored for the codes (aefilter/fit.h) comes with it, and
 * the metadata "whole" says whose half it is. half: as F16; AE_ERROR_USAGE where a weight would be rounded. */
AE_API gboolean ae_model_export_encoder(const AeModel *model, const char *path, gboolean half, GError **error);
AE_API gboolean ae_model_export_decoder(const AeModel *model, const char *path, gboolean half, GError **error);

/* Changes one metadata text of the model's file (card, bf16_cost_db, ...; NULL removes it), its tensors untouched;
 * model itself keeps the old text. AE_ERROR_USAGE for what follows from the network: format, arch, range, margin,
 * sha256. */
AE_API gboolean ae_model_set(const AeModel *model, const char *key, const char *value, GError **error);

/* Paths of all models found, in search order, NULL-ended; g_strfreev. The first of a name wins. */
AE_API char **ae_model_list(void);

/* The folders in which models are looked for, in search order, whether they exist or not, NULL-ended; g_strfreev. */
AE_API char **ae_model_folders(void);

G_END_DECLS
#endif
