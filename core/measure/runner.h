/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A part of a model's network on many examples at once, by all threads. The network always runs on AE_RUNNER_BATCH of
 * them, always the same ones together, the last batch filled up: so what comes out does not depend on the number of
 * threads.
 *
 *     AeRunner *encoder = ae_runner_new(model, NULL, "z", 28, 28, 0, FALSE, &error);
 *     float *codes = ae_alloc(n, ae_runner_out(encoder) * sizeof *codes, "codes", &error);
 *     ae_runner_run(encoder, pictures, labels, n, codes, &error); */
#ifndef AE_MEASURE_RUNNER_H
#define AE_MEASURE_RUNNER_H

#include "model/model.h"

G_BEGIN_DECLS

enum { AE_RUNNER_BATCH = 64 };

typedef struct AeRunner AeRunner;

/* From what line FROM gives (NULL: the picture that goes in) to what line TO gives (NULL: what comes out). height and
 * width: of the model's pictures. model must outlive the runner; threads: 0: as many as there are processors. */
AeRunner *ae_runner_new(const AeModel *model, const char *from, const char *to, int height, int width, guint threads,
                        gboolean bf16, GError **error);
void ae_runner_free(AeRunner *runner); /* accepts NULL */

gsize ae_runner_in(const AeRunner *runner); /* numbers of one that goes in, and of one that comes out */
gsize ae_runner_out(const AeRunner *runner);
AeShape ae_runner_out_shape(const AeRunner *runner); /* n = 1 */
int ae_runner_classes(const AeRunner *runner);       /* numbers of the label that the part takes; 0: it takes none */

/* in: n x ae_runner_in, out: n x ae_runner_out, interleaved pictures. labels: n, or NULL; where a label is NULL or not
 * one of the classes, the network gets zeros. One caller at a time. */
gboolean ae_runner_run(AeRunner *runner, const float *in, const int *labels, gsize n, float *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(AeRunner, ae_runner_free)

G_END_DECLS
#endif
