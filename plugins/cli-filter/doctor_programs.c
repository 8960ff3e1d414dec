/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "doctor_programs.h"

#include "doctor_run.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_GIMPS = 12, ANSWER_MS = 2000 };

static void program_free(gpointer data) {
  DoctorProgram *program = data;
  g_free(program->path);
  g_free(program->prefix);
  g_free(program->version);
  g_free(program->gegl);
  g_free(program);
}

/* gimp, gimp-2.10, gimp-3, gimp-console, gimp-console-3.0: not gimptool, gimp-test-clipboard. */
static gboolean is_gimp_name(const char *name) {
  const char *rest = name;
  if (!g_str_has_prefix(rest, "gimp"))
    return FALSE;
  rest += strlen("gimp");
  if (g_str_has_prefix(rest, "-console"))
    rest += strlen("-console");
  if (!*rest)
    return TRUE;
  return rest[0] == '-' && g_ascii_isdigit(rest[1]) && rest[1 + strspn(rest + 1, "0123456789.")] == '\0';
}

static gboolean is_snap(const char *path) {
  return g_str_has_prefix(path, "/snap/") || g_str_has_prefix(path, "/var/lib/snapd/") ||
         g_str_has_suffix(path, "/bin/snap");
}

/* "/usr" of "/usr/bin/gimp"; NULL where the file is not there. g_free. */
static char *prefix_of(const char *path) {
  g_autofree char *real = realpath(path, NULL);
  g_autofree char *bin = real ? g_path_get_dirname(real) : NULL;
  return bin ? g_path_get_dirname(bin) : NULL;
}

/* A program is known by what its path comes to in the end: gimp -> gimp-2.10 counts once. */
static void add_program(Doctor *doctor, GHashTable *seen, const char *path) {
  g_autofree char *real = realpath(path, NULL);
  if (!real || is_snap(real) || is_snap(path) || doctor->gimps->len >= MAX_GIMPS ||
      !g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) || g_file_test(path, G_FILE_TEST_IS_DIR) ||
      !g_hash_table_add(seen, g_strdup(real)))
    return;
  DoctorProgram *program = g_new0(DoctorProgram, 1);
  program->path = g_strdup(path);
  program->prefix = prefix_of(path);
  g_ptr_array_add(doctor->gimps, program);
}

static int compare_names(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void add_programs_in(Doctor *doctor, GHashTable *seen, const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  const char *name;
  while (dir && (name = g_dir_read_name(dir)))
    if (is_gimp_name(name))
      g_ptr_array_add(names, g_strdup(name));
  g_ptr_array_sort(names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename(folder, names->pdata[i], NULL);
    add_program(doctor, seen, path);
  }
}

/* The first group of pattern in text, or NULL; g_free. */
static char *find_in(const char *text, const char *pattern) {
  g_autoptr(GRegex) regex = g_regex_new(pattern, G_REGEX_RAW, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  return g_regex_match(regex, text, 0, &match) ? g_match_info_fetch(match, 1) : NULL;
}

/* All at once: each GIMP its version, and gegl what operations it has. */
static void ask_programs(Doctor *doctor) {
  guint n = doctor->gimps->len;
  g_autofree DoctorRun *runs = g_new0(DoctorRun, n + 1);
  for (guint i = 0; i < n; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    runs[i] = (DoctorRun){.words = {program->path, "--version", "--verbose"}};
  }
  runs[n] = (DoctorRun){.words = {"gegl", "--list-all"}};
  doctor_run(runs, n + 1, ANSWER_MS);
  for (guint i = 0; i < n; i++) {
    DoctorProgram *program = doctor->gimps->pdata[i];
    const char *said = runs[i].output ? runs[i].output->str : "";
    program->version = find_in(said, "^[^\\n]*?([0-9]+\\.[0-9]+(?:\\.[0-9]+)?)");
    program->gegl = find_in(said, "GEGL [^0-9\\n]*([0-9]+\\.[0-9]+\\.[0-9]+)");
  }
  if (runs[n].output && runs[n].output->len)
    doctor->operations = g_strdup(runs[n].output->str);
  doctor_run_clear(runs, n + 1);
}

void doctor_find_programs(Doctor *doctor) {
  const char *path = g_getenv("PATH");
  g_auto(GStrv) folders = g_strsplit(path ? path : "", G_SEARCHPATH_SEPARATOR_S, -1);
  g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  doctor->gimps = g_ptr_array_new_with_free_func(program_free);
  for (char **folder = folders; *folder; folder++)
    if (g_path_is_absolute(*folder))
      add_programs_in(doctor, seen, *folder);
  g_autofree char *gegl = g_find_program_in_path("gegl");
  doctor->gegl_prefix = gegl ? prefix_of(gegl) : NULL;
  ask_programs(doctor);
}

void doctor_forget_programs(Doctor *doctor) {
  g_ptr_array_unref(doctor->gimps);
  g_free(doctor->gegl_prefix);
  g_free(doctor->operations);
}
