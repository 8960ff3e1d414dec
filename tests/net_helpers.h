/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Nets for tests: owners of the C types, and a net with its own weights from a text. */
#ifndef AE_TESTS_NET_HELPERS_H
#define AE_TESTS_NET_HELPERS_H

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "nn/net.h"

template <auto Free> struct Deleter {
  template <typename T> void operator()(T *p) const { Free(p); }
};
using Graph = std::unique_ptr<AeGraph, Deleter<ae_graph_unref>>;
using Params = std::unique_ptr<AeParams, Deleter<ae_params_free>>;
using NetOwner = std::unique_ptr<AeNet, Deleter<ae_net_free>>;

/* Throws the message where the call failed. */
template <typename T> T *Check(T *result, GError *error) {
  if (result)
    return result;
  std::string message = error ? error->message : "no message";
  g_clear_error(&error);
  throw std::runtime_error(message);
}

inline Graph Parse(const std::string &text) {
  GError *error = nullptr;
  AeGraph *graph = ae_graph_parse(text.c_str(), "test", &error);
  return Graph(Check(graph, error));
}

inline AeGraphInfo Info(const AeGraph *graph) {
  GError *error = nullptr;
  AeGraphInfo info;
  Check(ae_graph_info(graph, &info, &error) ? &info : nullptr, error);
  return info;
}

inline Params NewParams(const AeGraph *graph, guint64 seed) {
  GError *error = nullptr;
  AeParams *params = ae_params_new(graph, &error);
  Check(params, error);
  ae_params_init(params, graph, seed);
  return Params(params);
}

inline NetOwner NewNet(AeGraph *graph, AeParams *params, int n, int h, int w, const AeNetOptions &options) {
  GError *error = nullptr;
  AeNet *net = ae_net_new(graph, params, n, h, w, &options, &error);
  return NetOwner(Check(net, error));
}

inline gsize Count(const AeTensor *t) { return static_cast<gsize>(t->shape.n) * t->shape.c * t->shape.h * t->shape.w; }
inline ae_real *Data(const AeTensor *t) { return static_cast<ae_real *>(t->data); }
inline std::vector<ae_real> Copy(const AeTensor *t) { return {Data(t), Data(t) + Count(t)}; }

inline void FillNormal(AeTensor *t, guint64 seed) {
  AeRng rng;
  ae_rng_init(&rng, seed, 0);
  for (gsize i = 0; i < Count(t); i++)
    Data(t)[i] = static_cast<ae_real>(ae_rng_normal(&rng));
}

/* The largest difference; infinite where the counts differ. */
inline double Distance(const std::vector<ae_real> &a, const std::vector<ae_real> &b) {
  double most = 0;
  for (gsize i = 0; i < a.size(); i++)
    most = std::max(most, std::fabs(static_cast<double>(a[i]) - b[i]));
  return a.size() == b.size() ? most : INFINITY;
}

inline std::vector<ae_real> Output(AeNet *net) {
  ae_net_forward(net);
  return Copy(ae_net_output(net));
}

/* Options of a training net without gradients of the inputs. */
inline AeNetOptions Training() {
  AeNetOptions options = {};
  options.training = TRUE;
  return options;
}

#endif
