/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Models on data of any kind (train/data.h), as they are measured. */
#ifndef AE_PLOT_MEASURED_H
#define AE_PLOT_MEASURED_H

#include "measure/context.h"
#include "plot/vectors.h"

G_BEGIN_DECLS

/* The rows of options of drawings that use this. Type has the members n, corrupt and kind. */
/* clang-format off */
#define AE_MEASURED_ROWS(Type) \
  {"n", "held-out examples; auto: all", AE_OPTION_INT, G_STRUCT_OFFSET(Type, n), "auto", 1, G_MAXINT, TRUE}, \
  {"corrupt", "what spoils them before, as in a recipe", AE_OPTION_STRING, G_STRUCT_OFFSET(Type, corrupt)}, \
  {"kind", "kind of data and its keys, as in \"toy set=curve\"; found by what lies in the folder if not given", \
   AE_OPTION_STRING, G_STRUCT_OFFSET(Type, kind)}
/* clang-format on */

/* n: AE_AUTO, corrupt, kind: NULL where they are not given. ae_measure_context_free. */
AeMeasureContext *ae_measured_open(AeModel *model, const char *data, int n, const char *corrupt, const char *kind,
                                   GError **error);

/* The codes of the first n held-out examples, and their labels as classes; ae_vectors_clear. */
gboolean ae_measured_vectors(AeModel *model, const char *data, int n, const char *kind, AeVectors *vectors,
                             GError **error);

G_END_DECLS
#endif
