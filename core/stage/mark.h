/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Honest pictures: what a model of faces has made or changed says so (image/xmp_mark.h), unless the user says --no-mark
 * (AeSettings.no_mark). */
#ifndef AE_STAGE_MARK_H
#define AE_STAGE_MARK_H

#include <aefilter/stage.h>

#include "image/xmp_mark.h"
#include "model/model.h"

G_BEGIN_DECLS

/* Marks a picture: rows' metadata become new ones that are rows' own. Nothing is done where rows is NULL, where no_mark
 * is set, or where the metadata of model (NULL: any) have no mark = yes. words: the stage and its keys. A note tells
 * where XMP that cannot be read was replaced. */
void ae_mark_rows(const AeSettings *settings, const AeModel *model, AeRows *rows, AeMarkKind kind, const char *words);

G_END_DECLS
#endif
