/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A network's text: parsed, measured, and written so that it parses to the same text. */
#include "fuzz.h"

#include "nn/net.h"

#include <stdlib.h>
#include <string.h>

static void check_text(const AeGraph *graph) {
  g_autofree char *text = ae_graph_text(graph);
  AeGraph *again = ae_graph_parse(text, "fuzz", NULL);
  g_autofree char *text_again = again ? ae_graph_text(again) : NULL;
  if (!again || strcmp(text, text_again))
    abort();
  ae_graph_unref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autofree char *text = g_strndup((const char *)data, size);
  GError *error = NULL;
  AeGraph *graph = ae_graph_parse(text, "fuzz", &error);
  fuzz_check(graph != NULL, error);
  if (graph) {
    AeGraphInfo info;
    error = NULL;
    gboolean done = ae_graph_info(graph, &info, &error);
    fuzz_check(done, error);
    check_text(graph);
  }
  ae_graph_unref(graph);
  return 0;
}
