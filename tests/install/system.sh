#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# system.sh BUILD PREFIX LIB_DIR GEGL_DIR GIMP_DIR LOCALE_DIR: installs BUILD as a packager does, below an empty folder ($DESTDIR), and
# looks whether all is there, where it should be, and nothing else. GEGL_DIR, GIMP_DIR, LOCALE_DIR: empty where it was built
# without.
. "$(dirname "$0")/common.sh"
build=$1 prefix=$2 lib=$3 gegl=$4 gimp=$5 locale=$6
root=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-install-XXXXXX")
trap 'rm -rf "$root"' EXIT
cd "$root"
DESTDIR=$root/new meson install -C "$build" --no-rebuild >log || { cat log; fail 'meson install failed'; }

programs="$prefix/bin/aefilter
$prefix/bin/aemodel${gegl:+
$gegl/aefilter.so}${gimp:+
$gimp/aefilter}"
(cd new && find . -type f -o -type l | sed -e 's|^\.||' -e 's|\(\.so\.0\).*|\1|') | compare "$programs
$lib/libaefilter.so
$lib/libaefilter.so.0
$lib/pkgconfig/aefilter.pc
$prefix/share/man/man1/aefilter.1
$prefix/share/man/man1/aemodel.1${locale:+
$(catalogues "$locale")}"
for file in $programs; do
  test -x "new$file" || fail "$file may not be executed"
  starts_anywhere "new$file"
done
"new$prefix/bin/aefilter" --version
