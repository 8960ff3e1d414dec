/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Repair of scratches, stains and what else hides a part of a picture. What is hidden is first filled smoothly
 * (stage/mask_fill.h), so that the network, a residual U-Net that is told where, only has to add what is missing; its
 * result comes in there alone. */
#include <string.h>

#include <aefilter/stage.h>

#include "stage/lattice.h"
#include "stage/level_pixels.h"
#include "stage/mask_blend.h"

typedef struct {
  char *mask, *model;
  int grow;
} Options;

static const AeOption options[] = {
    {"mask", "picture of the same size, white where to repair, or a folder of such; if not given, what is transparent",
     AE_OPTION_FILE, G_STRUCT_OFFSET(Options, mask)},
    {"grow", "by how much the mask is made wider", AE_OPTION_INT, G_STRUCT_OFFSET(Options, grow), "0", 0, 64,
     .unit = "px"},
    {"model", "name or file; if not given, inpaint", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, model)},
    {NULL}};

typedef struct {
  const Options *options;
  const AeSettings *settings;
  AeLattice *network;
  AeMask *mask; /* the file, or the present picture's out of the folder; NULL: its transparency */
  gboolean folder;
  AeSurvey *survey; /* of the present picture */
  gboolean settled; /* and of all its regions */
} State;

/* ---- pixels ---- */

/* Rows of ae_mask_fill_rows: one colour or three, and the weight. */
static void load(gconstpointer data, guint channels, const float *pixels, float *in, gsize n) {
  guint green = channels == 4 ? 1 : 0, blue = channels == 4 ? 2 : 0;
  for (gsize i = 0; i < n; i++, pixels += channels, in += 4) {
    in[0] = pixels[0];
    in[1] = pixels[green];
    in[2] = pixels[blue];
    in[3] = pixels[channels - 1] != 0;
  }
}

static void store(gconstpointer data, guint channels, const float *original, const float *out, float *pixels, gsize n) {
  for (gsize i = 0; i < n; i++, original += channels, out += 3, pixels += channels) {
    if (channels == 4)
      memcpy(pixels, out, 3 * sizeof *out);
    else
      pixels[0] = (out[0] + out[1] + out[2]) / 3;
    pixels[channels - 1] = original[channels - 1];
  }
}

/* ---- opening ---- */

static void inpaint_close(gpointer state) {
  State *s = state;
  ae_lattice_free(s->network);
  ae_survey_free(s->survey);
  ae_mask_free(s->mask);
  g_free(s);
}

/* Half of the memory is for the mask and for filling. */
static gboolean open_network(State *s, GError **error) {
  AeSettings settings = *s->settings;
  settings.max_memory = (settings.max_memory + 1) / 2;
  AeModel *model = ae_model_load(s->options->model ? s->options->model : "inpaint", "inpaint", error);
  if (model && ae_level_check_model(model, "a model for inpaint takes RGB and the mask", error))
    s->network = ae_lattice_new(model, &settings, error);
  ae_model_unref(model);
  return s->network != NULL;
}

static gboolean open_mask(State *s, GError **error) {
  const Options *o = s->options;
  s->folder = o->mask && g_file_test(o->mask, G_FILE_TEST_IS_DIR);
  if (!o->mask || s->folder)
    return TRUE;
  s->mask = ae_mask_read(o->mask, (guint)o->grow, s->settings, error);
  return s->mask != NULL;
}

static gboolean inpaint_open(const void *values, const AeSettings *settings, gpointer *state, GError **error) {
  State *s = g_new0(State, 1);
  s->options = values;
  s->settings = settings;
  if (!open_network(s, error) || !open_mask(s, error)) {
    inpaint_close(s);
    return FALSE;
  }
  *state = s;
  return TRUE;
}

/* ---- what is wrong with a picture ---- */

static gboolean find_mask(State *s, const AeImageInfo *info, GError **error) {
  if (!s->folder)
    return TRUE;
  g_clear_pointer(&s->mask, ae_mask_free);
  if (!info->meta || !info->meta->name) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "stage inpaint: mask=%s is a folder, and the picture has no name",
                s->options->mask);
    return FALSE;
  }
  g_autofree char *path = ae_mask_find(s->options->mask, info->meta->name, error);
  s->mask = path ? ae_mask_read(path, (guint)s->options->grow, s->settings, error) : NULL;
  return s->mask != NULL;
}

static gboolean check_mask(const State *s, const AeImageInfo *info, GError **error) {
  const AeMask *mask = s->mask;
  if (!mask && !ae_image_has_alpha(info))
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
                "stage inpaint: give mask=FILE; the picture has no transparency to say what is to be repaired");
  else if (mask && (mask->width != info->width || mask->height != info->height))
    g_set_error(error, AE_ERROR, AE_ERROR_FORMAT, "the mask %s is %u x %u pixels, and the picture %u x %u", mask->path,
                mask->width, mask->height, info->width, info->height);
  else
    return TRUE;
  return FALSE;
}

static gboolean check_memory(const State *s, const AeImageInfo *info, GError **error) {
  guint64 bytes = ae_survey_bytes(info) + (s->mask ? (guint64)info->width * info->height : 0);
  if (!s->settings->max_memory || bytes <= s->settings->max_memory / 2)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_LIMIT,
              "mask and filling of a picture of %u x %u pixels need %" G_GUINT64_FORMAT
              " MB; allow twice as much memory",
              info->width, info->height, bytes / 1000000 + 1);
  return FALSE;
}

static gboolean survey(State *s, AeRows *whole, GError **error) {
  g_clear_pointer(&s->survey, ae_survey_free);
  if (!find_mask(s, &whole->info, error) || !check_mask(s, &whole->info, error) ||
      !check_memory(s, &whole->info, error))
    return FALSE;
  s->survey = ae_survey_new(whole, s->mask, error);
  return s->survey != NULL;
}

static gboolean inpaint_measures(gpointer state) { return TRUE; }

static gboolean inpaint_settle(gpointer state, AeRows *whole, GError **error) {
  State *s = state;
  return s->settled = survey(s, whole, error);
}

/* ---- a picture ---- */

static AeBox box_in(AeBox box, const AeImageInfo *info) {
  return (AeBox){MAX(box.x0, info->x), MAX(box.y0, info->y), MIN(box.x1, info->x + info->width),
                 MIN(box.y1, info->y + info->height)};
}

/* The box and what the network looks at around it. */
static AeBox part_of(const State *s, AeBox box, const AeImageInfo *info) {
  guint32 margin = ae_lattice_margin(s->network);
  AeBox wide = {box.x0 > margin ? box.x0 - margin : 0, box.y0 > margin ? box.y0 - margin : 0, box.x1 + margin,
                box.y1 + margin};
  return box_in(wide, info);
}

/* Takes in. */
static AeRows *repair(const State *s, AeRows *in, AeBox box, GError **error) {
  AeImageInfo info = in->info;
  ae_meta_ref(info.meta);
  AeLatticePixels pixels = {load, store, NULL, 0};
  AeMaskFill *fill = ae_mask_fill_new(in, s->survey, s->mask, part_of(s, box, &info), error);
  AeRows *repaired = fill ? ae_lattice_apply(s->network, ae_mask_fill_rows(fill), &pixels, error) : NULL;
  AeRows *out = repaired ? ae_rows_blend(fill, &info, repaired, box, !s->mask, error) : NULL;
  if (!repaired)
    ae_mask_fill_free(fill);
  ae_image_info_clear(&info);
  return out;
}

/* What is settled holds for regions of that picture alone. */
static gboolean check_region(const State *s, const AeImageInfo *info, GError **error) {
  guint32 width = info->full_width ? info->full_width : info->width;
  guint32 height = info->full_width ? info->full_height : info->height;
  if (s->settled ? s->survey->width == width && s->survey->height == height : !info->full_width)
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE,
              "stage inpaint: holes are filled in a whole picture, not in %u x %u of it", info->width, info->height);
  return FALSE;
}

/* Takes in; NULL with an error. */
static AeRows *surveyed(State *s, AeRows *in, GError **error) {
  gboolean good = check_region(s, &in->info, error);
  if (good && !s->settled) {
    in = ae_rows_spool(in, error);
    good = in && survey(s, in, error) && ae_rows_rewind(in, error);
  }
  if (good)
    return in;
  ae_rows_free(in);
  return NULL;
}

static AeRows *inpaint_apply(gpointer state, AeRows *in, GError **error) {
  State *s = state;
  in = surveyed(s, in, error);
  if (!in)
    return NULL;
  AeBox box = box_in(s->survey->box, &in->info);
  return ae_box_is_empty(box) ? in : repair(s, in, box, error);
}

static guint inpaint_margin(gpointer state) {
  const State *s = state;
  return ae_lattice_margin(s->network) + AE_MASK_FILL_MARGIN;
}

const AeStage ae_stage_inpaint = {
    .name = "inpaint",
    .help = "repair scratches, stains and holes that a mask shows",
    .description =
        "Makes up what is under the white of a mask from what is around it: scratches, dust, folds, stains, writing. "
        "Grey of the mask mixes the repair with what is there; pixels where it is black stay as they are, to the bit. "
        "mask may be a folder that holds a mask for each picture, at the same place and under the same name, with "
        "any extension. Without a mask, what is transparent is repaired and becomes opaque; with one, alpha is left as "
        "it is.",
    .in = AE_KIND_IMAGE,
    .out = AE_KIND_IMAGE,
    .same_size = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .marks = 2,
    .open = inpaint_open,
    .apply = inpaint_apply,
    .close = inpaint_close,
    .margin = inpaint_margin,
    .measures = inpaint_measures,
    .settle = inpaint_settle,
};
