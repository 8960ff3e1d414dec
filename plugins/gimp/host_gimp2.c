/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The plug-in for GIMP 2.10: a procedure and a menu entry for each action. */
#include "host.h"

GeglBuffer *ae_host_selection(gint32 drawable) {
  int x, y;
  gint32 image = gimp_item_get_image(drawable);
  if (gimp_selection_is_empty(image))
    return NULL;
  g_autoptr(GeglBuffer) all = gimp_drawable_get_buffer(gimp_image_get_selection(image));
  gimp_drawable_offsets(drawable, &x, &y);
  GeglRectangle part = {x, y, gimp_drawable_width(drawable), gimp_drawable_height(drawable)}, own = part;
  own.x = own.y = 0;
  GeglBuffer *selection = gegl_buffer_new(&own, babl_format("Y u8"));
  gegl_buffer_copy(all, &part, GEGL_ABYSS_NONE, selection, &own);
  return selection;
}

/* GIMP remembers what query tells, and asks init at each start. It translates what it shows by itself: menus and
 * procedures' blurbs. */
static void query(void) {
  if (ae_texts_folder())
    gimp_plugin_domain_register(AE_TEXTS_DOMAIN, ae_texts_folder());
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (!ae_action_depends(action))
      ae_pdb_install(action);
}

static void init(void) {
  for (const AeAction *action = ae_actions; action->procedure; action++)
    if (ae_action_depends(action) && ae_action_is_ready(action))
      ae_pdb_install(action);
}

/* Fills in the values of the call; FALSE without error: the user said no. */
static gboolean prepare(AeCall *call, GimpRunMode mode, int n_params, const GimpParam *params, GError **error) {
  switch (mode) {
  case GIMP_RUN_INTERACTIVE:
    ae_pdb_recall(call);
    return ae_dialog_run(call);
  case GIMP_RUN_NONINTERACTIVE:
    return ae_pdb_read(call, n_params, params, error);
  case GIMP_RUN_WITH_LAST_VALS:
    ae_pdb_recall(call);
    return TRUE;
  }
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: run-mode=%d is not in 0..2", call->action->procedure, mode);
  return FALSE;
}

static gboolean check_layer(const AeCall *call, AeGimpLayer layer, GError **error) {
  AePictureFacts facts = ae_gimp_facts(call->image, layer);
  return ae_picture_check(call->action, &facts, error);
}

/* Also finds the second layer. */
static gboolean check_second(AeCall *call, GError **error) {
  if (call->second == AE_GIMP_NONE)
    call->second = ae_gimp_neighbour(call->image, call->drawable);
  if (call->second == AE_GIMP_NONE)
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, _(AE_NO_SECOND_LAYER));
  else if (!gimp_item_is_valid(call->second) || !gimp_item_is_layer(call->second))
    g_set_error_literal(error, AE_ERROR, AE_ERROR_USAGE, _("There is no such second layer."));
  else
    return check_layer(call, call->second, error);
  return FALSE;
}

static gboolean check_image(AeCall *call, GError **error) {
  AeActionKind kind = ae_action_kind(call->action);
  if (kind == AE_ACTION_MAKE)
    return TRUE;
  if (!gimp_image_is_valid(call->image) || !gimp_item_is_valid(call->drawable)) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: there is no such image or drawable", call->action->procedure);
    return FALSE;
  }
  return check_layer(call, call->drawable, error) && (kind != AE_ACTION_MIX || check_second(call, error));
}

/* Those of both layers, or none. */
static gboolean run_layers(const AeCall *call, AeGimpImage *result, GError **error) {
  g_autoptr(GPtrArray) in = g_ptr_array_new_with_free_func(g_object_unref);
  if (call->image != AE_GIMP_NONE) {
    g_ptr_array_add(in, gimp_drawable_get_buffer(call->drawable));
    g_ptr_array_add(in, gimp_drawable_get_buffer(call->second));
  }
  return ae_layers_run(call, in, result, error);
}

static gboolean run_kind(const AeCall *call, gint32 *result, GError **error) {
  switch (ae_action_kind(call->action)) {
  case AE_ACTION_EFFECT:
    return ae_effect_run(call, error);
  case AE_ACTION_RESIZE:
    return ae_enlarge_run(call, result, error);
  default:
    return run_layers(call, result, error);
  }
}

static gboolean work(const AeCall *call, GimpRunMode mode, gint32 *result, GError **error) {
  gimp_progress_init(_(call->action->label));
  *result = call->image;
  if (!run_kind(call, result, error))
    return FALSE;
  if (*result != call->image && mode != GIMP_RUN_NONINTERACTIVE)
    gimp_display_new(*result);
  gimp_progress_end();
  if (mode != GIMP_RUN_NONINTERACTIVE)
    gimp_displays_flush();
  if (mode == GIMP_RUN_INTERACTIVE)
    ae_pdb_remember(call);
  return TRUE;
}

/* Without an error, or with AE_ERROR_CANCELLED, the user said no. */
static void answer_error(GimpPDBStatusType status, GError *error, int *n_values, GimpParam *values) {
  values[0].data.d_status = GIMP_PDB_CANCEL;
  if (!error || g_error_matches(error, AE_ERROR, AE_ERROR_CANCELLED))
    return;
  values[0].data.d_status = status;
  *n_values = 2;
  values[1].type = GIMP_PDB_STRING;
  values[1].data.d_string = error->message;
}

static void answer(const AeCall *call, gint32 result, int *n_values, GimpParam *values) {
  values[0].data.d_status = GIMP_PDB_SUCCESS;
  if (ae_action_kind(call->action) == AE_ACTION_EFFECT)
    return;
  *n_values = 2;
  values[1].type = GIMP_PDB_IMAGE;
  values[1].data.d_image = result;
}

/* What is checked before anybody is asked. */
static void read_image(AeCall *call, int n_params, const GimpParam *params) {
  AeActionKind kind = ae_action_kind(call->action);
  if (n_params < 3 || kind == AE_ACTION_MAKE)
    return;
  call->image = params[1].data.d_image;
  call->drawable = params[2].data.d_drawable;
  if (n_params > 3 && kind == AE_ACTION_MIX)
    call->second = params[3].data.d_drawable;
}

/* Before anybody is asked: a dialog offers what is selected. */
static void place(AeCall *call) {
  int x, y, width, height;
  if (call->image != -1 && !gimp_selection_is_empty(call->image) &&
      gimp_drawable_mask_intersect(call->drawable, &x, &y, &width, &height))
    ae_values_place(call->values, x, y, width, height);
}

static gboolean check(AeCall *call, GError **error) {
  if (!check_image(call, error))
    return FALSE;
  place(call);
  return TRUE;
}

static void run(const gchar *name, gint n_params, const GimpParam *params, gint *n_values, GimpParam **values) {
  static GimpParam answers[2];
  static GError *error = NULL; /* lives as long as its message is among the answers: until the process ends */
  AeCall call = {.action = ae_action_by_procedure(name), .image = -1, .drawable = -1, .second = -1, .new_image = TRUE};
  GimpRunMode mode = params[0].data.d_int32;
  gint32 result = -1;
  gegl_init(NULL, NULL);
  *n_values = 1;
  *values = answers;
  answers[0].type = GIMP_PDB_STATUS;
  read_image(&call, n_params, params);
  call.values = ae_values_new(call.action);
  if (!check(&call, &error) || !prepare(&call, mode, n_params, params, &error))
    answer_error(GIMP_PDB_CALLING_ERROR, error, n_values, answers);
  else if (!work(&call, mode, &result, &error))
    answer_error(GIMP_PDB_EXECUTION_ERROR, error, n_values, answers);
  else
    answer(&call, result, n_values, answers);
  ae_values_free(call.values);
}

const GimpPlugInInfo PLUG_IN_INFO = {.init_proc = init, .query_proc = query, .run_proc = run};

MAIN()
