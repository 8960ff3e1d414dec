/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* The checks of --doctor. Each looks at one thing and says what it found; the table of them is in doctor.c. */
#ifndef CLI_FILTER_DOCTOR_LOOK_H
#define CLI_FILTER_DOCTOR_LOOK_H

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  DOCTOR_OK,
  DOCTOR_NOTE,    /* good to know */
  DOCTOR_MISSING, /* not there, and nothing is wrong with that */
  DOCTOR_TO_DO,   /* nothing is wrong, but something is to be done */
  DOCTOR_WRONG,
} DoctorState;

/* A program that was found in $PATH and asked for its version. */
typedef struct {
  char *path;
  char *prefix;  /* "/usr" of what path really is, "/usr/bin/gimp-2.10" */
  char *version; /* "2.10.34", or NULL: no answer */
  char *gegl;    /* the version of GEGL that it says it uses, or NULL */
} DoctorProgram;

typedef struct {
  GPtrArray *gimps;    /* DoctorProgram, in the order of $PATH, each program once */
  char *gegl_prefix;   /* of the gegl command, or NULL */
  char *operations;    /* what the gegl command lists, or NULL */
  const char *section; /* of the check that is running */
  GPtrArray *findings;
} Doctor;

/* One of GIMP's two plug-in interfaces. */
typedef struct {
  const char *folder;      /* below lib: "gimp/2.0" */
  const char *library;     /* what a plug-in for it is linked with, and no other */
  const char *environment; /* the variable that moves the user's folder */
  const char *package;     /* Debian's, to build for it */
  int major;               /* of its GIMPs: 2, 3 */
} DoctorApi;

/* What this aefilter was built with: versions, and the system's folders of plug-ins; "" where without. */
typedef struct {
  const char *gegl, *gegl_folder, *gimp, *gimp_folder;
} DoctorBuilt;
extern const DoctorBuilt doctor_built;

/* subject: one or two words; hint: what to do, or NULL; then the finding as printf does it. */
void doctor_say(Doctor *doctor, DoctorState state, const char *subject, const char *hint, const char *format, ...)
    G_GNUC_PRINTF(5, 6);

/* Hints. */
#define DOCTOR_INSTALL                                                              \
  "install it: meson setup build && sudo meson install -C build; or without root: " \
  "meson setup build -Duser_install=true && meson install -C build"
#define DOCTOR_REBUILD "build and install aefilter again on this system"

/* api is NULL but for the checks of GIMP. */
typedef void (*DoctorLook)(Doctor *doctor, const DoctorApi *api);

void doctor_look_program(Doctor *doctor, const DoctorApi *api);
void doctor_look_models(Doctor *doctor, const DoctorApi *api);
void doctor_look_hidden_models(Doctor *doctor, const DoctorApi *api);

void doctor_look_gegl(Doctor *doctor, const DoctorApi *api);
void doctor_look_gegl_path(Doctor *doctor, const DoctorApi *api);
void doctor_look_module(Doctor *doctor, const DoctorApi *api);
void doctor_look_operations(Doctor *doctor, const DoctorApi *api);
void doctor_look_json(Doctor *doctor, const DoctorApi *api);

void doctor_look_gimp(Doctor *doctor, const DoctorApi *api);
void doctor_look_plug_in(Doctor *doctor, const DoctorApi *api);
void doctor_look_loose(Doctor *doctor, const DoctorApi *api);
void doctor_look_registered(Doctor *doctor, const DoctorApi *api);
void doctor_look_sandboxes(Doctor *doctor, const DoctorApi *api);

G_END_DECLS
#endif
