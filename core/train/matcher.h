/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What some nodes of a network give for two pictures, compared: the error as that network sees it. */
#ifndef AE_TRAIN_MATCHER_H
#define AE_TRAIN_MATCHER_H

#include "nn/net.h"

G_BEGIN_DECLS

typedef struct AeMatcher AeMatcher;

/* net: a training net, borrowed. nodes: names, NULL-ended, borrowed; NULL: none. owner begins the message of
 * AE_ERROR_USAGE where net has no such node with a gradient. */
AeMatcher *ae_matcher_new(AeNet *net, char **nodes, const char *owner, GError **error);
void ae_matcher_free(AeMatcher *matcher); /* accepts NULL */
/* Keeps what the nodes gave in the last forward pass. */
void ae_matcher_remember(AeMatcher *matcher);
/* The mean absolute difference of what they gave in the last forward pass from what was kept, added up over the nodes;
 * weight times its derivative is added to their gradients. */
double ae_matcher_compare(AeMatcher *matcher, double weight);

G_END_DECLS
#endif
