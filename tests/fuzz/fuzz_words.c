/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A command line's chain, a word a line; what parses must give a text that parses to the same text. */
#include "fuzz.h"

#include <aefilter/stage.h>

#include <stdlib.h>
#include <string.h>

static void check_text(const AeChain *chain) {
  g_autofree char *text = ae_chain_text(chain);
  g_auto(GStrv) words = NULL;
  GError *error = NULL;
  if (!g_shell_parse_argv(text, NULL, &words, &error))
    abort();
  AeChain *again = ae_chain_parse((const char *const *)words, &error);
  g_autofree char *text_again = again ? ae_chain_text(again) : NULL;
  if (!again || strcmp(text, text_again))
    abort();
  ae_chain_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  g_autofree char *text = g_strndup((const char *)data, size);
  g_auto(GStrv) words = g_strsplit(text, "\n", 64);
  GError *error = NULL;
  AeChain *chain = ae_chain_parse((const char *const *)words, &error);
  fuzz_check(chain != NULL, error);
  if (chain)
    check_text(chain);
  ae_chain_free(chain);
  return 0;
}
