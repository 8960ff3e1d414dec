/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/chain.h"

#include <string.h>

/* One stage of the chain with its own option values. */
typedef struct {
  const AeStage *stage;
  gpointer options;
  gpointer state; /* NULL until opened */
  AeChain *chain;
  AeSettings settings; /* the chain's, but progress tells the chain which link it comes from */
  double finished;     /* this link's share of the current picture, 0..1 */
  gboolean ended;      /* of a stream: the stage was told that nothing more comes */
} Link;

struct AeChain {
  char **words;
  GPtrArray *links; /* Link */
  AeSettings settings;
  /* Of a stream: the picture that was put and not yet pulled; nothing more comes. */
  AeRows *waiting;
  gboolean ended;
};

static void link_close(Link *link) {
  if (link->state)
    link->stage->close(link->state);
  link->state = NULL;
}

static void link_free(gpointer data) {
  Link *link = data;
  link_close(link);
  ae_options_clear(link->stage->options, link->options);
  g_free(link->options);
  g_free(link);
}

static Link *link_new(AeChain *chain, const AeStage *stage) {
  Link *link = g_new0(Link, 1);
  link->stage = stage;
  link->chain = chain;
  link->options = g_malloc0(MAX(stage->options_size, 1));
  ae_options_init(stage->options, link->options);
  return link;
}

static Link *link_at(const AeChain *chain, guint i) { return g_ptr_array_index(chain->links, i); }

static Link *last_link(const AeChain *chain) {
  return chain->links->len ? link_at(chain, chain->links->len - 1) : NULL;
}

AeKind ae_chain_in(const AeChain *chain) {
  AeKind kind = AE_KIND_ANY;
  for (guint i = 0; kind == AE_KIND_ANY && i < chain->links->len; i++)
    kind = link_at(chain, i)->stage->in;
  return kind;
}

AeKind ae_chain_out(const AeChain *chain) {
  AeKind kind = AE_KIND_ANY;
  for (guint i = chain->links->len; kind == AE_KIND_ANY && i > 0; i--)
    kind = link_at(chain, i - 1)->stage->out;
  return kind;
}

static gboolean add_stage(AeChain *chain, const char *name, GError **error) {
  static const char *const kinds[] = {"nothing", "an image", "a code", "an archive", "anything"};
  const AeStage *stage = ae_stage_by_name(name, error);
  if (!stage)
    return FALSE;
  AeKind before = ae_chain_out(chain);
  if (before != stage->in && before != AE_KIND_ANY && stage->in != AE_KIND_ANY) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage %s takes %s, but %s before it gives %s", stage->name,
                kinds[stage->in], last_link(chain)->stage->name, kinds[before]);
    return FALSE;
  }
  g_ptr_array_add(chain->links, link_new(chain, stage));
  return TRUE;
}

static gboolean is_number(const char *text) {
  char *end;
  g_ascii_strtod(text, &end);
  return end != text && !*end;
}

/* Appends to what the option holds. */
static gboolean set_other(Link *link, const char *name, const char *value, GError **error) {
  const AeOption *row = ae_option_find(link->stage->options, link->stage->others);
  g_autofree char *before = ae_option_get(row, link->options);
  g_autofree char *after = g_strdup_printf("%s%s%s:%s", before ? before : "", before ? "," : "", name, value);
  return ae_option_set(link->stage->options, link->options, link->stage->name, row->name, after, error);
}

static gboolean set_key(AeChain *chain, const char *word, GError **error) {
  Link *link = last_link(chain);
  const char *equals = strchr(word, '=');
  if (!link) {
    g_autofree char *shown = g_utf8_make_valid(word, -1);
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "\"%s\" sets a key, but no stage stands before it", shown);
    return FALSE;
  }
  g_autofree char *name = g_strndup(word, (gsize)(equals - word));
  if (link->stage->others && is_number(equals + 1) && !ae_option_find(link->stage->options, name))
    return set_other(link, name, equals + 1, error);
  g_autofree char *owner = g_strconcat("stage ", link->stage->name, NULL);
  return ae_option_set(link->stage->options, link->options, owner, name, equals + 1, error);
}

AeChain *ae_chain_parse(const char *const *words, GError **error) {
  g_autoptr(AeChain) chain = g_new0(AeChain, 1);
  chain->words = g_strdupv((char **)words);
  chain->links = g_ptr_array_new_with_free_func(link_free);
  for (; *words; words++)
    if (!(strchr(*words, '=') ? set_key(chain, *words, error) : add_stage(chain, *words, error)))
      return NULL;
  if (!chain->links->len) {
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, "no stage is given");
    return NULL;
  }
  return g_steal_pointer(&chain);
}

AeChain *ae_chain_copy(const AeChain *chain) {
  /* The words were accepted once, and the tables do not change. */
  return ae_chain_parse((const char *const *)chain->words, NULL);
}

void ae_chain_free(AeChain *chain) {
  if (!chain)
    return;
  ae_rows_free(chain->waiting);
  g_ptr_array_unref(chain->links);
  g_strfreev(chain->words);
  g_free(chain);
}

gboolean ae_chain_takes_vectors(const AeChain *chain) {
  for (guint i = 0; i < chain->links->len; i++) {
    const Link *link = link_at(chain, i);
    if (link->stage->in != AE_KIND_ANY)
      return link->stage->vectors && link->stage->vectors(link->state);
  }
  return FALSE;
}

/* A picture is as far as its stages are on average: they take turns where one spools, and run abreast where none does.
 */
static gboolean link_progress(double fraction, gpointer data) {
  Link *link = data;
  AeChain *chain = link->chain;
  link->finished = CLAMP(fraction, 0, 1);
  double sum = 0;
  for (guint i = 0; i < chain->links->len; i++)
    sum += link_at(chain, i)->finished;
  return chain->settings.progress(sum / chain->links->len, chain->settings.progress_data);
}

static gboolean link_open(Link *link, GError **error) {
  link->settings = link->chain->settings;
  if (link->settings.progress) {
    link->settings.progress = link_progress;
    link->settings.progress_data = link;
  }
  return link->stage->open(link->options, &link->settings, &link->state, error);
}

static void close_links(AeChain *chain) {
  for (guint i = 0; i < chain->links->len; i++)
    link_close(link_at(chain, i));
}

gboolean ae_chain_open(AeChain *chain, const AeSettings *settings, GError **error) {
  close_links(chain);
  chain->settings = *settings;
  for (guint i = 0; i < chain->links->len; i++)
    if (!link_open(link_at(chain, i), error)) {
      close_links(chain);
      return FALSE;
    }
  return TRUE;
}

static void begin_picture(AeChain *chain) {
  for (guint i = 0; i < chain->links->len; i++)
    link_at(chain, i)->finished = 0;
}

AeRows *ae_chain_apply(AeChain *chain, AeRows *in, GError **error) {
  begin_picture(chain);
  for (guint i = 0; i < chain->links->len && in; i++) {
    Link *link = link_at(chain, i);
    if (ae_stage_is_sequence(link->stage)) {
      ae_rows_free(in);
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage %s makes no picture of one picture", link->stage->name);
      return NULL;
    }
    in = link->stage->apply(link->state, in, error);
  }
  return in;
}

/* ---- streams ---- */

gboolean ae_chain_is_sequence(const AeChain *chain) {
  for (guint i = 0; i < chain->links->len; i++)
    if (ae_stage_is_sequence(link_at(chain, i)->stage))
      return TRUE;
  return FALSE;
}

void ae_chain_begin(AeChain *chain) {
  g_clear_pointer(&chain->waiting, ae_rows_free);
  chain->ended = FALSE;
  for (guint i = 0; i < chain->links->len; i++) {
    Link *link = link_at(chain, i);
    link->ended = FALSE;
    if (link->stage->begin)
      link->stage->begin(link->state);
  }
}

void ae_chain_put(AeChain *chain, AeRows *in) {
  begin_picture(chain);
  ae_rows_free(chain->waiting);
  chain->waiting = in;
  chain->ended = !in;
}

static AeRows *pull(AeChain *chain, guint n, GError **error);

/* Whether nothing more will come out of the first n links, the last of which has given NULL. */
static gboolean is_dry(const AeChain *chain, guint n) {
  while (n > 0 && !link_at(chain, n - 1)->stage->take)
    n--;
  return n > 0 ? link_at(chain, n - 1)->ended : chain->ended;
}

/* FALSE, *error set or not, where the stage cannot be given anything. */
static gboolean feed(AeChain *chain, guint n, GError **error) {
  Link *link = link_at(chain, n);
  GError *problem = NULL;
  AeRows *in = pull(chain, n, &problem);
  if (problem) {
    g_propagate_error(error, problem);
    return FALSE;
  }
  if (!in && (link->ended || !is_dry(chain, n)))
    return FALSE;
  link->ended = !in;
  return link->stage->take(link->state, in, error);
}

/* The next picture out of the first n links. */
static AeRows *pull(AeChain *chain, guint n, GError **error) {
  if (n == 0)
    return g_steal_pointer(&chain->waiting);
  Link *link = link_at(chain, n - 1);
  if (!link->stage->take) {
    AeRows *in = pull(chain, n - 1, error);
    return in ? link->stage->apply(link->state, in, error) : NULL;
  }
  GError *problem = NULL;
  for (;;) {
    AeRows *out = link->stage->next(link->state, &problem);
    if (out || problem || !feed(chain, n - 1, &problem)) {
      if (problem)
        g_propagate_error(error, problem);
      return out;
    }
  }
}

AeRows *ae_chain_next(AeChain *chain, GError **error) { return pull(chain, chain->links->len, error); }

guint ae_chain_length(const AeChain *chain) { return chain->links->len; }

const AeStage *ae_chain_stage(const AeChain *chain, guint i) { return link_at(chain, i)->stage; }

guint ae_chain_margin(const AeChain *chain) {
  guint margin = 0;
  for (guint i = 0; i < chain->links->len; i++) {
    Link *link = link_at(chain, i);
    if (link->stage->margin)
      margin += link->stage->margin(link->state);
  }
  return margin;
}

gboolean ae_chain_measures(const AeChain *chain) {
  for (guint i = 0; i < chain->links->len; i++) {
    Link *link = link_at(chain, i);
    if (link->stage->measures && link->stage->measures(link->state))
      return TRUE;
  }
  return FALSE;
}

gboolean ae_chain_settle(AeChain *chain, AeRows *whole, GError **error) {
  for (guint i = 0; i < chain->links->len; i++) {
    Link *link = link_at(chain, i);
    if (!link->stage->measures || !link->stage->measures(link->state))
      continue;
    if (i > 0) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                  "stage %s must be told what it would measure where it is not the first of a chain on regions",
                  link->stage->name);
      return FALSE;
    }
    if (!link->stage->settle(link->state, whole, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean needs_quotes(const char *text) {
  return !*text || text[strcspn(text, " \t\n\r\"'\\$`*?[]<>|&;()#~!")] != '\0';
}

static void append_link(GString *text, const Link *link) {
  g_string_append(text, link->stage->name);
  for (const AeOption *row = link->stage->options; row->name; row++) {
    g_autofree char *value = ae_option_get(row, link->options);
    if (!value)
      continue;
    g_autofree char *quoted = needs_quotes(value) ? g_shell_quote(value) : g_strdup(value);
    g_string_append_printf(text, " %s=%s", row->name, quoted);
  }
}

char *ae_chain_text(const AeChain *chain) {
  GString *text = g_string_new(NULL);
  for (guint i = 0; i < chain->links->len; i++) {
    if (i)
      g_string_append_c(text, ' ');
    append_link(text, link_at(chain, i));
  }
  return g_string_free(text, FALSE);
}
