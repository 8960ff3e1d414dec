/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "train/recipe.h"

#include <math.h>
#include <string.h>

#include "train/critic.h"
#include "train/recipe_sections.h"

/* Rows of the chosen data kind or optimiser that share a section with the fixed keys. */
typedef struct {
  const AeOption *rows;
  void *values;
} Extra;

static char *owner_text(const AeRecipe *r, const char *section) {
  g_autofree char *base = g_path_get_basename(r->path);
  return g_strdup_printf("%s [%s]", base, section);
}

static gboolean parse_section(AeRecipe *r, const AeRecipeSection *section, Extra extra, GError **error) {
  g_autofree char *owner = owner_text(r, section->name);
  g_auto(GStrv) keys = g_key_file_get_keys(r->file, section->name, NULL, NULL);
  for (char **key = keys; key && *key; key++) {
    g_autofree char *value = g_key_file_get_value(r->file, section->name, *key, NULL);
    gboolean is_extra = extra.rows && !ae_option_find(section->rows, *key) && ae_option_find(extra.rows, *key);
    void *values = is_extra ? extra.values : (char *)r + section->offset;
    if (!ae_option_set(is_extra ? extra.rows : section->rows, values, owner, *key, value, error))
      return FALSE;
  }
  return TRUE;
}

static void *new_options(const AeOption *rows, gsize size) {
  void *options = g_malloc0(MAX(size, 1));
  ae_options_init(rows, options);
  return options;
}

/* The types come first: their rows say which further keys their sections may have. */
static gboolean choose_types(AeRecipe *r, GError **error) {
  g_autofree char *kind = g_key_file_get_value(r->file, "data", "kind", NULL);
  g_autofree char *type = g_key_file_get_value(r->file, "optim", "type", NULL);
  r->data_kind = ae_data_kind_by_name(kind ? kind : r->data.kind, error);
  r->optim_type = r->data_kind ? ae_optim_by_name(type ? type : r->optim.type, error) : NULL;
  if (!r->optim_type) {
    g_prefix_error(error, "%s: ", r->path);
    return FALSE;
  }
  r->data_options = new_options(r->data_kind->options, r->data_kind->options_size);
  r->optim_options = new_options(r->optim_type->options, r->optim_type->options_size);
  return TRUE;
}

static Extra extra_of(const AeRecipe *r, const char *section) {
  if (!strcmp(section, "data"))
    return (Extra){r->data_kind->options, r->data_options};
  if (!strcmp(section, "optim"))
    return (Extra){r->optim_type->options, r->optim_options};
  return (Extra){NULL, NULL};
}

static gboolean parse_sections(AeRecipe *r, GError **error) {
  g_auto(GStrv) groups = g_key_file_get_groups(r->file, NULL);
  for (char **group = groups; *group; group++)
    if (!ae_recipe_section(*group)) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: a recipe has no section [%s]", r->path, *group);
      return FALSE;
    }
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++)
    if (s->rows && !parse_section(r, s, extra_of(r, s->name), error))
      return FALSE;
  return TRUE;
}

static gboolean check_length(const AeRecipe *r, GError **error) {
  if (r->schedule.steps || r->schedule.minutes > 0)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: neither schedule.steps nor schedule.minutes is given", r->path);
  return FALSE;
}

static gboolean set_loss_key(AeRecipeLoss *loss, const char *owner, const char *word, GError **error) {
  g_auto(GStrv) pair = g_strsplit(word, "=", 2);
  const char *value = pair[1] ? pair[1] : "";
  if (strcmp(pair[0], "node"))
    return ae_option_set(loss->type->options, loss->options, owner, pair[0], value, error);
  g_free(loss->node);
  loss->node = g_strdup(value);
  return TRUE;
}

static gboolean check_loss_node(const AeRecipeLoss *loss, const char *owner, GError **error) {
  if (loss->node || !loss->type->inner)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s judges a node of the net by itself; name it by node=NODE", owner,
              loss->type->name);
  return FALSE;
}

/* "NAME = WEIGHT key=value ..." */
static gboolean parse_loss(AeRecipe *r, const char *owner, const char *name, GError **error) {
  AeRecipeLoss loss = {.type = ae_loss_by_name(name, error)};
  if (!loss.type) {
    g_prefix_error(error, "%s: ", owner);
    return FALSE;
  }
  loss.options = new_options(loss.type->options, loss.type->options_size);
  g_array_append_val(r->losses, loss);
  AeRecipeLoss *kept = &g_array_index(r->losses, AeRecipeLoss, r->losses->len - 1);
  g_autofree char *value = g_key_file_get_value(r->file, "loss", name, NULL);
  g_auto(GStrv) words = g_strsplit_set(value, " \t", -1);
  char *end;
  kept->weight = g_ascii_strtod(words[0] ? words[0] : "", &end);
  if (!words[0] || end == words[0] || *end || !isfinite(kept->weight)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s=%s does not begin with a weight", owner, name, value);
    return FALSE;
  }
  for (char **word = words + 1; *word; word++)
    if (**word && !set_loss_key(kept, owner, *word, error))
      return FALSE;
  return check_loss_node(kept, owner, error);
}

static gboolean parse_losses(AeRecipe *r, GError **error) {
  g_autofree char *owner = owner_text(r, "loss");
  g_auto(GStrv) names = g_key_file_get_keys(r->file, "loss", NULL, NULL);
  for (char **name = names; name && *name; name++)
    if (!parse_loss(r, owner, *name, error))
      return FALSE;
  if (!r->losses->len)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: no loss is given", owner);
  return r->losses->len > 0;
}

/* The lines of a section as an architecture text; NULL where there are none. */
static char *net_text(const AeRecipe *r, const char *section) {
  g_auto(GStrv) nodes = g_key_file_get_keys(r->file, section, NULL, NULL);
  GString *text = g_string_new(NULL);
  for (char **node = nodes; node && *node; node++) {
    g_autofree char *value = g_key_file_get_value(r->file, section, *node, NULL);
    g_string_append_printf(text, "%s %s\n", *node, value);
  }
  return g_string_free(text, text->len == 0);
}

gboolean ae_recipe_has_features(const AeRecipe *r) { return r->features.model && r->features.weight > 0; }

guint ae_recipe_terms(const AeRecipe *r) {
  return r->losses->len + (ae_recipe_has_features(r) ? 1 : 0) + (r->critic_net ? AE_CRITIC_TERMS : 0);
}

const char *ae_recipe_term(const AeRecipe *r, guint i) {
  if (i < r->losses->len)
    return g_array_index(r->losses, AeRecipeLoss, i).type->name;
  i -= r->losses->len;
  if (ae_recipe_has_features(r) && i-- == 0)
    return "features";
  return ae_critic_terms[i];
}

static gboolean parse_net(AeRecipe *r, GError **error) {
  r->net = net_text(r, "net");
  if (r->critic.weight > 0 || r->critic.match > 0)
    r->critic_net = net_text(r, "critic_net");
  if (r->net)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the section [net] is missing or empty", r->path);
  return FALSE;
}

static AeRecipe *recipe_new(const char *path) {
  AeRecipe *r = g_new0(AeRecipe, 1);
  r->path = g_strdup(path);
  r->file = g_key_file_new();
  r->losses = g_array_new(FALSE, FALSE, sizeof(AeRecipeLoss));
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++)
    if (s->rows)
      ae_options_init(s->rows, (char *)r + s->offset);
  return r;
}

static gboolean read_file(GKeyFile *file, const char *path, GError **error) {
  GError *cause = NULL;
  if (g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, &cause))
    return TRUE;
  int code = cause->domain == G_FILE_ERROR ? AE_ERROR_IO : AE_ERROR_USAGE;
  g_set_error(error, AE_ERROR, code, "%s: %s", path, cause->message);
  g_error_free(cause);
  return FALSE;
}

enum { MOST_LIKE = 4 }; /* below a recipe; more are a circle */

/* to's own keys win; to is replaced by what both say together. */
static void put_over(GKeyFile *base, GKeyFile **to) {
  g_auto(GStrv) groups = g_key_file_get_groups(*to, NULL);
  for (char **group = groups; *group; group++) {
    g_auto(GStrv) keys = g_key_file_get_keys(*to, *group, NULL, NULL);
    for (char **key = keys; *key; key++) {
      g_autofree char *value = g_key_file_get_value(*to, *group, *key, NULL);
      g_key_file_set_value(base, *group, *key, value);
    }
  }
  g_key_file_unref(*to);
  *to = g_key_file_ref(base);
}

/* A recipe file, and under it the one that its model.like names, in the same folder, and so on. */
static gboolean read_layers(GKeyFile **file, const char *path, int most, GError **error) {
  if (!read_file(*file, path, error))
    return FALSE;
  g_autofree char *like = g_key_file_get_value(*file, "model", "like", NULL);
  if (!like)
    return TRUE;
  if (most == 0) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: more than %d recipes are like one another", path, MOST_LIKE);
    return FALSE;
  }
  g_autofree char *folder = g_path_get_dirname(path);
  g_autofree char *below = g_build_filename(folder, like, NULL);
  g_autoptr(GKeyFile) base = g_key_file_new();
  if (!read_layers(&base, below, most - 1, error))
    return FALSE;
  put_over(base, file);
  return TRUE;
}

AeRecipe *ae_recipe_load(const char *path, const char *const *overrides, GError **error) {
  AeRecipe *r = recipe_new(path);
  if (!read_layers(&r->file, r->path, MOST_LIKE, error))
    goto fail;
  for (; overrides && *overrides; overrides++)
    if (!ae_recipe_override(r, *overrides, error))
      goto fail;
  if (choose_types(r, error) && parse_sections(r, error) && parse_losses(r, error) && parse_net(r, error) &&
      check_length(r, error))
    return r;
fail:
  ae_recipe_free(r);
  return NULL;
}

static void free_options(const AeOption *rows, void *options) {
  ae_options_clear(rows, options);
  g_free(options);
}

void ae_recipe_free(AeRecipe *r) {
  if (!r)
    return;
  if (r->data_options)
    free_options(r->data_kind->options, r->data_options);
  if (r->optim_options)
    free_options(r->optim_type->options, r->optim_options);
  for (guint i = 0; i < r->losses->len; i++) {
    AeRecipeLoss *loss = &g_array_index(r->losses, AeRecipeLoss, i);
    free_options(loss->type->options, loss->options);
    g_free(loss->node);
  }
  g_array_unref(r->losses);
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++)
    if (s->rows)
      ae_options_clear(s->rows, (char *)r + s->offset);
  g_key_file_unref(r->file);
  g_free(r->net);
  g_free(r->critic_net);
  g_free(r->path);
  g_free(r);
}

char *ae_recipe_hash(const AeRecipe *r) {
  static const char *const left_out[][2] = {{"data", "dir"},    {"run", "init"},      {"run", "fresh"},
                                            {"run", "threads"}, {"run", "loaders"},   {"run", "checkpoint"},
                                            {"run", "log"},     {"features", "model"}};
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  for (const AeRecipeSection *s = ae_recipe_sections; s->name; s++) {
    g_auto(GStrv) keys = g_key_file_get_keys(r->file, s->name, NULL, NULL);
    for (char **key = keys; key && *key && !s->aside; key++) {
      gboolean skip = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS(left_out); i++)
        skip |= !strcmp(left_out[i][0], s->name) && !strcmp(left_out[i][1], *key);
      if (skip)
        continue;
      g_autofree char *value = g_key_file_get_value(r->file, s->name, *key, NULL);
      g_autofree char *line = g_strdup_printf("%s.%s=%s\n", s->name, *key, value);
      g_checksum_update(sum, (const guchar *)line, -1);
    }
  }
  return g_strdup(g_checksum_get_string(sum));
}
