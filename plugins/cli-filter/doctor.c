/* SPDX-License-Identifier: LGPL-3.0-or-later */
#include "doctor.h"

#include "doctor_programs.h"
#include "talk.h"

typedef struct {
  DoctorState state;
  const char *section;
  char *subject, *text, *hint;
} Finding;

const DoctorBuilt doctor_built = {AEFILTER_GEGL_BUILT, AEFILTER_GEGL_DIR, AEFILTER_GIMP_BUILT, AEFILTER_GIMP_DIR};

static const DoctorApi gimp2 = {"gimp/2.0", "libgimp-2.0.", "GIMP2_DIRECTORY", "libgimp2.0-dev", 2};
static const DoctorApi gimp3 = {"gimp/3.0", "libgimp-3.0.", "GIMP3_DIRECTORY", "libgimp-3.0-dev", 3};

/* clang-format off */
static const struct {
  const char *section;
  const DoctorApi *api;
  DoctorLook look;
} checks[] = {
  {"aefilter",  NULL,   doctor_look_program},
  {"aefilter",  NULL,   doctor_look_models},
  {"aefilter",  NULL,   doctor_look_hidden_models},
  {"GEGL",      NULL,   doctor_look_gegl},
  {"GEGL",      NULL,   doctor_look_gegl_path},
  {"GEGL",      NULL,   doctor_look_module},
  {"GEGL",      NULL,   doctor_look_operations},
  {"GEGL",      NULL,   doctor_look_json},
  {"GIMP 2.10", &gimp2, doctor_look_gimp},
  {"GIMP 2.10", &gimp2, doctor_look_plug_in},
  {"GIMP 2.10", &gimp2, doctor_look_loose},
  {"GIMP 2.10", &gimp2, doctor_look_registered},
  {"GIMP 3",    &gimp3, doctor_look_gimp},
  {"GIMP 3",    &gimp3, doctor_look_plug_in},
  {"GIMP 3",    &gimp3, doctor_look_loose},
  {"GIMP 3",    &gimp3, doctor_look_registered},
  {"GIMP in a sandbox", NULL, doctor_look_sandboxes},
};
/* clang-format on */

static const char *const state_names[] = {
    [DOCTOR_OK] = "ok",       [DOCTOR_NOTE] = "note",   [DOCTOR_MISSING] = "missing",
    [DOCTOR_TO_DO] = "to do", [DOCTOR_WRONG] = "WRONG",
};

static void finding_free(gpointer data) {
  Finding *finding = data;
  g_free(finding->subject);
  g_free(finding->text);
  g_free(finding->hint);
  g_free(finding);
}

void doctor_say(Doctor *doctor, DoctorState state, const char *subject, const char *hint, const char *format, ...) {
  Finding *finding = g_new0(Finding, 1);
  va_list args;
  va_start(args, format);
  g_autofree char *text = g_strdup_vprintf(format, args);
  va_end(args);
  finding->state = state;
  finding->section = doctor->section;
  finding->subject = g_strdup(subject);
  finding->text = talk_visible(text);
  finding->hint = hint ? talk_visible(hint) : NULL;
  g_ptr_array_add(doctor->findings, finding);
}

static const Finding *first_of(const Doctor *doctor, DoctorState state) {
  for (guint i = 0; i < doctor->findings->len; i++) {
    const Finding *finding = doctor->findings->pdata[i];
    if (finding->state == state)
      return finding;
  }
  return NULL;
}

static char *write_report(const Doctor *doctor) {
  GString *text = g_string_new(NULL);
  const char *section = NULL;
  for (guint i = 0; i < doctor->findings->len; i++) {
    const Finding *finding = doctor->findings->pdata[i];
    if (finding->section != section)
      g_string_append_printf(text, "%s%s\n", section ? "\n" : "", finding->section);
    section = finding->section;
    g_string_append_printf(text, "  %-8s %-11s %s\n", state_names[finding->state], finding->subject, finding->text);
    if (finding->hint)
      g_string_append_printf(text, "  %-20s do: %s\n", "", finding->hint);
  }
  const Finding *next = first_of(doctor, DOCTOR_WRONG);
  if (!next)
    next = first_of(doctor, DOCTOR_TO_DO);
  if (next)
    g_string_append_printf(text, "\nNext: %s\n", next->hint ? next->hint : next->text);
  else
    g_string_append(text, "\nAll is well.\n");
  return g_string_free(text, FALSE);
}

char *doctor_report(gboolean *well) {
  Doctor doctor = {.findings = g_ptr_array_new_with_free_func(finding_free)};
  doctor_find_programs(&doctor);
  for (guint i = 0; i < G_N_ELEMENTS(checks); i++) {
    doctor.section = checks[i].section;
    checks[i].look(&doctor, checks[i].api);
  }
  *well = !first_of(&doctor, DOCTOR_WRONG);
  char *text = write_report(&doctor);
  doctor_forget_programs(&doctor);
  g_ptr_array_unref(doctor.findings);
  return text;
}
