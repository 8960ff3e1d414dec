/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The JSON header of a model file, apart from the file: what is checked here needs no disk, and can be fuzzed. */
#ifndef AE_MODEL_MODELHEADER_H
#define AE_MODEL_MODELHEADER_H

#include "model/modelfile.h"

G_BEGIN_DECLS

enum {
  AE_MODELFILE_MAX_HEADER = 16 << 20, /* bytes */
  AE_MODELFILE_MAX_TENSORS = 65536,
  AE_MODELFILE_MAX_NAME = 256, /* bytes of a tensor's or metadata key's name */
};

/* Fills file->blobs and file->metadata from length bytes of JSON; the tensors lie in data_size bytes at data.
 * file->path begins the messages. file stays to be freed by the caller, also on failure. Strict: tensors are gapless,
 * in any order of the JSON; no member stands twice, none is unknown. */
gboolean ae_modelheader_parse(AeModelFile *file, const char *text, gsize length, const guint8 *data, gsize data_size,
                              GError **error);

gboolean ae_modelheader_name_ok(const char *name); /* 1 to AE_MODELFILE_MAX_NAME bytes of UTF-8 */

G_END_DECLS
#endif
