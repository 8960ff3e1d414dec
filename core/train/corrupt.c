/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/corrupt.h"

#include <string.h>

#include "base/row.h"

/* The table. */
#define CORRUPTIONS(ROW) \
  ROW(gaussian)          \
  ROW(salt_pepper)       \
  ROW(mask)              \
  ROW(holes)             \
  ROW(poisson)           \
  ROW(blur)              \
  ROW(jpeg)              \
  ROW(camera)            \
  ROW(downscale)

#define ROW_EXTERN(name) extern const AeCorruption ae_corrupt_##name;
#define ROW_POINTER(name) &ae_corrupt_##name,
CORRUPTIONS(ROW_EXTERN)
static const AeCorruption *const table[] = {CORRUPTIONS(ROW_POINTER) NULL};

typedef struct {
  const AeCorruption *type;
  void *options;
} Link;

struct AeCorruptChain {
  GArray *links;
};

const AeCorruption *const *ae_corruptions(void) { return table; }

const AeCorruption *ae_corruption_by_name(const char *name, GError **error) {
  return ae_row_by_name((gconstpointer const *)table, "corruption", "Corruptions", name, error);
}

static gboolean add_link(AeCorruptChain *chain, const char *name, GError **error) {
  const AeCorruption *type = ae_corruption_by_name(name, error);
  if (!type)
    return FALSE;
  Link link = {type, g_malloc0(MAX(type->options_size, 1))};
  ae_options_init(type->options, link.options);
  g_array_append_val(chain->links, link);
  return TRUE;
}

static gboolean set_key(AeCorruptChain *chain, const char *word, GError **error) {
  if (!chain->links->len) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "\"%s\" stands before the first corruption", word);
    return FALSE;
  }
  Link *link = &g_array_index(chain->links, Link, chain->links->len - 1);
  g_auto(GStrv) pair = g_strsplit(word, "=", 2);
  return ae_option_set(link->type->options, link->options, link->type->name, pair[0], pair[1], error);
}

static gboolean check_links(const AeCorruptChain *chain, GError **error) {
  for (guint i = 0; i < chain->links->len; i++) {
    const Link *link = &g_array_index(chain->links, Link, i);
    if (link->type->check && !link->type->check(link->options, error))
      return FALSE;
  }
  return TRUE;
}

AeCorruptChain *ae_corrupt_parse(const char *text, const char *owner, GError **error) {
  AeCorruptChain *chain = g_new0(AeCorruptChain, 1);
  chain->links = g_array_new(FALSE, FALSE, sizeof(Link));
  g_auto(GStrv) words = g_strsplit_set(text, " \t", -1);
  for (char **word = words; *word; word++) {
    if (!**word)
      continue;
    if (!(strchr(*word, '=') ? set_key(chain, *word, error) : add_link(chain, *word, error)))
      goto fail;
  }
  if (check_links(chain, error))
    return chain;
fail:
  g_prefix_error(error, "%s: ", owner);
  ae_corrupt_free(chain);
  return NULL;
}

void ae_corrupt_free(AeCorruptChain *chain) {
  if (!chain)
    return;
  for (guint i = 0; i < chain->links->len; i++) {
    Link *link = &g_array_index(chain->links, Link, i);
    ae_options_clear(link->type->options, link->options);
    g_free(link->options);
  }
  g_array_unref(chain->links);
  g_free(chain);
}

int ae_corrupt_factor(const AeCorruptChain *chain) {
  int factor = 1;
  for (guint i = 0; i < chain->links->len; i++) {
    const Link *link = &g_array_index(chain->links, Link, i);
    if (link->type->factor)
      factor = MIN(factor * link->type->factor(link->options), G_MAXINT / 64);
  }
  return factor;
}

void ae_corrupt_apply(const AeCorruptChain *chain, AeRng *rng, AePatch *patch) {
  for (guint i = 0; i < chain->links->len; i++) {
    const Link *link = &g_array_index(chain->links, Link, i);
    link->type->apply(link->options, rng, patch);
  }
}
