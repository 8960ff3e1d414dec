/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Convolutions from many channels to a few, where gradients are wanted: the last one of a network that draws a picture.
 * oneDNN's code fills its vectors with output channels, most of which are not there; here they hold input channels. */
#ifndef AE_TENSOR_THIN_H
#define AE_TENSOR_THIN_H

#include "tensor/kernels.h"

G_BEGIN_DECLS

typedef struct AeThin AeThin;

gboolean ae_thin_fits(const AeConvSpec *spec);
AeThin *ae_thin_new(const AeConvSpec *spec, GError **error); /* of a specification that fits */
void ae_thin_free(AeThin *thin);                             /* accepts NULL */

/* As the functions of AeKernels that are called so; rows of tensors may have gaps between them. */
void ae_thin_weights(AeThin *thin, const ae_real *w, const ae_real *bias);
void ae_thin_forward(const AeThin *thin, const AeTensor *x, AeTensor *y);
void ae_thin_backward_data(AeThin *thin, const AeTensor *dy, AeTensor *dx);
void ae_thin_backward_weights(AeThin *thin, const AeTensor *x, const AeTensor *dy, ae_real *dw, ae_real *db);

G_END_DECLS
#endif
