/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* An input of the network: the caller writes it. */
#include "nn/op.h"

typedef struct {
  int channels, height, width;
} Input;

static const AeOption options[] = {
    {"channels", "channels of the picture", AE_OPTION_INT, G_STRUCT_OFFSET(Input, channels), "3", 1, 65536},
    {"height", "the only height allowed", AE_OPTION_INT, G_STRUCT_OFFSET(Input, height), "auto", 1, 65536, TRUE, NULL,
     "px"},
    {"width", "the only width allowed", AE_OPTION_INT, G_STRUCT_OFFSET(Input, width), "auto", 1, 65536, TRUE, NULL,
     "px"},
    {NULL}};

static gboolean shape(const AeNode *node, const AeShape *wanted, AeShape *out, GError **error) {
  const Input *o = node->options;
  *out = (AeShape){wanted->n, o->channels, wanted->h, wanted->w};
  if ((o->height == AE_AUTO) != (o->width == AE_AUTO)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "height and width can only be fixed together");
    return FALSE;
  }
  if (o->height != AE_AUTO) {
    out->h = o->height;
    out->w = o->width;
  }
  return TRUE;
}

static void forward(AeOp *op) {}
static void backward(AeOp *op) {}

static const char *const examples[] = {"x input channels=2\ny relu", "x input channels=1 height=8 width=8\ny relu",
                                       NULL};

const AeLayerType ae_layer_input = {
    .name = "input",
    .help = "a picture given to the network",
    .options = options,
    .options_size = sizeof(Input),
    .shape = shape,
    .reach = ae_reach_same,
    .forward = forward,
    .backward = backward,
    .examples = examples,
};
