/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The plug-in for GIMP 3: a procedure for each action, a menu entry for those that no GEGL operation can do. */
#include "host.h"

#define AE_TYPE_PLUG_IN (plug_in_get_type())
G_DECLARE_FINAL_TYPE(PlugIn, plug_in, AE, PLUG_IN, GimpPlugIn)

struct _PlugIn {
  GimpPlugIn parent;
};

G_DEFINE_FINAL_TYPE(PlugIn, plug_in, GIMP_TYPE_PLUG_IN)

void ae_host_place(AeValues *values, GimpDrawable *drawable) {
  GeglRectangle box;
  GimpImage *image = gimp_item_get_image(GIMP_ITEM(drawable));
  if (!gimp_selection_is_empty(image) &&
      gimp_drawable_mask_intersect(drawable, &box.x, &box.y, &box.width, &box.height))
    ae_values_place(values, box.x, box.y, box.width, box.height);
  else
    ae_values_place(values, 0, 0, 0, 0);
}

static gboolean check_layer(const AeCall *call, GimpDrawable *layer, GError **error) {
  AePictureFacts facts = {.none = TRUE, .indexed = gimp_image_get_base_type(call->image) == GIMP_INDEXED};
  if (layer)
    facts = ae_gimp_facts(call->image, layer);
  return ae_picture_check(call->action, &facts, error);
}

/* Also finds the second layer where one is chosen. */
static gboolean check_second(AeCall *call, GError **error) {
  if (call->drawables[1])
    return TRUE;
  call->second = ae_gimp_neighbour(call->image, call->drawables[0]);
  if (call->second)
    return check_layer(call, call->second, error);
  g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, _(AE_NO_SECOND_LAYER));
  return FALSE;
}

static gboolean check_image(AeCall *call, GError **error) {
  if (!call->drawables[0])
    return check_layer(call, NULL, error);
  for (GimpDrawable **drawable = call->drawables; *drawable; drawable++)
    if (!check_layer(call, *drawable, error))
      return FALSE;
  return ae_action_kind(call->action) != AE_ACTION_MIX || check_second(call, error);
}

/* From each drawable to the next, or of one and its neighbour, or of none. */
static gboolean run_layers(const AeCall *call, AeGimpImage *result, GError **error) {
  g_autoptr(GPtrArray) in = g_ptr_array_new_with_free_func(g_object_unref);
  for (GimpDrawable **drawable = call->drawables; drawable && *drawable; drawable++)
    g_ptr_array_add(in, gimp_drawable_get_buffer(*drawable));
  if (call->second)
    g_ptr_array_add(in, gimp_drawable_get_buffer(call->second));
  return ae_layers_run(call, in, result, error);
}

static gboolean run_kind(const AeCall *call, GimpImage **result, GError **error) {
  switch (ae_action_kind(call->action)) {
  case AE_ACTION_EFFECT:
    return ae_effect_run(call, error);
  case AE_ACTION_RESIZE:
    return ae_enlarge_run(call, result, error);
  default:
    return run_layers(call, result, error);
  }
}

static gboolean work(const AeCall *call, GimpRunMode mode, GimpImage **result, GError **error) {
  gimp_progress_init(_(call->action->label));
  if (!run_kind(call, result, error))
    return FALSE;
  if (*result && *result != call->image && mode != GIMP_RUN_NONINTERACTIVE)
    gimp_display_new(*result);
  gimp_progress_end();
  if (mode != GIMP_RUN_NONINTERACTIVE)
    gimp_displays_flush();
  return TRUE;
}

/* Takes error. */
static GimpValueArray *failed(GimpProcedure *procedure, GError *error) {
  if (g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED)) {
    g_clear_error(&error);
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, NULL);
  }
  gboolean usage = g_error_matches(error, AE_ERROR, AE_ERROR_USAGE);
  return gimp_procedure_new_return_values(procedure, usage ? GIMP_PDB_CALLING_ERROR : GIMP_PDB_EXECUTION_ERROR, error);
}

static GimpValueArray *done(GimpProcedure *procedure, GimpImage *result) {
  GimpValueArray *values = gimp_procedure_new_return_values(procedure, GIMP_PDB_SUCCESS, NULL);
  if (result)
    GIMP_VALUES_SET_IMAGE(values, 1, result);
  return values;
}

static GimpValueArray *run_call(GimpProcedure *procedure, GimpRunMode mode, AeCall *call, GimpProcedureConfig *config) {
  GimpImage *result = NULL;
  GError *error = NULL;
  gegl_init(NULL, NULL);
  if (call->image && !check_image(call, &error))
    return failed(procedure, error);
  if (call->drawables && call->drawables[0])
    ae_host_place(call->values, call->drawables[0]);
  if (mode == GIMP_RUN_INTERACTIVE && !ae_dialog_run(procedure, config, call->values))
    return gimp_procedure_new_return_values(procedure, GIMP_PDB_CANCEL, NULL);
  if (!ae_config_read(call, config, mode != GIMP_RUN_NONINTERACTIVE, &error) || !work(call, mode, &result, &error))
    return failed(procedure, error);
  return done(procedure, result);
}

static GimpValueArray *run(GimpProcedure *procedure, GimpRunMode mode, GimpImage *image, GimpDrawable **drawables,
                           GimpProcedureConfig *config, gpointer data) {
  g_autoptr(AeValues) values = ae_values_new(data);
  AeCall call = {.action = data, .image = image, .drawables = drawables, .values = values};
  return run_call(procedure, mode, &call, config);
}

/* Of an action that needs no image. */
static GimpValueArray *run_alone(GimpProcedure *procedure, GimpProcedureConfig *config, gpointer data) {
  g_autoptr(AeValues) values = ae_values_new(data);
  AeCall call = {.action = data, .values = values};
  GimpRunMode mode;
  g_object_get(config, "run-mode", &mode, NULL);
  return run_call(procedure, mode, &call, config);
}

/* GIMP remembers what query tells, and asks init at each start. */
static GList *query_procedures(GimpPlugIn *plug_in) {
  GList *names = NULL;
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (!ae_action_depends(action))
      names = g_list_append(names, g_strdup(action->procedure));
  return names;
}

static GList *init_procedures(GimpPlugIn *plug_in) {
  GList *names = NULL;
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (ae_action_depends(action) && ae_action_is_ready(action))
      names = g_list_append(names, g_strdup(action->procedure));
  return names;
}

/* An effect that GEGL offers in the menus gets no second entry. */
static void add_menu(GimpProcedure *procedure, const AeAction *action) {
  g_autofree char *label = g_strconcat(action->label, "...", NULL);
  gimp_procedure_set_menu_label(procedure, _(label));
  if (ae_action_kind(action) != AE_ACTION_EFFECT || ae_action_is_marked(action))
    gimp_procedure_add_menu_path(procedure, _(action->menu));
}

static GimpProcedure *procedure_on_image(GimpPlugIn *plug_in, const char *name, const AeAction *action) {
  GimpProcedureSensitivityMask mask = GIMP_PROCEDURE_SENSITIVE_DRAWABLE | GIMP_PROCEDURE_SENSITIVE_DRAWABLES;
  GimpProcedure *procedure =
      gimp_image_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run, (gpointer)action, NULL);
  gimp_procedure_set_image_types(procedure, action->image_types);
  gimp_procedure_set_sensitivity_mask(
      procedure, ae_action_kind(action) == AE_ACTION_RESIZE ? GIMP_PROCEDURE_SENSITIVE_ALWAYS : (int)mask);
  return procedure;
}

static GimpProcedure *procedure_alone(GimpPlugIn *plug_in, const char *name, const AeAction *action) {
  GimpProcedure *procedure =
      gimp_procedure_new(plug_in, name, GIMP_PDB_PROC_TYPE_PLUGIN, run_alone, (gpointer)action, NULL);
  gimp_procedure_add_enum_argument(procedure, "run-mode", _("Run mode"), _("The run mode"), GIMP_TYPE_RUN_MODE,
                                   GIMP_RUN_INTERACTIVE, G_PARAM_READWRITE);
  return procedure;
}

static GimpProcedure *create_procedure(GimpPlugIn *plug_in, const char *name) {
  const AeAction *action = ae_action_by_procedure(name);
  const AeStage *stage = ae_action_stage(action);
  g_autofree char *blurb = ae_texts_capitalised(stage->help);
  gboolean alone = ae_action_kind(action) == AE_ACTION_MAKE;
  GimpProcedure *procedure = (alone ? procedure_alone : procedure_on_image)(plug_in, name, action);
  gimp_procedure_set_documentation(procedure, _(blurb), stage->description, NULL);
  gimp_procedure_set_attribution(procedure, "The aefilter authors", "LGPL-3.0-or-later", "2026");
  add_menu(procedure, action);
  ae_config_add(procedure, action);
  if (ae_action_kind(action) != AE_ACTION_EFFECT)
    gimp_procedure_add_image_return_value(procedure, "result", _("Result"), _("The new image, or the scaled one"),
                                          FALSE, G_PARAM_READWRITE);
  return procedure;
}

/* Without set_i18n: GIMP would look for a catalogue below the plug-in's own folder alone. Texts are given to it
 * translated; it asks again where the language has changed. */
static void plug_in_class_init(PlugInClass *klass) {
  GimpPlugInClass *plug_in = GIMP_PLUG_IN_CLASS(klass);
  plug_in->query_procedures = query_procedures;
  plug_in->init_procedures = init_procedures;
  plug_in->create_procedure = create_procedure;
  plug_in->set_i18n = NULL;
}

static void plug_in_init(PlugIn *plug_in) {}

GIMP_MAIN(AE_TYPE_PLUG_IN)
