/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What the batch needs of a chain beyond <aefilter/stage.h>. */
#ifndef AE_STAGE_CHAIN_H
#define AE_STAGE_CHAIN_H

#include <aefilter/stage.h>

G_BEGIN_DECLS

/* The same stages and keys, not yet opened; for a thread of its own, since an opened chain works on one picture at a
 * time. */
AeChain *ae_chain_copy(const AeChain *chain);

/* Of an opened chain: whether the pictures that it takes are vectors, which files of codes hold. */
gboolean ae_chain_takes_vectors(const AeChain *chain);

G_END_DECLS
#endif
