/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "operation.h"

#include "actions.h"
#include "buffer.h"
#include "properties.h"
#include "render.h"
#include "texts.h"

#include <gegl-plugin.h>
#include <string.h>

typedef struct {
  GeglOperationAreaFilterClass parent_class;
  const AeStage *stage;
  AeStageKeys *keys;
  AeProperty *properties; /* of keys; their ids count from 1 */
} Class;

typedef struct {
  GeglOperationAreaFilter parent_instance;
  AeRender *render;
  GMutex mutex;   /* of what follows */
  GValue *values; /* one a property */
  char *warned;   /* the last failure that was told */
} Operation;

static Class *class_of(gpointer operation) { return (Class *)G_OBJECT_GET_CLASS(operation); }

static gpointer parent_class_of(gpointer class) { return g_type_class_peek_parent(class); }

static void set_property(GObject *object, guint id, const GValue *value, GParamSpec *spec) {
  Operation *self = (Operation *)object;
  g_mutex_lock(&self->mutex);
  g_value_copy(value, &self->values[id - 1]);
  g_clear_pointer(&self->warned, g_free);
  g_mutex_unlock(&self->mutex);
}

static void get_property(GObject *object, guint id, GValue *value, GParamSpec *spec) {
  Operation *self = (Operation *)object;
  g_mutex_lock(&self->mutex);
  g_value_copy(&self->values[id - 1], value);
  g_mutex_unlock(&self->mutex);
}

static GStrv words_of(Operation *self) {
  Class *class = class_of(self);
  g_mutex_lock(&self->mutex);
  GStrv words = ae_properties_words(class->stage, class->properties, self->values);
  g_mutex_unlock(&self->mutex);
  return words;
}

static GeglRectangle picture_of(GeglOperation *operation) {
  const GeglRectangle *in = gegl_operation_source_get_bounding_box(operation, "input");
  return in ? *in : (GeglRectangle){0, 0, 0, 0};
}

static AeRenderJob job_of(GeglOperation *operation, GStrv words) {
  return (AeRenderJob){(const char *const *)words, picture_of(operation),
                       gegl_operation_get_format(operation, "output")};
}

static void prepare(GeglOperation *operation) {
  const Babl *format = ae_buffer_format(gegl_operation_get_source_format(operation, "input"));
  gegl_operation_set_format(operation, "input", format);
  gegl_operation_set_format(operation, "output", format);
}

static GeglRectangle get_required_for_output(GeglOperation *operation, const gchar *pad, const GeglRectangle *roi) {
  g_auto(GStrv) words = words_of((Operation *)operation);
  AeRenderJob job = job_of(operation, words);
  return ae_render_required(((Operation *)operation)->render, &job, roi);
}

static GeglRectangle get_invalidated_by_change(GeglOperation *operation, const gchar *pad, const GeglRectangle *roi) {
  return ae_render_affected(((Operation *)operation)->render, roi);
}

/* As GEGL's own operations do, on the log; once, although hosts ask for hundreds of regions. */
static void warn_once(Operation *self, const GError *error) {
  g_mutex_lock(&self->mutex);
  gboolean known = !g_strcmp0(self->warned, error->message);
  g_free(self->warned);
  self->warned = g_strdup(error->message);
  g_mutex_unlock(&self->mutex);
  if (!known)
    g_warning("%s: %s", gegl_operation_get_name((GeglOperation *)self), error->message);
}

static gboolean process(GeglOperation *operation, GeglOperationContext *context, const gchar *pad,
                        const GeglRectangle *roi, gint level) {
  Operation *self = (Operation *)operation;
  g_autoptr(GeglBuffer) input = (GeglBuffer *)gegl_operation_context_dup_object(context, "input");
  g_auto(GStrv) words = words_of(self);
  AeRenderJob job = job_of(operation, words);
  g_autoptr(GError) error = NULL;
  GeglBuffer *result = ae_render_region(self->render, &job, input, roi, &error);
  if (!result) {
    warn_once(self, error);
    return FALSE;
  }
  gegl_operation_context_take_object(context, pad, G_OBJECT(result));
  return TRUE;
}

static void on_invalidated(GeglNode *node, const GeglRectangle *region, gpointer operation) {
  ae_render_invalidate(((Operation *)operation)->render, region);
}

/* The signal tells of every change of the node's result: of its input, in get_invalidated_by_change's terms, of its
 * properties, of its connections, and of its being switched on again. */
static void attach(GeglOperation *operation) {
  GEGL_OPERATION_CLASS(parent_class_of(class_of(operation)))->attach(operation);
  g_signal_connect_object(operation->node, "invalidated", G_CALLBACK(on_invalidated), operation, 0);
}

static void on_progress(double fraction, gpointer operation) {
  gegl_operation_progress(operation, fraction, (gchar *)"");
}

static void instance_init(GTypeInstance *instance, gpointer class_pointer) {
  Operation *self = (Operation *)instance;
  const AeProperty *properties = ((Class *)class_pointer)->properties;
  guint n = 0;
  while (properties[n].row)
    n++;
  self->values = g_new0(GValue, n + 1);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = ae_property_name(&properties[i]);
    GParamSpec *spec = g_object_class_find_property(class_pointer, name);
    g_value_init(&self->values[i], spec->value_type);
    g_param_value_set_default(spec, &self->values[i]);
  }
  self->render = ae_render_new(on_progress, self);
  g_mutex_init(&self->mutex);
}

static void finalize(GObject *object) {
  Operation *self = (Operation *)object;
  for (guint i = 0; class_of(self)->properties[i].row; i++)
    g_value_unset(&self->values[i]);
  g_free(self->values);
  g_free(self->warned);
  ae_render_free(self->render);
  g_mutex_clear(&self->mutex);
  G_OBJECT_CLASS(parent_class_of(class_of(self)))->finalize(object);
}

/* "<Image>/Filters/Enhance" -> "enhance". What has no action is for graphs, not for menus. */
static char *category_of(const AeAction *action) {
  const char *last = action ? strrchr(action->menu, '/') : NULL;
  return last ? g_ascii_strdown(last + 1, -1) : g_strdup("hidden");
}

static void set_keys(GeglOperationClass *class, const AeStage *stage) {
  const AeAction *action = ae_action_by_stage(stage->name);
  g_autofree char *name = g_strconcat("aefilter:", stage->name, NULL), *category = category_of(action);
  g_autofree char *tip = ae_texts_capitalised(stage->help);
  gegl_operation_class_set_keys(class, "name", name, "title", _(action ? action->label : stage->help), "categories",
                                category, "description", _(tip), NULL);
  if (!action)
    return;
  g_autofree char *label = g_strconcat(action->label, "...", NULL);
  gegl_operation_class_set_keys(class, "gimp:menu-path", _(action->menu), "gimp:menu-label", _(label), NULL);
}

/* GEGL's is_available cannot tell one class from another, and GIMP does not ask it. A stage that is about its model's
 * keys is nothing without them. */
static gboolean is_available(const AeStage *stage, const AeStageKeys *keys) {
  const char *words[] = {stage->name, NULL};
  if (stage->others && !keys->rows[keys->own].name)
    return FALSE;
  AeSettings settings = {.threads = 1};
  g_autoptr(AeChain) chain = ae_chain_parse(words, NULL);
  return chain && ae_chain_open(chain, &settings, NULL);
}

static void class_init(gpointer class_pointer, gpointer stage) {
  Class *class = class_pointer;
  GObjectClass *object = class_pointer;
  GeglOperationClass *operation = class_pointer;
  class->stage = stage;
  class->keys = ae_stage_keys_new(stage, NULL);
  class->properties = ae_properties_new(class->keys);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  operation->attach = attach;
  operation->prepare = prepare;
  operation->get_required_for_output = get_required_for_output;
  operation->get_invalidated_by_change = get_invalidated_by_change;
  operation->process = process;
  operation->threaded = FALSE;
  operation->cache_policy = GEGL_CACHE_POLICY_NEVER;
  for (guint i = 0; class->properties[i].row; i++)
    g_object_class_install_property(object, i + 1, ae_property_spec(stage, &class->properties[i]));
  if (is_available(stage, class->keys))
    set_keys(operation, stage);
}

static void class_finalize(gpointer class_pointer, gpointer stage) {
  g_free(((Class *)class_pointer)->properties);
  ae_stage_keys_free(((Class *)class_pointer)->keys);
}

void ae_operation_register(GTypeModule *module, const AeStage *stage) {
  const GTypeInfo info = {.class_size = sizeof(Class),
                          .class_init = class_init,
                          .class_finalize = class_finalize,
                          .class_data = stage,
                          .instance_size = sizeof(Operation),
                          .instance_init = instance_init};
  g_autofree char *name = g_strconcat("AefilterOperation-", stage->name, NULL);
  GType type = g_type_from_name(name);
  if (!type || g_type_get_plugin(type) == G_TYPE_PLUGIN(module))
    g_type_module_register_type(module, GEGL_TYPE_OPERATION_AREA_FILTER, name, &info, 0);
}
