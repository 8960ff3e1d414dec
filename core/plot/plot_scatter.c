/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Codes as points in the plane: those that a model has for pictures, or the rows of a table. Where they are longer than
 * two numbers, their first principal components, or t-SNE. */
#include <string.h>

#include "image/resize.h"
#include "latent/knn.h"
#include "latent/pca.h"
#include "latent/tsne.h"
#include "plot/number.h"
#include "plot/plots.h"
#include "plot/scatter.h"
#include "plot/table.h"
#include "plot/vectors.h"
#include "train/clean_pictures.h"

enum { MAX_PANELS = 4, NEIGHBOURS = 10, MAX_SCORED = 20000 };

typedef enum { METHOD_AUTO, METHOD_PLAIN, METHOD_PCA, METHOD_TSNE } Method;

typedef struct {
  AePlotCommon common;
  char *columns, *label, *picture, *code;
  int method, limit, thumbnail;
  gboolean pictures, spread, square, centres;
  double radius, perplexity;
} Options;

static const char *const methods[] = {"auto", "plain", "pca", "tsne", NULL}; /* in the order of Method */

static const AeOption options[] = {
    {"method",
     "the first two numbers as they are, principal components, or t-SNE; auto: plain for two numbers, else pca",
     AE_OPTION_CHOICE, G_STRUCT_OFFSET(Options, method), "auto", .choices = methods},
    {"code", "model: the line of the network that is the code, if not the one that the model names", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, code)},
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
  double *x, *y, *x_spread, *y_spread;
  char *labels[2]; /* of the axes */
} Points;

static void clear_points(Points *p) {
  for (gsize i = 0; p->pictures && i < p->vectors.codes.n; i++)
    ae_image_free(p->pictures[i]);
  g_free(p->pictures);
  g_free(p->x);
  g_free(p->y);
  g_free(p->x_spread);
  g_free(p->y_spread);
  g_free(p->labels[0]);
  g_free(p->labels[1]);
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

static gboolean read_model(const AePlotJob *job, const Options *o, const char *input, Points *p, GError **error) {
  AeExamples examples = {0};
  AeModel *model = ae_model_load(input, NULL, error);
  gboolean ok = model != NULL;
  if (ok && !job->data) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "plot scatter: --data is missing: what pictures' codes of %s?",
                ae_model_path(model));
    ok = FALSE;
  }
  ok = ok && ae_examples_read(job->data, model, (guint)o->limit, &examples, error) &&
       ae_vectors_from_model(model, o->code, &examples, &p->vectors, error) &&
       (!o->spread || ae_vectors_add_spread(model, o->code, &examples, &p->vectors, error)) &&
       (!o->pictures || add_example_pictures(p, &examples, o->thumbnail, error));
  ae_examples_clear(&examples);
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

/* Number k of each of n rows of step numbers. */
static double *take_column(const float *rows, gsize n, int step, int k) {
  double *column = g_new(double, MAX(n, 1));
  for (gsize i = 0; i < n; i++)
    column[i] = (double)rows[i * (gsize)step + (gsize)k];
  return column;
}

static void place(Points *p, const float *rows, int step) {
  p->x = take_column(rows, p->vectors.codes.n, step, 0);
  p->y = take_column(rows, p->vectors.codes.n, step, 1);
}

static gboolean place_plain(Points *p) {
  const AeCodes *codes = &p->vectors.codes;
  place(p, codes->data, codes->d);
  if (p->vectors.spread) {
    p->x_spread = take_column(p->vectors.spread, codes->n, codes->d, 0);
    p->y_spread = take_column(p->vectors.spread, codes->n, codes->d, 1);
  }
  for (int i = 0; i < 2; i++)
    p->labels[i] = p->vectors.axes[i] ? g_strdup(p->vectors.axes[i]) : g_strdup_printf("number %d of the code", i + 1);
  return TRUE;
}

static gboolean place_pca(Points *p, GError **error) {
  const AeCodes *codes = &p->vectors.codes;
  g_autoptr(AePca) pca = ae_pca_new(codes, 2, error);
  g_autofree float *plane = g_new(float, MAX(codes->n, 1) * 2);
  if (!pca || !ae_pca_transform(pca, 2, codes, plane, error))
    return FALSE;
  place(p, plane, 2);
  for (int i = 0; i < 2; i++) {
    g_autofree char *share = ae_number(pca->total > 0 ? 100 * pca->variance[i] / pca->total : 0, 0.1);
    p->labels[i] = g_strdup_printf("principal component %d (%s %% of the variance)", i + 1, share);
  }
  return TRUE;
}

static gboolean place_tsne(Points *p, double perplexity, GError **error) {
  const AeCodes *codes = &p->vectors.codes;
  AeTsneOptions tsne = {.perplexity = perplexity};
  g_autofree float *plane = g_new(float, MAX(codes->n, 1) * 2);
  if (!ae_tsne(codes, &tsne, plane, error))
    return FALSE;
  place(p, plane, 2);
  p->labels[0] = g_strdup("t-SNE 1 (no unit)");
  p->labels[1] = g_strdup("t-SNE 2 (no unit)");
  return TRUE;
}

static gboolean place_codes(const Options *o, Points *p, GError **error) {
  int d = p->vectors.codes.d;
  Method method = o->method == METHOD_AUTO ? (d == 2 ? METHOD_PLAIN : METHOD_PCA) : (Method)o->method;
  if (d < 2) {
    g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: codes of one number are no points of a plane", p->vectors.what);
    return FALSE;
  }
  return method == METHOD_PLAIN ? place_plain(p)
         : method == METHOD_PCA ? place_pca(p, error)
                                : place_tsne(p, o->perplexity, error);
}

/* ---- the plot ---- */

static AeScatter scatter_of(const Options *o, const Points *p) {
  AeScatter scatter = {.n = (guint)p->vectors.codes.n, .x = p->x, .y = p->y, .classes = p->vectors.classes};
  scatter.x_spread = p->x_spread, scatter.y_spread = p->y_spread;
  scatter.pictures = p->pictures;
  scatter.title = p->vectors.name;
  scatter.x_label = p->labels[0], scatter.y_label = p->labels[1];
  scatter.square = o->square, scatter.centres = o->centres;
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

/* How well the plane tells the classes apart, or NULL: by the vote of the ten nearest points, each left out in turn. */
static char *accuracy_of(const Points *p) {
  const AeCodes *codes = &p->vectors.codes;
  AeKnnScore score;
  gboolean known = p->vectors.classes && codes->n > NEIGHBOURS && codes->n <= MAX_SCORED;
  for (gsize i = 0; known && i < codes->n; i++)
    known = p->vectors.classes[i] >= 0;
  if (!known)
    return NULL;
  g_autofree float *plane = g_new(float, codes->n * 2);
  for (gsize i = 0; i < codes->n; i++) {
    plane[2 * i] = (float)p->x[i];
    plane[2 * i + 1] = (float)p->y[i];
  }
  AeCodes points = {codes->n, 2, plane};
  if (!ae_knn_score(&points, p->vectors.classes, NEIGHBOURS, &score, NULL))
    return NULL;
  g_autofree char *share = ae_number(100 * score.accuracy, 0.1);
  return g_strdup_printf("%d nearest points tell %s %% of the classes", NEIGHBOURS, share);
}

static char *title_of(const Options *o, const Points *points, guint n) {
  g_autofree char *accuracy = n > 1 || o->common.title ? NULL : accuracy_of(points);
  return ae_plot_title(&o->common, "%s%s%s", n > 1 ? "Codes" : points->vectors.what, accuracy ? ": " : "",
                       accuracy ? accuracy : "");
}

static gboolean write_points(const AePlotJob *job, const Options *o, const Points *points, guint n, GError **error) {
  AeScatter scatters[MAX_PANELS];
  g_autofree char *title = title_of(o, points, n);
  for (guint i = 0; i < n; i++)
    scatters[i] = scatter_of(o, &points[i]);
  AePage *page = make_page(job, o, n, error);
  gboolean ok = page && ae_scatters_draw(scatters, n, title, page, error) && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  Points points[MAX_PANELS] = {{.x = NULL}};
  guint n = g_strv_length((char **)job->inputs);
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < n; i++)
    ok = read_points(job, o, job->inputs[i], &points[i], error) && place_codes(o, &points[i], error);
  ok = ok && write_points(job, o, points, n, error);
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
