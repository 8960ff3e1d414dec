#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# user.sh WORK: builds with -Duser_install=true and installs for the user whose home is WORK/home; then gegl and GIMP must find
# it there, and aefilter --doctor must call it well. Needs both of them.
. "$(dirname "$0")/common.sh"
source=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
cd "$1"
export HOME="$PWD/home"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME GEGL_PATH GIMP2_DIRECTORY GIMP3_DIRECTORY AEFILTER_MODELS || true
rm -rf home
mkdir -p home/.config/GIMP/2.10 home/.config/GIMP/3.0 home/.config/GIMP/3.2

if [ ! -f build/build.ninja ]; then
  meson setup build "$source" -Duser_install=true -Dtests=disabled -Dwerror=true -Dgegl=enabled -Dgimp=enabled -Dnls=enabled
fi
meson install -C build >install.log || { tail -n 40 install.log; fail 'meson install failed'; }

plug_ins=.config/GIMP/2.10/plug-ins/aefilter/aefilter
if pkg-config --exists gimp-3.0; then
  plug_ins='.config/GIMP/3.0/plug-ins/aefilter/aefilter
.config/GIMP/3.2/plug-ins/aefilter/aefilter'
fi
(cd home && find . -type f -o -type l | sed 's|^\./||') | compare "$plug_ins
.local/bin/aefilter
.local/bin/aemodel
.local/share/gegl-0.4/plug-ins/aefilter.so
$(catalogues .local/share/locale)
.local/share/man/man1/aefilter.1
.local/share/man/man1/aemodel.1"
for file in $plug_ins .local/bin/aefilter .local/share/gegl-0.4/plug-ins/aefilter.so; do
  test -x "home/$file" || fail "$file may not be executed"
  starts_anywhere "home/$file"
done

gegl --list-all | grep -qx 'aefilter:denoise' || fail 'gegl does not find the operations'
timeout 120 gimp-console -i -d --batch-interpreter=plug-in-script-fu-eval -b '(gimp-quit 0)' >gimp.log 2>&1 || {
  cat gimp.log
  fail 'GIMP does not start'
}
# Where the system has aefilter too, --doctor rightly minds the two copies.
home/.local/bin/aefilter --doctor | tee said.txt
if grep -e ' WRONG ' -e ' to do ' said.txt | grep -v ' copies[,;] '; then
  fail '--doctor says that it is not well'
fi
grep -q 'GIMP [0-9.]* knows its procedures' said.txt || fail 'GIMP does not have the procedures'
