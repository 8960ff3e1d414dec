/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Pictures before and behind models: what went in, what came out of each, and the differences, enlarged. */
#include "plot/difference.h"
#include "plot/names.h"
#include "plot/number.h"
#include "plot/plots.h"
#include "plot/sheet.h"
#include "plot/trial.h"

enum { SMALL = 96, MAX_KINDS = 2 + 2 * AE_TRIAL_MODELS };

typedef struct {
  AePlotCommon common;
  char *corrupt, *names;
  int count, size, fit, seed;
  double level, gain;
  gboolean difference;
} Options;

static const AeOption options[] = {
    {"count", "pictures, the first of them; auto: 10 small ones, 4 others", AE_OPTION_INT,
     G_STRUCT_OFFSET(Options, count), "auto", 1, AE_TRIAL_PICTURES, TRUE},
    {"corrupt", "what spoils them, as in a recipe: \"gaussian sigma_min=102 sigma_max=102\"", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, corrupt)},
    {"difference", "draw the differences", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, difference), "yes"},
    {"names", "what several models are called, separated by commas; their own names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, names)},
    {"size", "sides of a picture at most", AE_OPTION_INT, G_STRUCT_OFFSET(Options, size), "256", 8, 2048, .unit = "px"},
    {"fit", "how a larger picture is brought to that size: its middle, or all of it", AE_OPTION_CHOICE,
     G_STRUCT_OFFSET(Options, fit), "crop", .choices = ae_fit_names},
    {"level",
     "how much it is spoiled, in the units of the task: sigma of a denoiser; auto: as in the middle of eval's list",
     AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, level), "auto", 0, 1e6, TRUE},
    {"gain", "factor of the difference; auto: as large as shows it", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, gain),
     "auto", 0.1, 1000, TRUE},
    {"seed", "another seed, other noise", AE_OPTION_INT, G_STRUCT_OFFSET(Options, seed), "0", 0, G_MAXINT},
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* One kind of picture, a row or a column of the sheet. */
typedef struct {
  gsize offset; /* of an AeImage * in an AeTrialItem */
  char *name;
  gboolean measured; /* its PSNR is said */
} Kind;

typedef struct {
  Kind kinds[MAX_KINDS];
  const char *names[MAX_KINDS + 1];
  guint n;
} Kinds;

/* Takes name. */
static void add_kind(Kinds *kinds, gsize offset, char *name, gboolean measured) {
  kinds->names[kinds->n] = name;
  kinds->kinds[kinds->n++] = (Kind){offset, name, measured};
}

static void clear_kinds(Kinds *kinds) {
  for (guint i = 0; i < kinds->n; i++)
    g_free(kinds->kinds[i].name);
}

static char *spoiled_name(const AeTrial *s) {
  g_autofree char *level = ae_number_short(s->level, 4);
  return s->corrupt ? g_strdup("corrupted") : g_strconcat(s->eval->value, " ", level, NULL);
}

/* names: of the models. */
static void make_kinds(const AeTrial *s, const Options *o, char **names, Kinds *kinds) {
  gboolean spoiled = s->items[0].spoiled != NULL;
  g_autofree char *gain = ae_number_short(s->gain, 4);
  add_kind(kinds, G_STRUCT_OFFSET(AeTrialItem, clean), g_strdup(spoiled ? "original" : "in"), FALSE);
  if (spoiled)
    add_kind(kinds, G_STRUCT_OFFSET(AeTrialItem, spoiled), spoiled_name(s), TRUE);
  for (guint k = 0; k < s->n_models; k++)
    add_kind(kinds, G_STRUCT_OFFSET(AeTrialItem, results) + k * sizeof(AeImage *),
             g_strdup(s->n_models > 1 ? names[k]
                      : spoiled       ? "result"
                                      : "out"),
             TRUE);
  for (guint k = 0; o->difference && k < s->n_models; k++)
    add_kind(kinds, G_STRUCT_OFFSET(AeTrialItem, differences) + k * sizeof(AeImage *),
             g_strdup_printf("%s%s × %s", s->n_models > 1 ? names[k] : "",
                             s->n_models > 1 ? " − original" : "difference", gain),
             FALSE);
}

static AeImage **picture_at(AeTrial *s, guint i, const Kind *kind) {
  return (AeImage **)(gpointer)((char *)&s->items[i] + kind->offset);
}

/* unit: there is room for it. */
static char *caption_of(AeTrial *s, guint i, const Kind *kind, gboolean unit) {
  const AeImage *clean = s->items[i].clean, *own = *picture_at(s, i, kind);
  if (!kind->measured || !ae_same_form(clean, own))
    return NULL;
  g_autofree char *number = ae_number(ae_difference_psnr(clean, own), unit ? 0.01 : 0.1);
  return g_strconcat(number, unit ? " dB" : "", NULL);
}

/* Tiles go from the strip to the sheet. across: a column a picture, else a row. */
static void fill_sheet(AeTrial *s, AeSheet *sheet, const Kinds *kinds, gboolean across) {
  guint rows = across ? kinds->n : s->n;
  sheet->columns = across ? s->n : kinds->n;
  for (guint at = 0; at < rows * sheet->columns; at++) {
    guint row = at / sheet->columns, column = at % sheet->columns;
    ae_sheet_add(sheet, NULL, caption_of(s, across ? column : row, &kinds->kinds[across ? row : column], !across));
  }
  for (guint at = 0; at < sheet->tiles->len; at++) {
    guint row = at / sheet->columns, column = at % sheet->columns;
    g_array_index(sheet->tiles, AeTile, at).picture =
        g_steal_pointer(picture_at(s, across ? column : row, &kinds->kinds[across ? row : column]));
  }
}

static char *make_note(const AeTrial *s, const Options *o, gboolean across) {
  g_autofree char *white = ae_number_short(0.5 / s->gain, 3);
  const char *numbers = across ? "numbers: PSNR in dB" : "";
  if (!o->difference)
    return across ? g_strdup(numbers) : NULL;
  return g_strdup_printf("%s%sgrey is no difference, white +%s, black −%s of full scale", numbers, across ? "; " : "",
                         white, white);
}

static gboolean write_sheet(AeTrial *s, const AePlotJob *job, const Options *o, char **names, GError **error) {
  gboolean across = MAX(s->items[0].clean->info.width, s->items[0].clean->info.height) <= SMALL;
  Kinds kinds = {.n = 0};
  AeSheet sheet;
  g_autofree char *note = make_note(s, o, across);
  g_autofree char *title = s->n_models > 1
                               ? ae_plot_title(&o->common, "%u models (%s)", s->n_models, ae_model_task(s->models[0]))
                               : ae_plot_title(&o->common, "Model %s (%s)", names[0], ae_model_task(s->models[0]));
  ae_sheet_init(&sheet);
  make_kinds(s, o, names, &kinds);
  fill_sheet(s, &sheet, &kinds, across);
  *(across ? &sheet.sides : &sheet.heads) = kinds.names;
  sheet.title = title, sheet.note = note, sheet.zoom = o->common.zoom;
  gboolean ok = ae_sheet_write(&sheet, job->output, error);
  ae_sheet_clear(&sheet);
  clear_kinds(&kinds);
  return ok;
}

static GArray *read_pictures(const AeTrial *s, const AePlotJob *job, const Options *o, GError **error) {
  const AeGraphInfo *info = ae_model_info(s->models[0]);
  AeFitting fitting = {.size = o->size, .fit = (AeFit)o->fit, .factor = 1};
  guint count = (guint)o->count;
  if (s->corrupt)
    fitting.factor = MIN(ae_corrupt_factor(s->corrupt), 16);
  if (o->count == AE_AUTO)
    count = info->fixed && MAX(info->in.w, info->in.h) * fitting.factor <= SMALL ? 10 : 4;
  return ae_pictures_read(job->data, s->models[0], &fitting, count, error);
}

static char **names_of(const AeTrial *t, const AePlotJob *job, const Options *o, GError **error) {
  const char *own[AE_TRIAL_MODELS];
  for (guint k = 0; k < t->n_models; k++)
    own[k] = ae_model_name(t->models[k]);
  return ae_plot_names(o->names, own, job->inputs, t->n_models, error);
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  AeTrial trial = {.n = 0};
  gboolean ok = ae_trial_open(&trial, job->inputs, o->corrupt, o->level, error);
  g_auto(GStrv) names = ok ? names_of(&trial, job, o, error) : NULL;
  GArray *pictures = names ? read_pictures(&trial, job, o, error) : NULL;
  ok = pictures && ae_trial_run(&trial, pictures, (guint64)o->seed, error) &&
       ae_trial_subtract(&trial, o->gain, error) && write_sheet(&trial, job, o, names, error);
  ae_trial_clear(&trial);
  if (pictures)
    g_array_unref(pictures);
  return ok;
}

const AePlot ae_plot_strip = {
    .name = "strip",
    .help = "pictures before and behind one or several models, and their differences",
    .usage = "MODEL... --data PICTURES",
    .max_inputs = AE_TRIAL_MODELS,
    .data = TRUE,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
