/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "nn/convolution.h"

#include <string.h>

static gboolean parse_pad(const char *text, int *pad) {
  guint64 number;
  if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT, &number, NULL))
    return FALSE;
  *pad = (int)number;
  return TRUE;
}

gboolean ae_conv_pad(const AeConvOptions *options, AePad same, AePad *pad, GError **error) {
  int number = 0;
  *pad = (AePad){0, 0};
  if (!strcmp(options->pad, "same"))
    *pad = same;
  else if (!strcmp(options->pad, "valid"))
    return TRUE;
  else if (parse_pad(options->pad, &number))
    *pad = (AePad){number, number};
  else {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "pad=%s is neither same, valid nor a number", options->pad);
    return FALSE;
  }
  if (number < options->kernel)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "pad=%d is not below kernel=%d", number, options->kernel);
  return FALSE;
}

int ae_conv_out(const AeConvOptions *options, AeShape in) { return options->out == AE_AUTO ? in.c : options->out; }

int ae_conv_params(const AeConvOptions *options, int dim0, int dim1, int out, double fan_in, AeParamSpec *specs) {
  specs[0] = (AeParamSpec){.suffix = "weight",
                           .rank = 4,
                           .dims = {dim0, dim1, options->kernel, options->kernel},
                           .init = AE_INIT_HE,
                           .gain = options->gain,
                           .fan_in = (int)CLAMP(fan_in, 1, G_MAXINT),
                           .trainable = TRUE};
  specs[1] =
      (AeParamSpec){.suffix = "bias", .rank = 1, .dims = {out}, .init = AE_INIT_ZERO, .gain = 1, .trainable = TRUE};
  return options->bias ? 2 : 1;
}
