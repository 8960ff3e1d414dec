/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "stage/batch_plan.h"

#include "image/format_row.h"

#include <dirent.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  const AeBatch *batch;
  AePlan *plan;
  GHashTable *outputs; /* output path -> the input it comes from */
  struct stat output;  /* the output folder's, where output_exists */
  gboolean output_exists;
} Planner;

/* The folders that lead to where we are; a symbolic link back to one of them is not followed. */
typedef struct Folder Folder;
struct Folder {
  struct stat status;
  const Folder *parent;
};

static void task_free(gpointer data) {
  AeTask *task = data;
  g_strfreev(task->inputs);
  g_free(task->relative);
  g_free(task->output);
  g_free(task->message);
  g_free(task);
}

void ae_plan_free(AePlan *plan) {
  if (!plan)
    return;
  g_ptr_array_unref(plan->tasks);
  g_free(plan);
}

static AeTask *add_task(Planner *planner, const char *input, AeTaskStatus status) {
  AeTask *task = g_new0(AeTask, 1);
  task->inputs = g_new0(char *, 2);
  task->inputs[0] = g_strdup(input);
  task->status = status;
  task->mirrored = TRUE;
  g_ptr_array_add(planner->plan->tasks, task);
  return task;
}

guint ae_plan_shard(const char *relative, guint shards) {
  guint64 hash = G_GUINT64_CONSTANT(0xcbf29ce484222325);
  for (const guchar *byte = (const guchar *)relative; *byte; byte++)
    hash = (hash ^ *byte) * G_GUINT64_CONSTANT(0x100000001b3);
  return (guint)(hash % shards);
}

static gboolean is_ours(const Planner *planner, const char *relative) {
  const AeBatch *batch = planner->batch;
  return !batch->shards || ae_plan_shard(relative, batch->shards) == batch->shard - 1;
}

static gboolean same_file(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The extension is changed where it is that of another format, and added where it is none: "a.jpg" -> "a.png", "v1.2"
 * -> "v1.2.png". */
static char *output_name(const char *relative, const AeFormat *format) {
  const AeFormat *own = ae_format_by_path(relative);
  if (!format || own == format)
    return g_strdup(relative);
  gsize stem = own ? (gsize)(strrchr(relative, '.') - relative) : strlen(relative);
  return g_strdup_printf("%.*s.%s", (int)stem, relative, format->extensions[0]);
}

static void fail(AeTask *task, const char *form, const char *path) {
  g_autofree char *shown = g_filename_display_name(path);
  task->status = AE_TASK_FAILED;
  task->message = g_strdup_printf(form, shown);
}

static void add_file(Planner *planner, const char *path, const char *relative, const struct stat *status,
                     gboolean found) {
  const AeBatch *batch = planner->batch;
  g_autofree char *name = output_name(relative, batch->format);
  char *output = g_build_filename(batch->output, name, NULL);
  const char *rival = g_hash_table_lookup(planner->outputs, output);
  /* Rivals are found among all files, so that every shard sees the same ones. */
  AeTask *task = is_ours(planner, relative) ? add_task(planner, path, AE_TASK_OPEN) : NULL;
  struct stat there;
  if (task) {
    task->found = found;
    task->relative = found ? g_strdup(relative) : NULL;
    if (rival)
      fail(task, "left undone: its output is also that of %s", rival);
    else if (!stat(output, &there) && same_file(&there, status))
      fail(task, "left undone: its output would replace %s itself", path);
    else
      task->output = g_strdup(output);
  }
  if (rival)
    g_free(output);
  else
    g_hash_table_insert(planner->outputs, output, g_strdup(path));
}

/* What is no file is told of by one shard, as every file is. */
static void set_aside(Planner *planner, const char *path, const char *relative, AeTaskStatus status, const char *why) {
  if (is_ours(planner, relative))
    add_task(planner, path, status)->message = g_strdup(why);
}

static void walk(Planner *planner, const char *path, const char *relative, const Folder *here);

static void enter(Planner *planner, const char *path, const char *relative, const struct stat *status,
                  const Folder *parent) {
  if (planner->output_exists && same_file(status, &planner->output))
    return;
  for (const Folder *above = parent; above; above = above->parent)
    if (same_file(status, &above->status)) {
      set_aside(planner, path, relative, AE_TASK_LEFT_OUT, "left out: a link to a folder that holds it");
      return;
    }
  const Folder here = {*status, parent};
  walk(planner, path, relative, &here);
}

static void visit(Planner *planner, const char *path, const char *relative, const Folder *parent) {
  struct stat status;
  if (stat(path, &status))
    set_aside(planner, path, relative, AE_TASK_FAILED, g_strerror(errno));
  else if (S_ISDIR(status.st_mode))
    enter(planner, path, relative, &status, parent);
  else if (S_ISREG(status.st_mode))
    add_file(planner, path, relative, &status, TRUE);
  else
    set_aside(planner, path, relative, AE_TASK_LEFT_OUT, "left out: not a regular file");
}

static int compare_names(gconstpointer a, gconstpointer b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* NULL with errno set. */
static GPtrArray *sorted_names(const char *path) {
  DIR *dir = opendir(path);
  if (!dir)
    return NULL;
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  for (struct dirent *entry; (entry = readdir(dir));)
    if (entry->d_name[0] != '.')
      g_ptr_array_add(names, g_strdup(entry->d_name));
  closedir(dir);
  g_ptr_array_sort(names, compare_names);
  return names;
}

/* A folder that cannot be read fails in every shard: each has a part in it. */
static void walk(Planner *planner, const char *path, const char *relative, const Folder *here) {
  g_autoptr(GPtrArray) names = sorted_names(path);
  if (!names) {
    add_task(planner, path, AE_TASK_FAILED)->message = g_strdup(g_strerror(errno));
    return;
  }
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *child = g_build_filename(path, names->pdata[i], NULL);
    g_autofree char *below = *relative ? g_build_filename(relative, names->pdata[i], NULL) : g_strdup(names->pdata[i]);
    visit(planner, child, below, here);
  }
}

static gboolean usage(GError **error, const char *form, const char *path) {
  g_autofree char *shown = g_filename_display_name(path);
  g_set_error(error, AE_ERROR, AE_ERROR_USAGE, form, shown);
  return FALSE;
}

static gboolean add_input(Planner *planner, const char *input, GError **error) {
  struct stat status;
  if (!strcmp(input, "-"))
    return usage(error, "standard input has no name to be written under in a folder; give -o a file instead of %s",
                 planner->batch->output);
  if (stat(input, &status)) {
    add_task(planner, input, AE_TASK_FAILED)->message = g_strdup(g_strerror(errno));
    return TRUE;
  }
  if (!S_ISDIR(status.st_mode)) {
    g_autofree char *name = g_path_get_basename(input);
    add_file(planner, input, name, &status, FALSE);
    return TRUE;
  }
  if (planner->output_exists && same_file(&status, &planner->output))
    return usage(error, "%s is both input and output; its pictures would be replaced", input);
  enter(planner, input, "", &status, NULL);
  return TRUE;
}

static gboolean plan_folder(Planner *planner, GError **error) {
  const AeBatch *batch = planner->batch;
  planner->output_exists = !stat(batch->output, &planner->output);
  if (planner->output_exists && !S_ISDIR(planner->output.st_mode))
    return usage(error, "an input is a folder, but %s is not one", batch->output);
  /* Nobody means a folder by "out.tif". */
  if (!planner->output_exists && ae_format_by_path(batch->output))
    return usage(error, "an input is a folder, but %s is named like a file; end it in / to make a folder",
                 batch->output);
  for (const char *const *input = batch->inputs; *input; input++)
    if (!add_input(planner, *input, error))
      return FALSE;
  return TRUE;
}

static gboolean is_folder(const char *path) { return g_file_test(path, G_FILE_TEST_IS_DIR); }

/* ---- numbered names ---- */

/* The length of a "%d" or "%03d" (at most 9 digits), else 0. */
static gsize number_length(const char *text) {
  if (text[0] != '%')
    return 0;
  gsize n = 1;
  if (text[n] == '0' && g_ascii_isdigit(text[n + 1]) && text[n + 1] != '0')
    n += 2;
  return text[n] == 'd' ? n + 1 : 0;
}

/* The only number in the name's last part, or NULL. */
static const char *find_number(const char *path) {
  const char *slash = strrchr(path, '/'), *found = NULL;
  for (const char *c = slash ? slash + 1 : path; *c; c++) {
    if (number_length(c) && found)
      return NULL;
    if (number_length(c))
      found = c;
  }
  return found;
}

/* The first input's, if it is one of the format's: "pgm" rather than "ppm". */
static const char *extension_of(const AeTask *task, const AeFormat *format) {
  const char *input = task->inputs[0];
  gboolean fits = input && ae_format_by_path(input) == format;
  return fits ? strrchr(input, '.') + 1 : format->extensions[0];
}

char *ae_task_name(const AeTask *task, guint number, const AeFormat *format) {
  const char *at = find_number(task->output);
  if (!at) {
    g_autofree char *name = g_strdup_printf("%04u.%s", number, extension_of(task, format));
    return g_build_filename(task->output, name, NULL);
  }
  gsize n = number_length(at);
  int digits = n > 2 ? at[2] - '0' : 1;
  return g_strdup_printf("%.*s%0*u%s", (int)(at - task->output), task->output, digits, number, at + n);
}

/* ---- streams ---- */

/* By the first extension or, where the output is not a new file (/dev/null, a pipe), the input's own. */
static gboolean format_is_known(const AeBatch *batch) {
  return batch->format || !strcmp(batch->output, "-") || ae_format_by_path(batch->output) ||
         (g_file_test(batch->output, G_FILE_TEST_EXISTS) && !g_file_test(batch->output, G_FILE_TEST_IS_REGULAR));
}

static gboolean check_inputs(const AeBatch *batch, const AeChain *chain, GError **error) {
  guint stdins = 0;
  if (ae_chain_in(chain) == AE_KIND_NOTHING)
    return !batch->inputs[0] || usage(error, "the first stage takes no input; leave out %s", batch->inputs[0]);
  if (!batch->inputs[0])
    return usage(error, "no input is given for %s", batch->output);
  for (const char *const *input = batch->inputs; *input; input++) {
    stdins += !strcmp(*input, "-");
    if (is_folder(*input))
      return usage(error,
                   ae_chain_is_sequence(chain) ? "%s is a folder; name the files in their order"
                                               : "%s is a folder; give -o a folder too",
                   *input);
  }
  return stdins <= 1 || usage(error, "standard input (%s) can be read only once", "-");
}

static gboolean names_folder(const AeBatch *batch) {
  return strcmp(batch->output, "-") != 0 && (is_folder(batch->output) || g_str_has_suffix(batch->output, "/"));
}

static gboolean plan_stream(Planner *planner, const AeChain *chain, GError **error) {
  const AeBatch *batch = planner->batch;
  gboolean folder = names_folder(batch);
  if (!check_inputs(batch, chain, error))
    return FALSE;
  if (!folder && !format_is_known(batch))
    return usage(error, "the name %s tells no format; give -f", batch->output);
  AeTask *task = add_task(planner, "", AE_TASK_OPEN);
  g_strfreev(task->inputs);
  task->inputs = g_strdupv((char **)batch->inputs);
  task->output = g_strdup(batch->output);
  task->numbered = folder || find_number(batch->output);
  task->mirrored = folder;
  return TRUE;
}

static gboolean wants_folder(const AeBatch *batch, const AeChain *chain) {
  if (!strcmp(batch->output, "-") || ae_chain_is_sequence(chain))
    return FALSE;
  if (names_folder(batch))
    return TRUE;
  for (const char *const *input = batch->inputs; *input; input++)
    if (is_folder(*input))
      return TRUE;
  return FALSE;
}

AePlan *ae_plan_new(const AeBatch *batch, const AeChain *chain, GError **error) {
  if (batch->shards && (batch->shard < 1 || batch->shard > batch->shards)) {
    usage(error, "%s: the shards are numbered from 1 to their count", batch->output);
    return NULL;
  }
  g_autoptr(AePlan) plan = g_new0(AePlan, 1);
  plan->tasks = g_ptr_array_new_with_free_func(task_free);
  plan->folder = wants_folder(batch, chain);
  g_autoptr(GHashTable) outputs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  Planner planner = {batch, plan, outputs};
  if (!(plan->folder ? plan_folder(&planner, error) : plan_stream(&planner, chain, error)))
    return NULL;
  return g_steal_pointer(&plan);
}

static gboolean is_older(const struct stat *a, const struct stat *b) {
  if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
    return a->st_mtim.tv_sec < b->st_mtim.tv_sec;
  return a->st_mtim.tv_nsec < b->st_mtim.tv_nsec;
}

gboolean ae_task_is_whole(const AeTask *task) {
  struct stat in, out;
  if (!strcmp(task->output, "-") || stat(task->output, &out) || !S_ISREG(out.st_mode))
    return FALSE;
  for (char **input = task->inputs; *input; input++)
    if (!strcmp(*input, "-") || stat(*input, &in) || !S_ISREG(in.st_mode) || is_older(&out, &in))
      return FALSE;
  return TRUE;
}
