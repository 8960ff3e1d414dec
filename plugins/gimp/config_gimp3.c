/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "host.h"

#include <math.h>

static char *auto_argument(const AeOption *row) {
  g_autofree char *name = ae_values_argument(row);
  return g_strconcat(name, "-auto", NULL);
}

/* Of a number beside NAME-auto, where the default is auto, the same as the GEGL operation's. */
static double default_number(const AeValues *values, const AeOption *row) {
  double number = ae_values_number(values, row);
  if (row->allow_auto && number < 0)
    number = row->min + (row->max - row->min) / 10;
  return row->type == AE_OPTION_DOUBLE ? number : floor(number);
}

static char *help_of(const AeOption *row) { return row->allow_auto ? ae_texts_help(row) : ae_values_help(row, FALSE); }

static void add_auto(GimpProcedure *procedure, const AeValues *values, const AeOption *row) {
  g_autofree char *name = auto_argument(row), *title = ae_texts_automatic(row);
  g_autofree char *help = g_strdup_printf(_("Chosen by itself; %s is then not used"), row->name);
  gimp_procedure_add_boolean_argument(procedure, name, title, help, ae_values_number(values, row) < 0,
                                      G_PARAM_READWRITE);
}

static void add_choice(GimpProcedure *procedure, const AeValues *values, const AeOption *row, const char *name,
                       const char *label, const char *help) {
  GimpChoice *choice = gimp_choice_new();
  for (int i = 0; row->choices[i]; i++)
    gimp_choice_add(choice, row->choices[i], i, _(row->choices[i]), NULL);
  gimp_procedure_add_choice_argument(procedure, name, label, help, choice,
                                     row->choices[(int)ae_values_number(values, row)], G_PARAM_READWRITE);
}

static void add(GimpProcedure *procedure, const AeValues *values, const AeOption *row) {
  g_autofree char *name = ae_values_argument(row), *label = ae_texts_label(row), *help = help_of(row);
  g_autofree char *text = ae_values_text(values, row);
  const GParamFlags flags = G_PARAM_READWRITE;
  if (row->allow_auto)
    add_auto(procedure, values, row);
  switch (row->type) {
  case AE_OPTION_INT:
    gimp_procedure_add_int_argument(procedure, name, label, help, (int)row->min, (int)row->max,
                                    (int)default_number(values, row), flags);
    break;
  case AE_OPTION_DOUBLE:
    gimp_procedure_add_double_argument(procedure, name, label, help, row->min, row->max, default_number(values, row),
                                       flags);
    break;
  case AE_OPTION_BOOL:
    gimp_procedure_add_boolean_argument(procedure, name, label, help, ae_values_number(values, row) != 0, flags);
    break;
  case AE_OPTION_CHOICE:
    add_choice(procedure, values, row, name, label, help);
    break;
  case AE_OPTION_STRING:
    gimp_procedure_add_string_argument(procedure, name, label, help, text ? text : "", flags);
    break;
  case AE_OPTION_FILE:
    gimp_procedure_add_file_argument(procedure, name, label, help, GIMP_FILE_CHOOSER_ACTION_OPEN, TRUE, NULL, flags);
    break;
  }
}

void ae_config_add(GimpProcedure *procedure, const AeAction *action) {
  g_autoptr(AeValues) values = ae_values_new(action);
  if (ae_action_kind(action) == AE_ACTION_RESIZE)
    gimp_procedure_add_boolean_argument(procedure, AE_NEW_IMAGE, _("As a new image"),
                                        _("Make a new image instead of scaling this one"), TRUE, G_PARAM_READWRITE);
  for (const AeOption *row = values->rows; row->name; row++)
    add(procedure, values, row);
}

static gboolean get_boolean(GimpProcedureConfig *config, const char *name) {
  gboolean value;
  g_object_get(config, name, &value, NULL);
  return value;
}

static double get_number(GimpProcedureConfig *config, const AeOption *row, const char *name) {
  double value = 0;
  int integer = 0;
  if (row->type == AE_OPTION_DOUBLE)
    g_object_get(config, name, &value, NULL);
  else
    g_object_get(config, name, &integer, NULL);
  return row->type == AE_OPTION_DOUBLE ? value : integer;
}

/* A script that gives a number means it, and would not see that it is not used. */
static gboolean read_auto(AeValues *values, const AeOption *row, GimpProcedureConfig *config, const char *name,
                          gboolean forgiving, GError **error) {
  g_autofree char *switch_name = auto_argument(row);
  double number = get_number(config, row, name);
  if (!get_boolean(config, switch_name))
    return ae_values_set_number(values, row, number, error);
  g_autoptr(AeValues) defaults = ae_values_new(values->action);
  if (forgiving || number == default_number(defaults, row))
    return ae_values_set_number(values, row, AE_AUTO, error);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: %s=%g is not used while %s is TRUE; set that to FALSE",
              values->action->procedure, name, number, switch_name);
  return FALSE;
}

static gboolean read_text(AeValues *values, const AeOption *row, GimpProcedureConfig *config, const char *name,
                          GError **error) {
  g_autofree char *text = NULL;
  if (row->type == AE_OPTION_FILE) {
    g_autoptr(GFile) file = NULL;
    g_object_get(config, name, &file, NULL);
    text = file ? g_file_get_path(file) : NULL;
  } else {
    g_object_get(config, name, &text, NULL);
  }
  return ae_values_set_text(values, row, text, error);
}

static gboolean read_row(AeValues *values, const AeOption *row, GimpProcedureConfig *config, gboolean forgiving,
                         GError **error) {
  g_autofree char *name = ae_values_argument(row);
  if (row->allow_auto)
    return read_auto(values, row, config, name, forgiving, error);
  switch (row->type) {
  case AE_OPTION_INT:
  case AE_OPTION_DOUBLE:
    return ae_values_set_number(values, row, get_number(config, row, name), error);
  case AE_OPTION_BOOL:
    return ae_values_set_number(values, row, get_boolean(config, name), error);
  case AE_OPTION_CHOICE:
    return ae_values_set_number(values, row, gimp_procedure_config_get_choice_id(config, name), error);
  case AE_OPTION_STRING:
  case AE_OPTION_FILE:
    break;
  }
  return read_text(values, row, config, name, error);
}

gboolean ae_config_read(AeCall *call, GimpProcedureConfig *config, gboolean forgiving, GError **error) {
  call->new_image = ae_action_kind(call->action) != AE_ACTION_RESIZE || get_boolean(config, AE_NEW_IMAGE);
  for (const AeOption *row = call->values->rows; row->name; row++)
    if (!read_row(call->values, row, config, forgiving, error))
      return FALSE;
  return TRUE;
}
