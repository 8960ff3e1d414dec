/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* From one picture to the next through the code: a row for each pair of pictures, the pictures themselves at its ends.
 * A conditional model is told the class of the nearer picture, or one and the same everywhere. */
#include "latent/lerp.h"
#include "plot/number.h"
#include "plot/part.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/vectors.h"

enum { MAX_FRAMES = 64 };

typedef struct {
  AePlotCommon common;
  char *code;
  int frames, pairs, label;
  gboolean arc;
} Options;

static const AeOption options[] = {
    {"frames", "pictures decoded from one to the other, both ends among them", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, frames), "9", 2, MAX_FRAMES},
    {"pairs", "rows at most: pictures 1 and 2, pictures 3 and 4 and so on", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, pairs), "6", 1, 64},
    {"arc", "on the arc between the codes, not on the straight line", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, arc),
     "no"},
    {"label", "conditional model: the class that is told; auto: that of the nearer picture", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, label), "auto", 0, 65535, TRUE},
    {"code", "the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

static gboolean add_example(AeSheet *sheet, const AeExamples *examples, guint i, GError **error) {
  AeImage *image = ae_examples_image(examples, i, error);
  if (image)
    ae_sheet_add(sheet, image, NULL);
  return image != NULL;
}

/* The class that is told for a frame between pictures first and first + 1. */
static int label_of(const Options *o, const AeExamples *examples, guint first, int frame) {
  if (o->label != AE_AUTO || !examples->labels)
    return o->label;
  return examples->labels[2 * frame < o->frames ? first : first + 1];
}

static gboolean add_frames(const Options *o, AeSheet *sheet, AePart *decoder, const AeExamples *examples,
                           const AeCodes *codes, guint first, GError **error) {
  g_autofree float *z = g_new(float, codes->d);
  for (int frame = 0; frame < o->frames; frame++) {
    (o->arc ? ae_slerp : ae_lerp)(codes->d, ae_codes_row(codes, first), ae_codes_row(codes, first + 1),
                                  (double)frame / (o->frames - 1), z);
    AeImage *image = ae_part_picture(decoder, z, label_of(o, examples, first, frame), error);
    if (!image)
      return FALSE;
    ae_sheet_add(sheet, image, NULL);
  }
  return TRUE;
}

static gboolean fill_sheet(const Options *o, AeSheet *sheet, AePart *decoder, const AeExamples *examples,
                           const AeCodes *codes, GError **error) {
  gboolean ok = TRUE;
  for (guint i = 0; ok && i + 1 < examples->n; i += 2)
    ok = add_example(sheet, examples, i, error) && add_frames(o, sheet, decoder, examples, codes, i, error) &&
         add_example(sheet, examples, i + 1, error);
  return ok;
}

/* "picture", the shares of the second picture's code, "picture". */
static void make_heads(const Options *o, char **heads) {
  heads[0] = g_strdup("in");
  for (int i = 0; i < o->frames; i++)
    heads[i + 1] = ae_number_short((double)i / (o->frames - 1), 2);
  heads[o->frames + 1] = g_strdup("in");
}

static gboolean write_sheet(const AePlotJob *job, const Options *o, const AeModel *model, AePart *decoder,
                            const AeExamples *examples, const AeCodes *codes, GError **error) {
  AeSheet sheet;
  char *heads[MAX_FRAMES + 3] = {NULL};
  g_autofree char *title =
      ae_plot_title(&o->common, "From picture to picture through the code of %s", ae_model_name(model));
  ae_sheet_init(&sheet);
  make_heads(o, heads);
  sheet.title = title, sheet.zoom = o->common.zoom;
  sheet.heads = (const char *const *)heads;
  sheet.note = "over the columns: how much of the second code is in what is decoded";
  sheet.columns = (guint)o->frames + 2;
  sheet.gap = 4;
  gboolean ok = fill_sheet(o, &sheet, decoder, examples, codes, error) && ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  for (char **head = heads; *head; head++)
    g_free(*head);
  return ok;
}

static gboolean check(const Options *o, const AeModel *model, const AeExamples *examples, const AePart *decoder,
                      GError **error) {
  int classes = ae_part_classes(decoder);
  if (o->label != AE_AUTO && o->label >= classes) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: label=%d: the model is told one of %d classes",
                ae_model_path(model), o->label, classes);
    return FALSE;
  }
  if (examples->n >= 2 && ae_part_is_picture(decoder))
    return TRUE;
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: it needs two pictures, and pictures that are decoded",
              ae_model_path(model));
  return FALSE;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeExamples examples = {0};
  AeVectors vectors = {.classes = NULL};
  AeModel *model = ae_model_load(job->inputs[0], NULL, error);
  const char *code = model ? ae_vectors_code(model, o->code, error) : NULL;
  gboolean ok = code && ae_examples_read(job->data, model, 1, 2 * (guint)o->pairs, &examples, error) &&
                ae_vectors_from_model(model, code, &examples, &vectors, error);
  AePart *decoder = ok ? ae_part_new(model, code, NULL, 1, 1, error) : NULL;
  ok = decoder && check(o, model, &examples, decoder, error) &&
       write_sheet(job, o, model, decoder, &examples, &vectors.codes, error);
  ae_part_free(decoder);
  ae_vectors_clear(&vectors);
  ae_examples_clear(&examples);
  ae_model_unref(model);
  return ok;
}

const AePlot ae_plot_interpolation = {
    .name = "interpolation",
    .help = "what a model decodes between the codes of two pictures",
    .usage = "MODEL --data PICTURES",
    .max_inputs = 1,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
