/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The checks of sections "GIMP 2.10" and "GIMP 3". */
#include "doctor_places.h"
#include "doctor_run.h"

#include <string.h>
#include <sys/stat.h>

void doctor_look_gimp(Doctor *doctor, const DoctorApi *api) {
  guint found = 0;
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    if (!doctor_is_of(api, program->version))
      continue;
    doctor_say(doctor, DOCTOR_OK, "program", NULL, "%s, %s", program->version, program->path);
    found++;
  }
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    if (!program->version && api->major == 2)
      doctor_say(doctor, DOCTOR_NOTE, "program", NULL, "%s did not say its version", program->path);
  }
  if (!found)
    doctor_say(doctor, DOCTOR_MISSING, "program", NULL, "not installed; aefilter works without");
}

/* The plug-ins of that name that GIMP version finds, in its order. */
static GPtrArray *find_plug_ins(const Doctor *doctor, const DoctorApi *api, const char *version) {
  GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) folders = doctor_plug_in_folders(doctor, api, version);
  for (char **folder = folders; *folder; folder++) {
    g_autofree char *path = g_build_filename(*folder, "aefilter", "aefilter", NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
      g_ptr_array_add(found, g_steal_pointer(&path));
  }
  return found;
}

/* A plug-in for api in the user's folder of another version of GIMP, or NULL; g_free. */
static char *find_elsewhere(const DoctorApi *api, const char *version) {
  g_autofree char *all = g_build_filename(g_get_user_config_dir(), "GIMP", NULL);
  g_autoptr(GDir) dir = g_dir_open(all, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(all, name, "plug-ins", "aefilter", "aefilter", NULL);
    if (strcmp(name, version) && doctor_is_of(api, name) && g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
      return g_steal_pointer(&path);
  }
  return NULL;
}

static void say_not_there(Doctor *doctor, const DoctorApi *api, const char *version) {
  g_auto(GStrv) folders = doctor_plug_in_folders(doctor, api, version);
  g_autofree char *places = g_strjoinv(", ", folders);
  g_autofree char *elsewhere = find_elsewhere(api, version);
  g_autofree char *target = g_build_filename(*folders ? *folders : "", "aefilter", NULL);
  g_autofree char *user = doctor_user_folder(api, version);
  /* A folder that GIMP finds at its first start keeps it from taking over the settings of an older version. */
  const char *first = g_file_test(user, G_FILE_TEST_IS_DIR) ? "" : "start GIMP once, then ";
  g_autofree char *hint = NULL;
  if (elsewhere)
    hint = g_strdup_printf("%smkdir -p \"%s\" && cp \"%s\" \"%s\"", first, target, elsewhere, target);
  else if (doctor_is_of(api, doctor_built.gimp))
    hint = g_strdup(DOCTOR_INSTALL);
  else
    hint = g_strdup_printf("install %s, make a new build folder, and %s", api->package, DOCTOR_INSTALL);
  if (elsewhere)
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", hint, "is in another GIMP's folder, and %s reads %s", version, places);
  else
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", hint, "not in the folders that GIMP %s reads: %s", version, places);
}

/* A plug-in that is there and executable: whether it can be started. */
static void look_at_libraries(Doctor *doctor, const DoctorApi *api, const char *version, const char *path) {
  gboolean linked;
  g_autofree char *missing = NULL;
  g_autofree char *again = g_strdup_printf("install %s, make a new build folder, and %s", api->package, DOCTOR_INSTALL);
  gboolean told = doctor_libraries(path, api->library, &linked, &missing);
  if (told && !linked)
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", again, "is built for another GIMP than this: %s", path);
  else if (told && missing)
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", DOCTOR_REBUILD, "%s needs libraries that are not here: %s", path,
               missing);
  else
    doctor_say(doctor, DOCTOR_OK, "plug-in", NULL, "GIMP %s finds %s", version, path);
}

static void look_at_plug_in(Doctor *doctor, const DoctorApi *api, const char *version, const char *path) {
  g_autofree char *hint = g_strdup_printf("chmod +x \"%s\"", path);
  if (!g_file_test(path, G_FILE_TEST_EXISTS))
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", DOCTOR_INSTALL, "a link to nothing: %s", path);
  else if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", DOCTOR_INSTALL, "is no file: %s", path);
  else if (!g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
    doctor_say(doctor, DOCTOR_WRONG, "plug-in", hint, "may not be executed: %s", path);
  else
    look_at_libraries(doctor, api, version, path);
}

static void look_for_version(Doctor *doctor, const DoctorApi *api, const char *version) {
  g_autoptr(GPtrArray) found = find_plug_ins(doctor, api, version);
  if (!found->len)
    say_not_there(doctor, api, version);
  for (guint i = 0; i < found->len; i++)
    look_at_plug_in(doctor, api, version, found->pdata[i]);
  if (found->len < 2)
    return;
  g_autofree char *hint = g_strdup_printf("remove all but the newest, %s", doctor_newest(found));
  doctor_say(doctor, DOCTOR_WRONG, "plug-in", hint, "there are %u copies; GIMP %s takes the first alone", found->len,
             version);
}

static void look_at_version(Doctor *doctor, const DoctorApi *api) {
  for (guint i = 0; i < doctor->gimps->len; i++) {
    const DoctorProgram *program = doctor->gimps->pdata[i];
    if (doctor_is_of(api, program->version) && doctor_is_of(api, doctor_built.gimp) &&
        doctor_compare_versions(program->version, doctor_built.gimp) < 0)
      doctor_say(doctor, DOCTOR_NOTE, "version", NULL, "%s is older than what the plug-in was built with, %s",
                 program->version, doctor_built.gimp);
  }
}

void doctor_look_plug_in(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) versions = doctor_versions(doctor, api);
  look_at_version(doctor, api);
  for (char **version = versions; *version; version++)
    look_for_version(doctor, api, *version);
}

void doctor_look_loose(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) versions = doctor_versions(doctor, api);
  for (char **version = versions; *version; version++) {
    g_auto(GStrv) folders = doctor_plug_in_folders(doctor, api, *version);
    for (char **folder = folders; *folder; folder++) {
      g_autofree char *path = g_build_filename(*folder, "aefilter", NULL);
      g_autofree char *hint = g_strdup_printf("remove %s; the plug-in belongs into a folder of its name", path);
      if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
        doctor_say(doctor, DOCTOR_WRONG, "plug-in", hint, "lies loose in %s", *folder);
    }
  }
}

/* pluginrc: what GIMP keeps of the plug-ins it asked at its start. */
static void look_at_pluginrc(Doctor *doctor, const char *pluginrc, const char *plug_in, const char *version) {
  struct stat kept, installed;
  g_autofree char *text = NULL;
  if (stat(plug_in, &installed))
    return;
  gboolean read = g_file_get_contents(pluginrc, &text, NULL, NULL) && !stat(pluginrc, &kept);
  const char *entry = read ? strstr(text, "/aefilter/aefilter\"") : NULL;
  const char *next = entry ? strstr(entry, "(plug-in-def ") : NULL;
  const char *procedure = entry ? strstr(entry, "\"plug-in-aefilter-") : NULL;
  if (!read)
    doctor_say(doctor, DOCTOR_TO_DO, "start", "start GIMP; the menu entry is below Filters > Enhance",
               "GIMP %s has not been started yet", version);
  else if (kept.st_mtime < installed.st_ctime || !entry)
    doctor_say(doctor, DOCTOR_TO_DO, "start", "end GIMP and start it again",
               "GIMP %s has not been started since the plug-in was installed", version);
  else if (!procedure || (next && next < procedure))
    doctor_say(doctor, DOCTOR_WRONG, "start", "see what it says: gimp --verbose",
               "GIMP %s asked the plug-in, and it gave no procedures", version);
  else
    doctor_say(doctor, DOCTOR_OK, "start", NULL, "GIMP %s knows its procedures", version);
}

void doctor_look_registered(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) versions = doctor_versions(doctor, api);
  for (char **version = versions; *version; version++) {
    g_autoptr(GPtrArray) found = find_plug_ins(doctor, api, *version);
    g_autofree char *user = doctor_user_folder(api, *version);
    g_autofree char *pluginrc = g_build_filename(user, "pluginrc", NULL);
    if (found->len && g_file_test(found->pdata[0], G_FILE_TEST_IS_EXECUTABLE))
      look_at_pluginrc(doctor, pluginrc, found->pdata[0], *version);
  }
}
