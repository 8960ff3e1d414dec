/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "tensor/onednn_op.h"

#include "base/checked.h"

#include <dlfcn.h>

enum { MAX_ARGS = 6 };

/* args[0 .. n_args - 1] are the slots; the scratchpad, if there is one, follows them. */
struct AeDnnlOp {
  dnnl_primitive_desc_t pd;
  dnnl_primitive_t primitive;
  dnnl_stream_t stream;
  int n_args;
  dnnl_exec_arg_t args[MAX_ARGS + 1];
  void *scratch;
};

/* Looked up and not linked: what counts is the OpenMP runtime that oneDNN was built with, whatever our own compiler
 * would bring. */
static int (*omp_get)(void);
static void (*omp_set)(int);

static void find_openmp(void) {
  int (*get)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_max_threads");
  void (*set)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
  if (get && set) {
    omp_get = get;
    omp_set = set;
  }
}

dnnl_engine_t ae_dnnl_engine(void) {
  static gsize opened;
  static dnnl_engine_t engine;
  if (g_once_init_enter(&opened)) {
    find_openmp();
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success)
      engine = NULL;
    g_once_init_leave(&opened, 1);
  }
  return engine;
}

int ae_dnnl_enter(void) {
  ae_dnnl_engine();
  int threads = omp_get ? omp_get() : 1;
  if (threads != 1)
    omp_set(1);
  return threads;
}

void ae_dnnl_leave(int token) {
  if (token != 1)
    omp_set(token);
}

static gboolean add_scratch(AeDnnlOp *op) {
  AeDnnlConstMd md = ae_dnnl_op_md(op, dnnl_query_scratchpad_md);
  gsize size = md ? dnnl_memory_desc_get_size(md) : 0;
  if (size == 0)
    return TRUE;
  dnnl_exec_arg_t *last = &op->args[op->n_args];
  last->arg = DNNL_ARG_SCRATCHPAD;
  op->scratch = ae_alloc(size, 1, "convolution", NULL);
  return op->scratch && dnnl_memory_create(&last->memory, md, ae_dnnl_engine(), op->scratch) == dnnl_success;
}

AeDnnlOp *ae_dnnl_op_new(dnnl_primitive_desc_t pd) {
  if (!pd)
    return NULL;
  AeDnnlOp *op = g_new0(AeDnnlOp, 1);
  op->pd = pd;
  if (dnnl_primitive_create(&op->primitive, pd) != dnnl_success ||
      dnnl_stream_create(&op->stream, ae_dnnl_engine(), dnnl_stream_default_flags) != dnnl_success || !add_scratch(op))
    g_clear_pointer(&op, ae_dnnl_op_free);
  return op;
}

void ae_dnnl_op_free(AeDnnlOp *op) {
  if (!op)
    return;
  for (int i = 0; i <= op->n_args; i++)
    if (op->args[i].memory)
      dnnl_memory_destroy(op->args[i].memory);
  ae_free(op->scratch);
  if (op->stream)
    dnnl_stream_destroy(op->stream);
  if (op->primitive)
    dnnl_primitive_destroy(op->primitive);
  dnnl_primitive_desc_destroy(op->pd);
  g_free(op);
}

AeDnnlConstMd ae_dnnl_op_md(const AeDnnlOp *op, dnnl_query_t what) {
  return dnnl_primitive_desc_query_md(op->pd, what, 0);
}

gboolean ae_dnnl_op_arg(AeDnnlOp *op, int arg, AeDnnlConstMd md) {
  dnnl_memory_t memory;
  if (op->n_args == MAX_ARGS || dnnl_memory_create(&memory, md, ae_dnnl_engine(), DNNL_MEMORY_NONE) != dnnl_success)
    return FALSE;
  dnnl_exec_arg_t *slot = &op->args[op->n_args++];
  slot[1] = slot[0];
  *slot = (dnnl_exec_arg_t){.arg = arg, .memory = memory};
  return TRUE;
}

/* Neither call can fail for a CPU memory and a primitive that was made; oneDNN's own programs do not look either. */
void ae_dnnl_op_data(AeDnnlOp *op, int slot, const void *data) {
  dnnl_memory_set_data_handle(op->args[slot].memory, (void *)data);
}

void ae_dnnl_op_run(const AeDnnlOp *op) {
  int token = ae_dnnl_enter();
  dnnl_primitive_execute(op->primitive, op->stream, op->n_args + (op->scratch != NULL), op->args);
  ae_dnnl_leave(token);
}

AeDnnlOp *ae_dnnl_reorder_new(AeDnnlConstMd from, AeDnnlConstMd to) {
  dnnl_primitive_desc_t pd = NULL;
  dnnl_primitive_attr_t attr = ae_dnnl_attr_new(NULL);
  dnnl_reorder_primitive_desc_create(&pd, from, ae_dnnl_engine(), to, ae_dnnl_engine(), attr);
  dnnl_primitive_attr_destroy(attr);
  AeDnnlOp *op = ae_dnnl_op_new(pd);
  if (op && !(ae_dnnl_op_arg(op, DNNL_ARG_FROM, from) && ae_dnnl_op_arg(op, DNNL_ARG_TO, to)))
    g_clear_pointer(&op, ae_dnnl_op_free);
  return op;
}

dnnl_primitive_attr_t ae_dnnl_attr_new(const_dnnl_post_ops_t ops) {
  dnnl_primitive_attr_t attr = NULL;
  if (dnnl_primitive_attr_create(&attr) != dnnl_success)
    return NULL;
  if (dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user) != dnnl_success ||
      (ops && dnnl_primitive_attr_set_post_ops(attr, ops) != dnnl_success)) {
    dnnl_primitive_attr_destroy(attr);
    return NULL;
  }
  return attr;
}
