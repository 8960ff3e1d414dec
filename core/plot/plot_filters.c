/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The weights of one line as tiles, one for each of its units: middle grey is 0. */
#include "plot/atoms.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/tones.h"

typedef struct {
  AePlotCommon common;
  char *node;
  int side, channel, count, columns, scale;
} Options;

static const char *const side_names[] = {"auto", "in", "out", NULL}; /* in the order of AeAtomSide */

static const AeOption options[] = {
    {"node", "line of the network; the first with weights if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, node)},
    {"side", "in: what each output looks at; out: what each input draws, the atoms of a decoder", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, side), "auto", .choices = side_names},
    {"channel", "the one shown; auto: colour where there are three, or a noise level behind them, else the first",
     AE_OPTION_INT, G_STRUCT_OFFSET(Options, channel), "auto", 0, 65535, TRUE},
    {"count", "tiles at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, count), "256", 1, 4096},
    {"columns", "tiles side by side", AE_OPTION_INT, G_STRUCT_OFFSET(Options, columns), "auto", 1, 256, TRUE},
    {"scale", "by the largest weight of each tile, or of all", AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, scale),
     "each", .choices = ae_scale_names},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

static gboolean choose_channel(const Options *o, const AeAtoms *atoms, int *channel, GError **error) {
  *channel = o->channel != AE_AUTO ? o->channel : atoms->n_channels == 3 || atoms->n_channels == 4 ? -1 : 0;
  if (*channel < (int)atoms->n_channels)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot filters: channel=%d: there are %u, counted from 0", *channel,
              atoms->n_channels);
  return FALSE;
}

static AeImage **make_tiles(const AeAtoms *atoms, guint n, int channel, int scale, GError **error) {
  AeImage **tiles = g_new0(AeImage *, n + 1);
  for (guint i = 0; i < n; i++)
    if (!(tiles[i] = ae_atoms_image(atoms, i, channel, error))) {
      while (i-- > 0)
        ae_image_free(tiles[i]);
      g_free(tiles);
      return NULL;
    }
  ae_tones(tiles, n, (AeScale)scale);
  return tiles;
}

static char *make_note(const AeAtoms *atoms, guint n, int channel, int scale) {
  GString *note = g_string_new(NULL);
  g_string_append_printf(note, "%u of %u, %u×%u px; grey is 0, white and black the largest weight %s", n, atoms->n,
                         atoms->width, atoms->height, scale == AE_SCALE_EACH ? "of each tile" : "of all");
  if (channel >= 0 && atoms->n_channels > 1)
    g_string_append_printf(note, "; channel %d of %u", channel, atoms->n_channels);
  return g_string_free(note, FALSE);
}

static gboolean draw_sheet(const AePlotJob *job, const Options *o, const AeModel *model, const AeNode *node,
                           const AeAtoms *atoms, GError **error) {
  guint n = MIN(atoms->n, (guint)o->count);
  int channel;
  AeImage **tiles = choose_channel(o, atoms, &channel, error) ? make_tiles(atoms, n, channel, o->scale, error) : NULL;
  if (!tiles)
    return FALSE;
  AeSheet sheet;
  ae_sheet_init(&sheet);
  for (guint i = 0; i < n; i++)
    ae_sheet_add(&sheet, tiles[i], NULL);
  g_free(tiles);
  g_autofree char *title =
      ae_plot_title(&o->common, "Weights of line %s (%s) of %s", node->name, node->type->name, ae_model_name(model));
  g_autofree char *note = make_note(atoms, n, channel, o->scale);
  sheet.title = title, sheet.note = note;
  sheet.columns = o->columns == AE_AUTO ? ae_sheet_columns(n, atoms->width, atoms->height) : MIN((guint)o->columns, n);
  sheet.gap = 4;
  sheet.zoom = o->common.zoom;
  gboolean ok = ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeAtoms atoms;
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const AeNode *node = !model ? NULL : o->node ? ae_probe_node(model, o->node, error) : ae_probe_first(model);
  if (model && !node && !o->node)
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: the network has no weights", ae_model_path(model));
  gboolean ok = node && ae_atoms_find(model, node, (AeAtomSide)o->side, &atoms, error) &&
                draw_sheet(job, o, model, node, &atoms, error);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_filters = {
    .name = "filters",
    .help = "the weights of one line of a network as tiles: first filters, atoms of a decoder",
    .usage = "MODEL",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
