/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include <aefilter/model.h>

#include "say.h"
#include "verb.h"

extern const Verb verb_card;

static int print_card(const AeModel *model) {
  const char *card = ae_model_get(model, "card");
  g_autofree char *none = g_strdup_printf("%s: the model has no card", ae_model_path(model));
  if (card)
    return say_text(card);
  say(none);
  return 1;
}

static gboolean write_card(const AeModel *model, const char *path, GError **error) {
  g_autofree char *text = NULL;
  g_autoptr(GError) cause = NULL;
  gsize length;
  if (!g_file_get_contents(path, &text, &length, &cause)) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_IO, cause->message);
    return FALSE;
  }
  if (!g_utf8_validate_len(text, length, NULL)) {
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "%s: not UTF-8 text", path);
    return FALSE;
  }
  return ae_model_set(model, "card", text, error);
}

static int card_run(char **words) {
  GError *error = NULL;
  AeModel *model = NULL;
  int status;
  if (verb_parse(&verb_card, NULL, words, 1, 2, &error))
    model = ae_model_load(words[1], NULL, &error);
  if (!model)
    status = say_error(error);
  else if (!words[2])
    status = print_card(model);
  else
    status = write_card(model, words[2], &error) ? 0 : say_error(error);
  ae_model_unref(model);
  return status;
}

const Verb verb_card = {"card", "MODEL [FILE.md]",
                        "prints the model's card, or writes FILE.md into the model as its card", card_run};
