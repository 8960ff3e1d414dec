/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The checks of section "GEGL". */
#include "doctor_places.h"
#include "doctor_run.h"

#include <string.h>

enum { MAX_DEPTH = 4 };

/* The newest GEGL that a GIMP says it uses, or NULL. */
static const char *version_used(const Doctor *doctor) {
  const char *version = NULL;
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    if (program->gegl && (!version || doctor_compare_versions(program->gegl, version) > 0))
      version = program->gegl;
  }
  return version;
}

static gboolean is_there(const Doctor *doctor) { return doctor->gegl_prefix || version_used(doctor); }

void doctor_look_gegl(Doctor *doctor, const DoctorApi *api) {
  const char *version = version_used(doctor);
  gboolean built = *doctor_built.gegl;
  if (!is_there(doctor))
    doctor_say(doctor, DOCTOR_MISSING, "GEGL", NULL, "no program that uses it; aefilter works without");
  else if (!version)
    doctor_say(doctor, DOCTOR_OK, "version", NULL, "there, but the gegl command does not say its version");
  else if (built && doctor_compare_versions(version, doctor_built.gegl) < 0)
    doctor_say(doctor, DOCTOR_WRONG, "version", DOCTOR_REBUILD,
               "%s, which is older than what the operations were built with, %s", version, doctor_built.gegl);
  else
    doctor_say(doctor, DOCTOR_OK, "version", NULL, built ? "%s, built with %s" : "%s", version, doctor_built.gegl);
}

void doctor_look_gegl_path(Doctor *doctor, const DoctorApi *api) {
  const char *path = g_getenv("GEGL_PATH");
  if (path && is_there(doctor))
    doctor_say(doctor, DOCTOR_NOTE, "$GEGL_PATH", NULL, "is set and replaces GEGL's own folders: %s", path);
}

typedef void (*OnFile)(const char *path, gpointer data);

/* As GEGL does: folders in folders too. */
static void for_each_file(const char *folder, int depth, OnFile call, gpointer data) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (!g_file_test(path, G_FILE_TEST_IS_DIR))
      call(path, data);
    else if (depth < MAX_DEPTH)
      for_each_file(path, depth + 1, call, data);
  }
}

static void in_folders(const char *gegl, OnFile call, gpointer data) {
  g_auto(GStrv) folders = doctor_gegl_folders(gegl);
  for (char **folder = folders; *folder; folder++)
    for_each_file(*folder, 0, call, data);
}

static void take_module(const char *path, gpointer modules) {
  g_autofree char *name = g_path_get_basename(path);
  if (strstr(name, "aefilter") && g_str_has_suffix(name, ".so"))
    g_ptr_array_add(modules, g_strdup(path));
}

static GPtrArray *find_modules(const char *gegl) {
  GPtrArray *modules = g_ptr_array_new_with_free_func(g_free);
  in_folders(gegl, take_module, modules);
  return modules;
}

static void look_at_module(Doctor *doctor, const char *path) {
  gboolean linked;
  g_autofree char *missing = NULL;
  if (doctor_libraries(path, "libgegl-0.4.", &linked, &missing) && missing)
    doctor_say(doctor, DOCTOR_WRONG, "operations", DOCTOR_REBUILD, "%s needs libraries that are not here: %s", path,
               missing);
  else
    doctor_say(doctor, DOCTOR_OK, "operations", NULL, "%s", path);
}

static const char *module_hint(void) {
  if (g_getenv("GEGL_PATH"))
    return "unset GEGL_PATH, or add the folder of aefilter's operations to it";
  return *doctor_built.gegl ? DOCTOR_INSTALL : "install libgegl-dev, make a new build folder, and " DOCTOR_INSTALL;
}

static void look_for_module(Doctor *doctor, const char *gegl) {
  g_autoptr(GPtrArray) modules = find_modules(gegl);
  g_auto(GStrv) folders = doctor_gegl_folders(gegl);
  g_autofree char *places = g_strjoinv(", ", folders);
  if (!modules->len)
    doctor_say(doctor, DOCTOR_WRONG, "operations", module_hint(), "not in the folders that GEGL reads: %s", places);
  for (guint i = 0; i < modules->len; i++)
    look_at_module(doctor, modules->pdata[i]);
  if (modules->len < 2)
    return;
  g_autofree char *hint = g_strdup_printf("remove all but the newest, %s", doctor_newest(modules));
  doctor_say(doctor, DOCTOR_WRONG, "operations", hint, "there are %u copies, and GEGL takes but one", modules->len);
}

void doctor_look_module(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) gegls = doctor_gegls(doctor);
  for (char **gegl = gegls; is_there(doctor) && *gegl; gegl++)
    look_for_module(doctor, *gegl);
}

/* The gegl command's is the first GEGL. */
void doctor_look_operations(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) gegls = doctor_gegls(doctor);
  g_autoptr(GPtrArray) modules = find_modules(*gegls);
  if (!doctor->gegl_prefix || !modules->len)
    return;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  g_auto(GStrv) lines = g_strsplit(doctor->operations ? doctor->operations : "", "\n", -1);
  for (char **line = lines; *line; line++)
    if (g_str_has_prefix(*line, "aefilter:"))
      g_ptr_array_add(names, *line);
  g_ptr_array_add(names, NULL);
  g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
  if (!doctor->operations)
    doctor_say(doctor, DOCTOR_NOTE, "gegl", NULL, "gave no answer to \"gegl --list-all\"");
  else if (*all)
    doctor_say(doctor, DOCTOR_OK, "gegl", NULL, "has %s", all);
  else
    doctor_say(doctor, DOCTOR_WRONG, "gegl", "see what it says: gegl --info aefilter:denoise",
               "does not have aefilter's operations");
}

/* GEGL takes every such file for an operation, and ends the program where it is a list or no JSON at all. */
static void look_at_json(const char *path, gpointer doctor) {
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!g_str_has_suffix(path, ".json") || !g_file_get_contents(path, &text, &length, NULL))
    return;
  if (text[strspn(text, " \t\r\n")] == '{')
    return;
  g_autofree char *hint = g_strdup_printf("move it out of there: %s", path);
  doctor_say(doctor, DOCTOR_WRONG, "json", hint, "GIMP and all that uses GEGL end at their start because of %s", path);
}

void doctor_look_json(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) gegls = doctor_gegls(doctor);
  for (char **gegl = gegls; is_there(doctor) && *gegl; gegl++)
    in_folders(*gegl, look_at_json, doctor);
}
