/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Prints po/rows.h: what the hosts show of the tables' rows, for xgettext. Run in the locale C, where the functions of
 * texts.h give what they look up. */
#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "texts.h"

/* These are GIMP's to translate, and it finds them by their English names. */
static const char *const gimps_menus[] = {"<Image>/Filters/Enhance", NULL};

/* Each once, in the order of the tables. */
static GHashTable *printed;
/* Whose rows they are, until it is printed. */
static const char *heading;

enum { WIDTH = 100 };

/* A long one in two lines. */
static void print(const char *text) {
  if (!text || !g_hash_table_add(printed, g_strdup(text)))
    return;
  if (heading)
    printf("\n/* %s */\n", heading);
  heading = NULL;
  const char *space = strlen(text) > WIDTH ? g_strrstr_len(text, WIDTH, " ") : NULL;
  g_autofree char *head = g_strndup(text, space ? (gsize)(space + 1 - text) : 0);
  g_autofree char *first = g_strescape(head, ""), *last = g_strescape(space ? space + 1 : text, "");
  printf(space ? "N_(\"%s\"\n   \"%s\")\n" : "N_(%s\"%s\")\n", first, last);
}

/* Takes text. */
static void print_own(char *text) {
  print(text);
  g_free(text);
}

/* The numbers among choices are the same in all languages. */
static void print_choices(const AeOption *row) {
  for (const char *const *choice = row->choices; choice && *choice; choice++)
    if (!g_ascii_isdigit(**choice))
      print(*choice);
}

/* own: not of a model's attribute, whose help is one text for all. */
static void print_row(const AeOption *row, gboolean own) {
  print_own(ae_texts_label(row));
  if (row->allow_auto)
    print_own(ae_texts_automatic(row));
  if (own)
    print_own(ae_texts_help(row));
  print(row->unit);
  print_choices(row);
}

static void print_keys(const AeStageKeys *keys) {
  for (guint i = 0; keys->rows[i].name; i++)
    print_row(&keys->rows[i], i < keys->own);
}

static void print_action(const AeAction *action) {
  g_autoptr(AeStageKeys) keys = ae_action_keys(action);
  g_autofree char *label = g_strconcat(action->label, "...", NULL);
  heading = action->procedure;
  print(action->label);
  print(label);
  if (!g_strv_contains(gimps_menus, action->menu))
    print(action->menu);
  print_own(ae_texts_capitalised(ae_action_stage(action)->help));
  print_keys(keys);
}

/* One that is not the same as an action. */
static void print_operation(const AeStage *stage) {
  g_autoptr(AeStageKeys) keys = ae_stage_keys_new(stage, NULL);
  g_autofree char *name = g_strconcat("aefilter:", stage->name, NULL);
  heading = name;
  if (!ae_action_by_stage(stage->name))
    print(stage->help);
  print_own(ae_texts_capitalised(stage->help));
  print_keys(keys);
  heading = NULL;
}

int main(void) {
  printed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  puts("/* SPDX-License-Identifier: LGPL-3.0-or-later */\n"
       "/* What GIMP and GEGL show of the tables' rows; written by tests/po/text_rows.c, and never compiled. */");
  for (const AeAction *action = ae_actions; action->procedure; action++)
    print_action(action);
  for (const AeStage *const *stage = ae_stages(); *stage; stage++)
    if ((*stage)->same_size && !(*stage)->marks)
      print_operation(*stage);
  g_hash_table_unref(printed);
  return 0;
}
