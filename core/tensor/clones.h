/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* AE_CLONES before a function: compiled for several x86-64 processors, of which the program takes its own. Sums must be
 * written by lanes (AeLanes), so that their order is not the compiler's choice; products are not fused with sums
 * (-ffp-contract=off), so that every processor gives the same bits. */
#ifndef AE_TENSOR_CLONES_H
#define AE_TENSOR_CLONES_H

#include "tensor/tensor.h"

/* clang up to 15 gives the function a name that other files do not know. */
#if defined(__x86_64__) && defined(__GLIBC__) && (!defined(__clang__) || __clang_major__ > 15)
#define AE_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define AE_CLONES
#endif

enum { AE_LANES = 16 };
typedef float AeLanes __attribute__((vector_size(AE_LANES * sizeof(float))));
typedef float AeLanesAt __attribute__((vector_size(AE_LANES * sizeof(float)), aligned(sizeof(float)), may_alias));
#define AE_LOAD(from) (*(const AeLanesAt *)(from))
#define AE_STORE(to, lanes) (*(AeLanesAt *)(to) = (lanes))

#endif
