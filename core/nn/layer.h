/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A layer type is one file layer_NAME.c that ends in one exported const AeLayerType, and one row in layers.c.
 *
 * To write one: options as rows (option.h), shape(), params() if it has weights, forward() and backward(), and
 * examples: network texts that the tests run through finite differences, shape checks and strip execution without being
 * asked. Buffers are channels-last (tensor/tensor.h); a layer computes in ae_real on the calling thread. */
#ifndef AE_NN_LAYER_H
#define AE_NN_LAYER_H

#include <aefilter/option.h>

#include "base/rng.h"
#include "tensor/kernels.h"

G_BEGIN_DECLS

enum { AE_MAX_INPUTS = 8, AE_MAX_PARAMS = 4 };

typedef enum {
  AE_INIT_ZERO,
  AE_INIT_ONE,
  AE_INIT_HE,    /* N(0, gain^2 * 2 / fan_in), He et al. 2015 */
  AE_INIT_CONST, /* gain */
  AE_INIT_BICUBIC, /* nn/bicubic.h */
} AeInit;

/* A weight of a layer. Its full name in files is "NODE.suffix", as PyTorch's state_dict has it. */
typedef struct {
  const char *suffix; /* "weight", "bias", "running_mean", ... */
  int rank, dims[4];
  AeInit init;
  double gain; /* 1 unless the layer has a gain option */
  int fan_in;
  gboolean trainable; /* FALSE: a buffer (running statistics) that no optimiser touches */
} AeParamSpec;

typedef struct AeNode AeNode;
typedef struct AeOp AeOp;

/* How one output row (or column) depends on input rows: output row o reads input rows
 * floor(o * num / den) - before .. floor(o * num / den) + after, and there are den/num output rows per input row.
 * conv 3x3: {1,1,1,1}; stride 2 2x2: {2,1,0,1}; upsample 2: {1,2,0,0}.
 * shrinks: the output has not exactly den/num times the input's rows (pad=valid): such a node cannot run in strips. */
typedef struct {
  int num, den, before, after;
  gboolean shrinks;
} AeReach;

typedef struct {
  const char *name, *help;
  const AeOption *options; /* may be NULL */
  gsize options_size;
  int min_inputs, max_inputs;
  gsize state_size; /* bytes of AeOp.state, zeroed before plan() */

  /* The second input is a line whose first weight, a matrix, is read (AeOp.borrowed) in place of its values, and gets a
   * gradient; the matrix has as many columns as this layer has numbers coming out. */
  gboolean borrows;

  /* What happens to this layer at inference (fuse.h, net.h). */
  gboolean in_place;                               /* out may be in[0] itself at inference */
  gboolean folds;                                  /* forward applies fused_act and fused_add */
  gboolean sums;                                   /* out is the sum of the inputs: two of them can be folded */
  AeAct (*act)(const AeNode *node, double *slope); /* an activation that back ends can fuse; NULL: it is none */

  /* Output shape from the input shapes; refuses what does not fit with AE_ERROR_USAGE naming the numbers. An input line
   * gets the wanted shape of the pictures (c = 1) as in[0]. */
  gboolean (*shape)(const AeNode *node, const AeShape *in, AeShape *out, GError **error);
  /* Fills specs for input shapes in and returns how many. NULL: none. */
  int (*params)(const AeNode *node, const AeShape *in, AeParamSpec *specs);
  /* Reach in rows and columns (the same for both) at inference, or NULL where every output needs all inputs (dense,
   * group norm). */
  AeReach (*reach)(const AeNode *node);
  guint64 (*macs)(const AeNode *node, const AeShape *in, AeShape out); /* NULL: 0 */

  gboolean (*plan)(AeOp *op, GError **error); /* convolution plans, scratch; NULL: nothing to do */
  void (*forward)(AeOp *op);
  /* din (overwritten, or added to where accumulate says so) and dweight (added to) from dout */
  void (*backward)(AeOp *op);
  void (*release)(AeOp *op); /* what plan() made; NULL: nothing */

  const char *const *examples; /* NULL-ended network texts, small (8x8), each with an input line */
} AeLayerType;

/* One line of the architecture text. */
struct AeNode {
  char *name;
  const AeLayerType *type;
  void *options; /* the struct that type->options describes */
  int n_inputs;
  int inputs[AE_MAX_INPUTS]; /* indices of earlier nodes */
  int line;                  /* in the text, from 1, for messages */
};

/* One layer in one planned run. Everything is set before plan(), except data pointers, which are set before forward().
 * The rows of a tensor are contiguous (row = w * c); a view of rows may leave gaps between images. */
struct AeOp {
  const AeNode *node;
  const AeKernels *kernels;
  gboolean training; /* dropout drops, batch norm uses and updates batch statistics, backward will follow */
  gboolean bf16;     /* multiply convolutions in bf16 */
  AeTensor in[AE_MAX_INPUTS], out;
  AeTensor din[AE_MAX_INPUTS], dout;  /* din[i].data is NULL where no gradient is wanted */
  gboolean accumulate[AE_MAX_INPUTS]; /* add to din[i] instead of overwriting it (another reader came first) */
  ae_real *weight[AE_MAX_PARAMS];     /* borrowed from AeParams */
  ae_real *dweight[AE_MAX_PARAMS];    /* NULL at inference */
  ae_real *borrowed, *dborrowed;      /* where the type borrows: the lender's weight and its gradient */
  gboolean weights_changed;           /* since the last forward: packed copies are stale */
  AeAct fused_act;
  double fused_slope; /* set by the net where it folded the following activation into this convolution */
  int fused_add;      /* index into in of the tensor to add after act, or 0 */
  /* rows that a strip provides above and below (then no padding there); -1: whole picture */
  int strip_before, strip_after;
  AeRng *rng; /* of this run, for dropout and sampling */
  /* training: room for the largest in[i] of the run, shared by its ops; free to use within backward */
  ae_real *scratch;
  void *state;
};

const AeLayerType *const *ae_layers(void); /* NULL-ended */
const AeLayerType *ae_layer_by_name(const char *name, GError **error);

G_END_DECLS
#endif
