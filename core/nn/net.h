/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A network as text, its weights, and its execution.
 *
 *   # name   type             inputs (default: the line before)   key=value
 *   x        input            channels=4
 *   u        pixel_unshuffle  factor=2
 *   head     conv2d           out=64 kernel=3 bias=0
 *   e1a      conv2d           out=64 kernel=3 bias=0
 *   e1r      relu
 *   e1b      conv2d           out=64 kernel=3 bias=0 gain=0.2
 *   e1       add              head e1b
 *
 * Names are [A-Za-z_][A-Za-z0-9_]*, unique; a word without "=" after the type is an input; '#' begins a comment. The
 * last line is the output. Several input lines make several inputs, in order. Inputs may fix height and width (dense
 * nets need it). */
#ifndef AE_NN_NET_H
#define AE_NN_NET_H

#include "nn/layer.h"

G_BEGIN_DECLS

/* ---- the graph: immutable after parsing, shared between threads ---- */
typedef struct {
  int n_nodes;
  AeNode *nodes;
  int n_inputs, inputs[AE_MAX_INPUTS]; /* node indices of the input lines */
  char *owner;                         /* begins messages: "denoise.ini", "model X" */
  gatomicrefcount refs;
} AeGraph;

/* owner ("denoise.ini", "model X") and the line number begin an error message. At most 4096 lines. */
AeGraph *ae_graph_parse(const char *text, const char *owner, GError **error);
AeGraph *ae_graph_ref(AeGraph *graph);
void ae_graph_unref(AeGraph *graph);                       /* accepts NULL */
char *ae_graph_text(const AeGraph *graph);                 /* canonical text that parses to the same graph */
int ae_graph_find(const AeGraph *graph, const char *name); /* index or -1 */
/* The nodes from FROM's successors to TO as a graph of their own whose input line has FROM's channels: encoder and
 * decoder. Further inputs (a label) go into every part that depends on them, behind FROM. A line that borrows weights
 * of a line outside the part becomes a dense line with weights of its own. */
AeGraph *ae_graph_part(const AeGraph *graph, const char *from, const char *to, GError **error);

/* Shapes of all nodes (n_nodes, g_free) for input pictures of n x h x w; inputs with a fixed size must agree. */
AeShape *ae_graph_shapes(const AeGraph *graph, int n, int h, int w, GError **error);

typedef struct {
  guint64 parameters;       /* trainable numbers */
  double macs_per_pixel;    /* of the first input's pixels */
  guint64 macs;             /* for one nominal picture */
  int stride;               /* input height and width must be a multiple of it; 1 for fixed-size nets */
  gboolean fixed;           /* the first input line fixes height and width */
  gboolean local;           /* every layer has a reach: can run in strips */
  int margin;               /* pixels on each side that an output pixel can depend on, rounded up to stride */
  int scale_num, scale_den; /* output pixels per input pixel and side */
  AeShape in, out;          /* nominal: fixed size, or the smallest multiple of stride that is >= 64 */
} AeGraphInfo;
gboolean ae_graph_info(const AeGraph *graph, AeGraphInfo *info, GError **error);

/* ---- the weights ---- */
typedef struct {
  char *name;      /* "head.weight" */
  int node, index; /* whose, which */
  int rank, dims[4];
  gsize count;
  gboolean trainable;
  ae_real *data;
} AeParam;

typedef struct {
  guint n;
  AeParam *items;
  gsize total;   /* numbers in all items */
  ae_real *data; /* one block that the items' data point into, in order */
} AeParams;

AeParams *ae_params_new(const AeGraph *graph, GError **error); /* zeroed, running_var and the like as their init says */
void ae_params_init(AeParams *params, const AeGraph *graph, guint64 seed); /* each layer's own initialisation */
/* The weights of a part of graph, out of the whole's. */
AeParams *ae_params_part(const AeGraph *graph, const AeParams *whole, const AeGraph *part, GError **error);
AeParams *ae_params_copy(const AeParams *params, GError **error);
void ae_params_free(AeParams *params); /* accepts NULL */
AeParam *ae_params_find(const AeParams *params, const char *name);

/* ---- a run: one shape, one thread, whole pictures ---- */
typedef struct AeNet AeNet;

typedef struct {
  const AeKernels *kernels; /* NULL: ae_kernels_best() */
  gboolean training;        /* keep what backward needs */
  gboolean bf16;
  guint64 seed;            /* of dropout and sampling layers */
  gboolean input_gradient; /* training: backward goes on to the inputs (GAN, latent optimisation), else it stops at the
                              first weights */
} AeNetOptions;

/* Plans memory (one arena; at inference buffers are shared by liveness, activations and adds are folded into
 * convolutions) and the layers' own state for inputs of n x h x w. params stays the caller's and must outlive the net;
 * several nets may share it. */
AeNet *ae_net_new(AeGraph *graph, AeParams *params, int n, int h, int w, const AeNetOptions *options, GError **error);
void ae_net_free(AeNet *net);              /* accepts NULL */
AeTensor *ae_net_input(AeNet *net, int i); /* write here before forward */
const AeTensor *ae_net_output(const AeNet *net);
/* Training nets keep every node, others the output only: NULL. */
const AeTensor *ae_net_node(const AeNet *net, const char *name);
void ae_net_weights_changed(AeNet *net);
void ae_net_forward(AeNet *net);
/* From ae_net_output_gradient (written by the caller) to grads (added to, laid out as params->data; NULL: not wanted)
 * and the inputs' gradients. For training nets, after forward. */
AeTensor *ae_net_output_gradient(AeNet *net);
/* For losses on inner nodes: call before each backward, add to it; NULL: no such node, or no weight before it. */
AeTensor *ae_net_node_gradient(AeNet *net, const char *name);
void ae_net_backward(AeNet *net, ae_real *grads);
/* passed is called by ae_net_backward with each node, from the last to the first, when nothing more will be added to
 * the gradients of its weights. NULL: nobody. */
void ae_net_watch(AeNet *net, void (*passed)(gpointer data, int node), gpointer data);
const AeTensor *ae_net_input_gradient(const AeNet *net, int i); /* NULL unless options->input_gradient */
AeRng *ae_net_rng(AeNet *net);
gsize ae_net_arena_bytes(const AeNet *net);

G_END_DECLS
#endif
