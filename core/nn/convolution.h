/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What conv2d and tconv2d share: options, padding, weights. Kernels are square. */
#ifndef AE_NN_CONVOLUTION_H
#define AE_NN_CONVOLUTION_H

#include "nn/layer.h"

G_BEGIN_DECLS

typedef struct {
  int out, kernel, stride;
  char *pad;
  int pad_mode;
  int groups;
  gboolean bias;
  double gain;
  int init; /* conv2d */
} AeConvOptions;

/* Pixels of padding before the first and behind the last row and column. */
typedef struct {
  int before, after;
} AePad;

/* pad= as "valid", a number, or "same" (as given by the caller); numbers beyond the kernel are refused. */
gboolean ae_conv_pad(const AeConvOptions *options, AePad same, AePad *pad, GError **error);

int ae_conv_out(const AeConvOptions *options, AeShape in); /* channels of the output */

/* weight (dim0, dim1, kernel, kernel) and, if wanted, bias (out): how many. */
int ae_conv_params(const AeConvOptions *options, int dim0, int dim1, int out, double fan_in, AeParamSpec *specs);

G_END_DECLS

#endif
