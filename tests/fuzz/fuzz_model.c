/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* A model file: header, metadata, network text, weights, description. */
#include "fuzz.h"

#include <aefilter/model.h>

#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  GError *error = NULL;
  FuzzFile file = fuzz_file(data, size);
  AeModel *model = ae_model_load(file.path, NULL, &error);
  fuzz_check(model != NULL, error);
  if (model) {
    error = NULL;
    g_autofree char *text = ae_model_describe(model, TRUE, &error);
    fuzz_check(text != NULL, error);
  }
  ae_model_unref(model);
  close(file.fd);
  return 0;
}
