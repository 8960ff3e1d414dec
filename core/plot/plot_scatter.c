/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* Rows of a table as points: two columns say where, one may name the class, one a picture that lies there. */
#include <string.h>

#include "image/resize.h"
#include "plot/plots.h"
#include "plot/scatter.h"
#include "plot/table.h"
#include "train/clean_pictures.h"

typedef struct {
  AePlotCommon common;
  char *x, *y, *label, *picture;
  gboolean square, centres;
  double radius;
  int thumbnail;
} Options;

static const AeOption options[] = {
    {"x", "column of the x coordinate", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, x), "x"},
    {"y", "column of the y coordinate", AE_OPTION_STRING, G_STRUCT_OFFSET(Options, y), "y"},
    {"label", "column of the class, which gives the colour; no column is needed for label", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, label), "label"},
    {"picture", "column of a picture's file name, from --data; it is drawn at its point", AE_OPTION_STRING,
     G_STRUCT_OFFSET(Options, picture)},
    {"thumbnail", "longer side of such a picture", AE_OPTION_INT, G_STRUCT_OFFSET(Options, thumbnail), "48", 8, 512,
     .unit = "px"},
    {"square", "the same scale on both axes", AE_OPTION_BOOL, G_STRUCT_OFFSET(Options, square), "yes"},
    {"centres", "write the names of the classes where their points are", AE_OPTION_BOOL,
     G_STRUCT_OFFSET(Options, centres), "yes"},
    {"radius", "size of a point", AE_OPTION_DOUBLE, G_STRUCT_OFFSET(Options, radius), "auto", 0.5, 20, TRUE,
     .unit = "px"},
    AE_PLOT_SIZE_ROWS(Options, "900", "800"),
    AE_PLOT_COMMON_ROWS(Options),
    {NULL}};

/* What is drawn, owned. */
typedef struct {
  double *x, *y;
  int *classes;
  GPtrArray *names; /* borrowed from the table */
  AeImage **pictures;
} Points;

static void clear_points(Points *p, guint n) {
  for (guint i = 0; p->pictures && i < n; i++)
    ae_image_free(p->pictures[i]);
  g_free(p->pictures);
  g_free(p->x);
  g_free(p->y);
  g_free(p->classes);
  if (p->names)
    g_ptr_array_unref(p->names);
}

static gboolean read_numbers(const AeTable *table, const char *name, double **numbers, GError **error) {
  guint column;
  if (ae_table_column(table, name, &column, error))
    *numbers = ae_table_numbers(table, column, error);
  return *numbers != NULL;
}

/* ---- classes ---- */

/* By number where both are numbers, else by letters: 2 stands before 10. */
static int compare_names(const void *a, const void *b) {
  const char *one = *(const char *const *)a, *two = *(const char *const *)b;
  char *end_one, *end_two;
  double x = g_ascii_strtod(one, &end_one), y = g_ascii_strtod(two, &end_two);
  if (*one && *two && !*end_one && !*end_two && x != y)
    return x < y ? -1 : 1;
  return strcmp(one, two);
}

static gboolean collect_names(const AeTable *table, guint column, GPtrArray *names, GError **error) {
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < table->n_rows; i++) {
    const char *name = ae_table_cell(table, i, column);
    if (*name && g_hash_table_add(seen, (gpointer)name))
      g_ptr_array_add(names, (gpointer)name);
    if (names->len > AE_SCATTER_MAX_CLASSES) {
      g_set_error(error, AE_ERROR, AE_ERROR_USAGE, "%s: column \"%s\" has more than %d different values: no classes",
                  table->path, table->names[column], AE_SCATTER_MAX_CLASSES);
      return FALSE;
    }
  }
  g_ptr_array_sort(names, compare_names);
  return TRUE;
}

/* An empty cell is no class. */
static gboolean read_classes(const AeTable *table, guint column, Points *p, GError **error) {
  g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
  p->names = g_ptr_array_new();
  if (!collect_names(table, column, p->names, error))
    return FALSE;
  for (guint i = 0; i < p->names->len; i++)
    g_hash_table_insert(index, p->names->pdata[i], GINT_TO_POINTER(i + 1));
  p->classes = g_new(int, MAX(table->n_rows, 1));
  for (guint i = 0; i < table->n_rows; i++)
    p->classes[i] = GPOINTER_TO_INT(g_hash_table_lookup(index, ae_table_cell(table, i, column))) - 1;
  return TRUE;
}

/* The default column may be missing, one that was asked for may not. */
static gboolean find_classes(const AeTable *table, const Options *o, Points *p, GError **error) {
  guint column;
  if (!strcmp(o->label, "label") && ae_table_find(table, o->label) < 0)
    return TRUE;
  return ae_table_column(table, o->label, &column, error) && read_classes(table, column, p, error);
}

/* ---- pictures ---- */

static AeImage *read_thumbnail(const char *folder, const char *name, int side, GError **error) {
  g_autofree char *path = g_path_is_absolute(name) ? g_strdup(name) : g_build_filename(folder, name, NULL);
  AeImage *picture = ae_clean_picture_read(path, error);
  if (!picture)
    return NULL;
  guint longer = MAX(picture->info.width, picture->info.height);
  double scale = (double)side / longer;
  AeImage *small = ae_image_resize(picture, (guint32)MAX(picture->info.width * scale + 0.5, 1),
                                   (guint32)MAX(picture->info.height * scale + 0.5, 1), error);
  ae_image_free(picture);
  return small;
}

static gboolean read_pictures(const AeTable *table, const Options *o, const char *data, Points *p, GError **error) {
  guint column;
  g_autofree char *folder = data ? g_strdup(data) : g_path_get_dirname(table->path);
  if (!o->picture)
    return TRUE;
  if (!ae_table_column(table, o->picture, &column, error))
    return FALSE;
  p->pictures = g_new0(AeImage *, MAX(table->n_rows, 1));
  for (guint i = 0; i < table->n_rows; i++) {
    const char *name = ae_table_cell(table, i, column);
    if (*name && !(p->pictures[i] = read_thumbnail(folder, name, o->thumbnail, error)))
      return FALSE;
  }
  return TRUE;
}

/* ---- the plot ---- */

static gboolean read_points(const AeTable *table, const Options *o, const char *data, Points *p, GError **error) {
  if (!read_numbers(table, o->x, &p->x, error) || !read_numbers(table, o->y, &p->y, error))
    return FALSE;
  return find_classes(table, o, p, error) && read_pictures(table, o, data, p, error);
}

static gboolean draw_points(const AePlotJob *job, const Options *o, const AeTable *table, const Points *p,
                            GError **error) {
  g_autofree char *title = ae_plot_title(&o->common, "%s", "");
  AeScatter scatter = {.n = table->n_rows, .x = p->x, .y = p->y, .classes = p->classes, .pictures = p->pictures};
  scatter.title = title;
  scatter.x_label = o->x;
  scatter.y_label = o->y;
  scatter.square = o->square;
  scatter.centres = o->centres;
  scatter.radius = MAX(o->radius, 0);
  if (p->names) {
    scatter.n_classes = p->names->len;
    scatter.names = (const char *const *)p->names->pdata;
  }
  AePage *page = ae_plot_page(job, &o->common, error);
  gboolean ok = page && ae_scatter_draw(&scatter, page, error) && ae_page_write(page, error);
  ae_page_free(page);
  return ok;
}

static gboolean draw(const AePlotJob *job, const void *values, GError **error) {
  const Options *o = values;
  Points points = {NULL};
  g_autoptr(AeTable) table = ae_table_read(job->inputs[0], error);
  if (!table)
    return FALSE;
  gboolean ok = read_points(table, o, job->data, &points, error) && draw_points(job, o, table, &points, error);
  clear_points(&points, table->n_rows);
  return ok;
}

const AePlot ae_plot_scatter = {
    .name = "scatter",
    .help = "rows of a table as points, with a colour and a marker a class",
    .usage = "TABLE.csv [--data DIR]",
    .max_inputs = 1,
    .options = options,
    .options_size = sizeof(Options),
    .draw = draw,
};
