/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "doctor_places.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

gboolean doctor_is_of(const DoctorApi *api, const char *version) {
  int major = version ? atoi(version) : 0;
  if (version && g_str_has_prefix(version, "2.99"))
    major = 3;
  return major == api->major;
}

char *doctor_short_version(const char *version) {
  g_auto(GStrv) parts = g_strsplit(version, ".", 3);
  return parts[0] && parts[1] ? g_strdup_printf("%s.%s", parts[0], parts[1]) : g_strdup(version);
}

int doctor_compare_versions(const char *a, const char *b) {
  g_auto(GStrv) left = g_strsplit(a, ".", -1);
  g_auto(GStrv) right = g_strsplit(b, ".", -1);
  for (guint i = 0; left[i] && right[i]; i++) {
    int l = atoi(left[i]), r = atoi(right[i]);
    if (l != r)
      return l < r ? -1 : 1;
  }
  return 0;
}

const char *doctor_newest(const GPtrArray *paths) {
  const char *newest = paths->pdata[0];
  gint64 latest = G_MININT64;
  for (guint i = 0; i < paths->len; i++) {
    struct stat info;
    if (stat(paths->pdata[i], &info) || info.st_mtime <= latest)
      continue;
    newest = paths->pdata[i];
    latest = info.st_mtime;
  }
  return newest;
}

static void add_folder(GStrvBuilder *all, const char *prefix, const char *lib, const char *tail) {
  g_autofree char *path = g_build_filename(prefix, lib, tail, NULL);
  if (g_file_test(path, G_FILE_TEST_IS_DIR))
    g_strv_builder_add(all, path);
}

char **doctor_lib_folders(const char *prefix, const char *tail) {
  g_autoptr(GStrvBuilder) all = g_strv_builder_new();
  g_autofree char *lib = g_build_filename(prefix, "lib", NULL);
  g_autoptr(GDir) dir = g_dir_open(lib, 0, NULL);
  const char *name;
  add_folder(all, prefix, "lib", tail);
  add_folder(all, prefix, "lib64", tail);
  while (dir && (name = g_dir_read_name(dir)))
    if (strchr(name, '-')) /* x86_64-linux-gnu */
      add_folder(all, lib, name, tail);
  return g_strv_builder_end(all);
}

/* Adds what is not there yet. */
static void add_all(GPtrArray *all, char *const *paths) {
  for (; *paths; paths++)
    if (!g_ptr_array_find_with_equal_func(all, *paths, g_str_equal, NULL))
      g_ptr_array_add(all, g_strdup(*paths));
}

static void add_lib_folders(GPtrArray *all, const char *prefix, const char *tail) {
  g_auto(GStrv) folders = prefix ? doctor_lib_folders(prefix, tail) : NULL;
  if (folders)
    add_all(all, folders);
}

/* array is consumed. */
static char **as_strv(GPtrArray *array) {
  g_ptr_array_add(array, NULL);
  return (char **)g_ptr_array_free(array, FALSE);
}

static gboolean has_library(const char *folder) {
  g_autofree char *lib = g_path_get_dirname(folder);
  g_autofree char *library = g_build_filename(lib, "libgegl-0.4.so.0", NULL);
  return g_file_test(library, G_FILE_TEST_EXISTS);
}

/* Of several below one prefix, the one beside the library, if there is such a one. */
static void add_gegl(GPtrArray *all, const char *prefix) {
  g_auto(GStrv) folders = doctor_lib_folders(prefix, "gegl-0.4");
  for (char **folder = folders; *folder; folder++)
    if (has_library(*folder)) {
      add_all(all, (char *const[]){*folder, NULL});
      return;
    }
  if (*folders)
    add_all(all, (char *const[]){*folders, NULL});
}

char **doctor_gegls(const Doctor *doctor) {
  GPtrArray *all = g_ptr_array_new();
  if (g_getenv("GEGL_PATH")) {
    g_ptr_array_add(all, g_strdup("$GEGL_PATH"));
    return as_strv(all);
  }
  if (doctor->gegl_prefix)
    add_gegl(all, doctor->gegl_prefix);
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    add_gegl(all, program->prefix);
  }
  if (!all->len)
    g_ptr_array_add(all, g_strdup(doctor_built.gegl_folder));
  return as_strv(all);
}

char **doctor_gegl_folders(const char *gegl) {
  const char *path = g_getenv("GEGL_PATH");
  if (path)
    return g_strsplit(path, G_SEARCHPATH_SEPARATOR_S, -1);
  GPtrArray *all = g_ptr_array_new();
  if (*gegl)
    g_ptr_array_add(all, g_strdup(gegl));
  g_ptr_array_add(all, g_build_filename(g_get_user_data_dir(), "gegl-0.4", "plug-ins", NULL));
  return as_strv(all);
}

char **doctor_versions(const Doctor *doctor, const DoctorApi *api) {
  GPtrArray *all = g_ptr_array_new();
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    g_autofree char *version = doctor_is_of(api, program->version) ? doctor_short_version(program->version) : NULL;
    if (version)
      add_all(all, (char *const[]){version, NULL});
  }
  return as_strv(all);
}

char *doctor_user_folder(const DoctorApi *api, const char *version) {
  const char *moved = g_getenv(api->environment);
  if (moved && *moved)
    return g_path_is_absolute(moved) ? g_strdup(moved) : g_build_filename(g_get_home_dir(), moved, NULL);
  return g_build_filename(g_get_user_config_dir(), "GIMP", version, NULL);
}

/* Where GIMP version keeps its own plug-ins, without "plug-ins". */
static char **system_folders(const Doctor *doctor, const DoctorApi *api, const char *version) {
  GPtrArray *all = g_ptr_array_new();
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    g_autofree char *own = program->version ? doctor_short_version(program->version) : NULL;
    if (!g_strcmp0(own, version))
      add_lib_folders(all, program->prefix, api->folder);
  }
  if (!all->len && *doctor_built.gimp_folder && doctor_is_of(api, doctor_built.gimp))
    g_ptr_array_add(all, g_path_get_dirname(doctor_built.gimp_folder));
  return as_strv(all);
}

/* The value of (plug-in-path "...") in the user's gimprc, or NULL; g_free. */
static char *written_path(const char *user) {
  g_autofree char *file = g_build_filename(user, "gimprc", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GRegex) regex = g_regex_new("^\\(plug-in-path \"([^\"]*)\"", G_REGEX_RAW | G_REGEX_MULTILINE, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  if (!g_file_get_contents(file, &text, NULL, NULL) || !g_regex_match(regex, text, 0, &match))
    return NULL;
  return g_match_info_fetch(match, 1);
}

char **doctor_plug_in_folders(const Doctor *doctor, const DoctorApi *api, const char *version) {
  g_autofree char *user = doctor_user_folder(api, version);
  g_auto(GStrv) systems = system_folders(doctor, api, version);
  g_autofree char *written = written_path(user);
  GPtrArray *all = g_ptr_array_new();
  if (written) {
    g_autoptr(GString) path = g_string_new(written);
    g_string_replace(path, "${gimp_dir}", user, 0);
    g_string_replace(path, "${gimp_plug_in_dir}", *systems ? *systems : "", 0);
    g_auto(GStrv) folders = g_strsplit(path->str, G_SEARCHPATH_SEPARATOR_S, -1);
    add_all(all, folders);
    return as_strv(all);
  }
  g_ptr_array_add(all, g_build_filename(user, "plug-ins", NULL));
  for (char **folder = systems; *folder; folder++)
    g_ptr_array_add(all, g_build_filename(*folder, "plug-ins", NULL));
  return as_strv(all);
}
