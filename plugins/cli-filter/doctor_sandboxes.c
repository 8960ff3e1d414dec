/* SPDX-License-Identifier: LGPL-3.0-or-later */
/* GIMPs that bring their own libraries: what is installed on the system is not seen in there. */
#include "doctor_look.h"

#include <string.h>

#define WITHIN "what is built on this system lacks its libraries in there"

static gboolean exists(const char *first, const char *second) {
  g_autofree char *path = g_build_filename(first, second, NULL);
  return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void look_for_flatpak(Doctor *doctor) {
  const char *home = g_get_home_dir();
  if (!exists(home, ".var/app/org.gimp.GIMP") && !exists(g_get_user_data_dir(), "flatpak/app/org.gimp.GIMP") &&
      !exists("/var/lib/flatpak", "app/org.gimp.GIMP"))
    return;
  doctor_say(doctor, DOCTOR_NOTE, "Flatpak",
             "use your distribution's GIMP; or build in org.gnome.Sdk and put the plug-in into "
             "~/.config/GIMP/3.0/plug-ins/aefilter (if GIMP was never there: ~/.var/app/org.gimp.GIMP/config/GIMP/...) "
             "and the operations into ~/.var/app/org.gimp.GIMP/data/gegl-0.4/plug-ins",
             "org.gimp.GIMP does not see plug-ins of the system; %s", WITHIN);
}

static void look_for_snap(Doctor *doctor) {
  if (!exists("/snap", "gimp") && !exists(g_get_home_dir(), "snap/gimp"))
    return;
  doctor_say(doctor, DOCTOR_NOTE, "snap",
             "use your distribution's GIMP; the folder it reads is ~/snap/gimp/current/.config/GIMP/3.0/plug-ins",
             "its GIMP does not see plug-ins of the system; %s", WITHIN);
}

/* Where people keep them. */
static void look_for_appimage(Doctor *doctor, const char *folder) {
  g_autofree char *path = g_build_filename(g_get_home_dir(), folder, NULL);
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name(dir))) {
    g_autofree char *lower = g_ascii_strdown(name, -1);
    if (g_str_has_prefix(lower, "gimp") && g_str_has_suffix(lower, ".appimage"))
      doctor_say(doctor, DOCTOR_NOTE, "AppImage",
                 "use your distribution's GIMP; the folder it reads is ~/.config/GIMP/3.0/plug-ins",
                 "%s/%s does not see plug-ins of the system, nor operations of the user; %s", path, name, WITHIN);
  }
}

void doctor_look_sandboxes(Doctor *doctor, const DoctorApi *api) {
  look_for_flatpak(doctor);
  look_for_snap(doctor);
  look_for_appimage(doctor, "Applications");
  look_for_appimage(doctor, "Downloads");
  look_for_appimage(doctor, ".local/bin");
}
