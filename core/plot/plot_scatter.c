/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes as points in the plane: those that a model has for pictures, or the rows of a table. Where they are longer than
 * two numbers, their first principal components, or t-SNE. */
#include <string.h>

#include "image/resize.h"
#include "plot/measured.h"
#include "plot/names.h"
#include "plot/plane.h"
#include "plot/plots.h"
#include "plot/scatter.h"
#include "base/table.h"
#include "plot/vectors.h"
#include "train/clean_pictures.h"

enum { MAX_PANELS = 4 };

typedef struct {
  AePlotCommon common;
  char *columns, *label, *picture, *code, *kind, *names;
  int method, limit, thumbnail;
  gboolean pictures, spread, square, same_scale, prior, centres;
  double radius, perplexity;
} Options;

static const AeOption options[] = {
    {"method",
     "the first two numbers as they are, principal components, or t-SNE; auto: plain for two numbers, else pca",
     AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, method), "auto", .choices = ae_plane_names},
    {"code", "model: the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
    {"kind", "model: kind of data and its keys, as in \"toy set=roll\", instead of pictures", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, kind)},
    {"columns", "table: the columns of the code, separated by commas; all that hold numbers if not given",
     AE_OPTION_STRING, G_STRUCT_OFFSET(Options, columns)},
    {"label", "table: the column of the class; \"label\", if there is one, if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, label)},
    {"picture", "table: the column of a picture's file name, from --data, that is drawn at its point", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, picture)},
    {"pictures", "model: draw pictures at their codes", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, pictures), "no"},
    {"spread", "variational model: draw the standard deviations of each code as an ellipse; plain only", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, spread), "no"},
    {"thumbnail", "longer side of a picture at its point", AE_OPTION_INT, G_STRUCT_OFFSET(Options, thumbnail), "40", 8,
     512, .unit = "px"},
    {"limit", "codes at most, the first", AE_OPTION_INT, G_STRUCT_OFFSET(Options, limit), "2000", 1, 100000},
    {"perplexity", "of t-SNE: how many neighbours count", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, perplexity), "30",
     2, 200},
    {"square", "the same scale on both axes", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, square), "yes"},
    {"same_scale", "several: the same axes for all", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, same_scale), "no"},
    {"prior",
     "draw circles of one and two standard deviations of N(0, I), from which variational models sample; "
     "plain only",
     AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, prior), "no"},
    {"names", "what several are called, separated by commas; their own names if not given", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, names)},
    {"centres", "write the names of the classes where their points are", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, centres), "yes"},
    {"radius", "size of a point; auto: by their number", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, radius), "auto",
     0.5, 20, TRUE, .unit = "px"},
    AE_PLOT_SIZE_ROWS(Options, "900", "800"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL},
};

/* What is drawn, owned. */
typedef struct {
  AeVectors vectors;
  AeImage **pictures; /* a picture a code, each may be NULL; NULL: none */
  AePlane plane;
  gboolean plain;    /* the plane is that of the code itself */
  double *spread[2]; /* to the right, upwards; NULL: none */
  char *name;        /* over a panel */
} Points;

static void clear_points(Points *p) {
  for (gsize i = 0; p->pictures && i < p->vectors.codes.n; i++)
    ae_image_free(p->pictures[i]);
  g_free(p->pictures);
  ae_plane_clear(&p->plane);
  g_free(p->spread[0]);
  g_free(p->spread[1]);
  g_free(p->name);
  ae_vectors_clear(&p->vectors);
}

/* ---- pictures ---- */

/* Takes picture, which may be NULL after an error. */
static AeImage *thumbnail(AeImage *picture, int side, GError **error) {
  if (!picture)
    return NULL;
  double scale = (double)side / MAX(picture->info.width, picture->info.height);
  AeImage *small = ae_image_resize(picture, (guint32)MAX(picture->info.width * scale + 0.5, 1),
                                   (guint32)MAX(picture->info.height * scale + 0.5, 1), error);
  ae_image_free(picture);
  return small;
}

static gboolean add_example_pictures(Points *p, const AeExamples *examples, int side, GError **error) {
  p->pictures = g_new0(AeImage *, MAX(examples->n, 1));
  for (guint i = 0; i < examples->n; i++)
    if (!(p->pictures[i] = thumbnail(ae_examples_image(examples, i, error), side, error)))
      return FALSE;
  return TRUE;
}

static gboolean add_table_pictures(Points *p, const AePlotJob *job, const Options *o, const char *input,
                                   GError **error) {
  guint column;
  g_autoptr(AeTable) table = ae_table_read(input, error);
  g_autofree char *folder = job->data ? g_strdup(job->data) : g_path_get_dirname(input);
  if (!table || !ae_table_column(table, o->picture, &column, error))
    return FALSE;
  p->pictures = g_new0(AeImage *, MAX(p->vectors.codes.n, 1));
  for (guint i = 0; i < p->vectors.codes.n; i++) {
    const char *name = ae_table_cell(table, i, column);
    g_autofree char *path = g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(folder, name, NULL);
    if (*name && !(p->pictures[i] = thumbnail(ae_clean_picture_read(path, error), o->thumbnail, error)))
      return FALSE;
  }
  return TRUE;
}

/* ---- codes ---- */

static gboolean read_examples(const AePlotJob *job, const Options *o, const AeModel *model, Points *p, GError **error) {
  AeExamples examples = {0};
  gboolean ok = ae_examples_read(job->data, model, 1, (guint)o->limit, &examples, error) &&
                ae_vectors_from_model(model, o->code, &examples, &p->vectors, error) &&
                (!o->spread || ae_vectors_add_spread(model, o->code, &examples, &p->vectors, error)) &&
                (!o->pictures || add_example_pictures(p, &examples, o->thumbnail, error));
  ae_examples_clear(&examples);
  return ok;
}

/* Data of a kind that is named, or that the model names, are what it is measured on. */
static gboolean read_model(const AePlotJob *job, const Options *o, const char *input, Points *p, GError **error) {
  AeModel *model = ae_model_load(input, NULL, error);
  gboolean ok =
      model && (o->kind || !job->data ? ae_measured_vectors(model, job->data, o->limit, o->kind, &p->vectors, error)
                                      : read_examples(job, o, model, p, error));
  ae_model_unref(model);
  return ok;
}

static gboolean read_points(const AePlotJob *job, const Options *o, const char *input, Points *p, GError **error) {
  if (!g_str_has_suffix(input, ".csv") && !g_str_has_suffix(input, ".tsv"))
    return read_model(job, o, input, p, error);
  return ae_vectors_from_table(input, o->columns, o->label, (guint)o->limit, &p->vectors, error) &&
         (!o->picture || add_table_pictures(p, job, o, input, error));
}

/* ---- the plane ---- */

static gboolean place_points(const Options *o, Points *p, GError **error) {
  const AeCodes *codes = &p->vectors.codes;
  if (!ae_plane_make(&p->plane, codes, (AePlaneMethod)o->method, o->perplexity, p->vectors.axes, p->vectors.what,
                     error))
    return FALSE;
  p->plain = o->method == AE_PLANE_PLAIN || (o->method == AE_PLANE_AUTO && codes->d == 2);
  for (int k = 0; p->plain && p->vectors.spread && k < 2; k++) {
    p->spread[k] = g_new(double, MAX(codes->n, 1));
    for (gsize i = 0; i < codes->n; i++)
      p->spread[k][i] = (double)p->vectors.spread[i * (gsize)codes->d + (gsize)k];
  }
  return TRUE;
}

/* ---- the plot ---- */

static AeScatter scatter_of(const Options *o, const Points *p) {
  AeScatter scatter = {.n = (guint)p->vectors.codes.n, .x = p->plane.x, .y = p->plane.y, .classes = p->vectors.classes};
  scatter.x_spread = p->spread[0], scatter.y_spread = p->spread[1];
  scatter.pictures = p->pictures;
  scatter.title = p->name;
  scatter.x_label = p->plane.labels[0], scatter.y_label = p->plane.labels[1];
  scatter.square = o->square, scatter.centres = o->centres;
  scatter.prior = o->prior && p->plain;
  scatter.radius = MAX(o->radius, 0);
  if (p->vectors.names) {
    scatter.n_classes = p->vectors.names->len;
    scatter.names = (const char *const *)p->vectors.names->pdata;
  }
  return scatter;
}

/* Of several, each is drawn half as large. */
static AePage *make_page(const AePlotJob *job, const Options *o, guint n, GError **error) {
  AePlotCommon common = o->common;
  if (n > 1) {
    common.width = (int)n * common.width / 2;
    common.height = common.height / 2 + 100;
  }
  return ae_plot_page(job, &common, error);
}

/* Of one: what it is and how well it tells the classes apart. */
static char *title_of(const Options *o, const Points *points, guint n) {
  g_autofree char *accuracy =
      n > 1 || o->common.title ? NULL : ae_plane_accuracy(&points->plane, points->vectors.classes);
  if (!accuracy)
    return ae_plot_title(&o->common, "%s", n > 1 ? "Codes" : points->vectors.what);
  return ae_plot_title(&o->common, "%s: 10 nearest points tell %s of the classes", points->vectors.what, accuracy);
}

/* Of several each panel says it. */
static gboolean name_points(const AePlotJob *job, const Options *o, Points *points, guint n, GError **error) {
  const char *own[MAX_PANELS];
  for (guint i = 0; i < n; i++)
    own[i] = points[i].vectors.name;
  g_auto(GStrv) names = ae_plot_names(o->names, own, job->inputs, n, error);
  for (guint i = 0; names && n > 1 && i < n; i++) {
    g_autofree char *accuracy = ae_plane_accuracy(&points[i].plane, points[i].vectors.classes);
    points[i].name = accuracy ? g_strdup_printf("%s (10 nearest: %s)", names[i], accuracy) : g_strdup(names[i]);
  }
  return names != NULL;
}

static gboolean write_points(const AePlotJob *job, const Options *o, const Points *points, guint n, GError **error) {
  AeScatter scatters[MAX_PANELS];
  g_autofree char *title = title_of(o, points, n);
  for (guint i = 0; i < n; i++)
    scatters[i] = scatter_of(o, &points[i]);
  AePage *page = make_page(job, o, n, error);
  gboolean ok = page && ae_scatters_draw(scatters, n, o->same_scale, title, page, error) && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  Points points[MAX_PANELS] = {{.pictures = NULL}};
  guint n = g_strv_length((char **)job->inputs);
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++)
    ok = read_points(job, o, job->inputs[i], &points[i], error) && place_points(o, &points[i], error);
  ok = ok && name_points(job, o, points, n, error) && write_points(job, o, points, n, error);
  for (guint i = 0; i < n; i++)
    clear_points(&points[i]);
  return ok;
}

const AePlot ae_plot_scatter = {
    .name = "scatter",
    .help = "codes of a model, or rows of a table, as points with a colour and a marker a class",
    .usage = "MODEL|TABLE.csv... [--data PICTURES]",
    .max_inputs = MAX_PANELS,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
