/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* What one line of a network gives for a picture, a tile for each channel, and the picture itself before them. */
#include "image/resize.h"
#include "plot/pictures.h"
#include "plot/plots.h"
#include "plot/probe.h"
#include "plot/sheet.h"
#include "plot/tones.h"

typedef struct {
  AePlotCommon common;
  char *node;
  int count, columns, scale, size, fit;
  double sigma;
} Options;

static const AeOption options[] = {
    {"node", "line of the network; the first with weights if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, node)},
    {"count", "channels at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, count), "63", 1, 4096},
    {"columns", "tiles side by side", AE_OPTION_INT, G_STRUCT_OFFSET(Options, columns), "auto", 1, 256, TRUE},
    {"scale", "by the largest number of each channel, or of all", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, scale),
     "each", .choices = ae_scale_names},
    {"size", "sides of the picture at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, size), "256", 8, 2048,
     .unit = "px"},
    {"fit", "how a larger picture is brought to that size: its middle, or all of it", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, fit), "shrink", .choices = ae_fit_names},
    {"sigma", "noise level told to a network that is told one", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, sigma), "25",
     0, 100, .unit = "8-bit levels"},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* The picture as large as the maps, where they are pictures. */
static gboolean add_input(AeSheet *sheet, AeImage *picture, const AeTensor *maps, GError **error) {
  if (maps->shape.h == 1 && maps->shape.w == 1)
    return TRUE;
  AeImage *small = ae_image_resize(picture, (guint32)maps->shape.w, (guint32)maps->shape.h, error);
  if (small)
    ae_sheet_add(sheet, small, g_strdup("picture"));
  return small != NULL;
}

/* Numbers under the tiles, while these leave them room. */
enum { NUMBERED = 100 };

static gboolean add_maps(AeSheet *sheet, const AeTensor *maps, guint n, int scale, GError **error) {
  g_autofree AeImage **tiles = g_new0(AeImage *, n);
  for (guint i = 0; i < n; i++) {
    if (!(tiles[i] = ae_probe_image(maps, (int)i, error)))
      return FALSE;
    ae_sheet_add(sheet, tiles[i], n <= NUMBERED ? g_strdup_printf("%u", i) : NULL);
  }
  ae_tones(tiles, n, (AeScale)scale);
  return TRUE;
}

static gboolean has_negative(const AeTensor *maps) {
  gsize n = (gsize)maps->shape.c * (gsize)maps->shape.h * (gsize)maps->shape.w;
  for (gsize i = 0; i < n; i++)
    if (((const ae_real *)maps->data)[i] < 0)
      return TRUE;
  return FALSE;
}

static char *make_note(const AeTensor *maps, guint n, int scale) {
  return g_strdup_printf("%u of %d channels, %d×%d; %s is 0, white%s the largest number %s", n, maps->shape.c,
                         maps->shape.w, maps->shape.h, has_negative(maps) ? "grey" : "black",
                         has_negative(maps) ? " and black" : "", scale == AE_SCALE_EACH ? "of each tile" : "of all");
}

static gboolean draw_sheet(const AePlotJob *job, const Options *o, const char *title, AeImage *picture,
                           const AeTensor *maps, GError **error) {
  guint n = MIN((guint)maps->shape.c, (guint)o->count);
  gboolean is_vector = maps->shape.h == 1 && maps->shape.w == 1;
  int scale = is_vector ? AE_SCALE_ALL : o->scale; /* a number by itself would be all or nothing */
  AeSheet sheet;
  ae_sheet_init(&sheet);
  gboolean ok = add_input(&sheet, picture, maps, error) && add_maps(&sheet, maps, n, scale, error);
  g_autofree char *note = make_note(maps, n, scale);
  sheet.outlined = is_vector;
  sheet.title = title, sheet.note = note;
  sheet.columns = o->columns == AE_AUTO
                      ? ae_sheet_columns(MAX(sheet.tiles->len, 1), (guint)maps->shape.w, (guint)maps->shape.h)
                      : MIN((guint)o->columns, MAX(sheet.tiles->len, 1));
  sheet.zoom = o->common.zoom;
  ok = ok && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static gboolean draw_node(const AePlotJob *job, const Options *o, const AeModel *model, const AeNode *node,
                          GError **error) {
  AeFitting fitting = {.size = o->size, .fit = (AeFit)o->fit};
  GArray *pictures = ae_pictures_read(job->data, model, &fitting, 1, error);
  AeTensor maps;
  if (!pictures)
    return FALSE;
  const AeNamedPicture *picture = &g_array_index(pictures, AeNamedPicture, 0);
  gboolean ok = ae_probe_run(model, node->name, picture->image, picture->label, o->sigma, &maps, error);
  if (ok) {
    g_autofree char *title = ae_plot_title(&o->common, "Line %s (%s) of %s for %s", node->name, node->type->name,
                                           ae_model_name(model), picture->name);
    ok = draw_sheet(job, o, title, picture->image, &maps, error);
    ae_tensor_clear(&maps);
  }
  g_array_unref(pictures);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const AeNode *node = !model ? NULL : o->node ? ae_probe_node(model, o->node, error) : ae_probe_first(model);
  if (model && !node && !o->node)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no weights; say node=NAME", ae_model_path(model));
  gboolean ok = node && draw_node(job, o, model, node, error);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_activations = {
    .name = "activations",
    .help = "what one line of a network gives for a picture, channel by channel",
    .usage = "MODEL --data PICTURE",
    .max_inputs = 1,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
