/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The checks of section "aefilter". */
#include "doctor_look.h"

#include <aefilter/model.h>

#include <stdlib.h>

void doctor_look_program(Doctor *doctor, const DoctorApi *api) {
  g_autofree char *self = realpath("/proc/self/exe", NULL);
  g_autofree char *first = g_find_program_in_path("aefilter");
  g_autofree char *real = first ? realpath(first, NULL) : NULL;
  doctor_say(doctor, DOCTOR_OK, "version", NULL, "%s, %s", AEFILTER_VERSION, self ? self : "aefilter");
  if (real && self && g_strcmp0(real, self))
    doctor_say(doctor, DOCTOR_NOTE, "$PATH", NULL, "\"aefilter\" alone starts another one: %s", first);
}

static void look_at_model(Doctor *doctor, const char *path) {
  g_autoptr(GError) problem = NULL;
  g_autofree char *hint = NULL;
  AeModel *model = ae_model_load(path, NULL, &problem);
  if (model && ae_model_verify(model, &problem)) {
    doctor_say(doctor, DOCTOR_OK, "model", NULL, "%s for %s, %s", ae_model_name(model), ae_model_task(model), path);
  } else {
    hint = g_strdup_printf("replace or remove %s", path);
    doctor_say(doctor, DOCTOR_WRONG, "model", hint, "damaged: %s", problem->message);
  }
  ae_model_unref(model);
}

void doctor_look_models(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) paths = ae_model_list();
  for (char **path = paths; *path; path++)
    look_at_model(doctor, *path);
  g_auto(GStrv) folders = ae_model_folders();
  g_autofree char *places = g_strjoinv(", ", folders);
  if (!*paths)
    doctor_say(doctor, DOCTOR_WRONG, "models", DOCTOR_INSTALL, "none in %s", places);
}

static gboolean is_used(char *const *paths, const char *path) {
  g_autofree char *real = realpath(path, NULL);
  for (; *paths; paths++) {
    g_autofree char *used = realpath(*paths, NULL);
    if (!g_strcmp0(used, real))
      return TRUE;
  }
  return FALSE;
}

static void look_in_folder(Doctor *doctor, char *const *used, const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    if (name[0] != '.' && g_str_has_suffix(name, ".safetensors") && !is_used(used, path))
      doctor_say(doctor, DOCTOR_NOTE, "model", NULL, "not used, an earlier one has its name: %s", path);
  }
}

void doctor_look_hidden_models(Doctor *doctor, const DoctorApi *api) {
  g_auto(GStrv) used = ae_model_list();
  g_auto(GStrv) folders = ae_model_folders();
  for (char **folder = folders; *folder; folder++)
    look_in_folder(doctor, used, *folder);
}
