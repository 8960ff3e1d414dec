# SPDX-License-Identifier: LGPL-3.0-or-later
# A made-up system below the current folder, for the cases of --doctor: usr/ with programs that say what they should,
# user/: a home.

aefilter=$(command -v aefilter)
mkdir -p usr/bin usr/lib/gegl-0.4 usr/lib/gimp/2.0/plug-ins usr/lib/gimp/3.0/plug-ins user models
model models/same.safetensors denoise

program() {
  {
    echo '#!/bin/sh'
    cat
  } >"usr/bin/$1"
  chmod +x "usr/bin/$1"
}

# gimp VERSION [NAME]: a GIMP; its GEGL is newer than any.
gimp() {
  program "${2:-gimp-${1%.*}}" <<END
echo "GNU Image Manipulation Program version $1"
echo "using babl version 0.1.98 (compiled against version 0.1.98)"
echo "using GEGL version 0.4.9999 (compiled against version 0.4.42)"
END
}

program ldd <<'END'
while read -r line; do echo "$line"; done 2>/dev/null <"$1.ldd"
END

# gegl OPERATION...: a gegl command that has these.
gegl() {
  echo "for name in $*; do echo \$name; done" | program gegl
}

# plug_in FOLDER API [MISSING]: a plug-in for libgimp-API, which lacks a library.
plug_in() {
  mkdir -p "$1/aefilter"
  echo '#!/bin/sh' >"$1/aefilter/aefilter"
  chmod +x "$1/aefilter/aefilter"
  linked "$1/aefilter/aefilter" "libgimp-$2.so.0" "${3:-}"
}

# module FOLDER [MISSING]: a module of operations.
module() {
  mkdir -p "$1"
  : >"$1/aefilter.so"
  linked "$1/aefilter.so" libgegl-0.4.so.0 "${2:-}"
}

linked() {
  echo "$2 => /lib/$2 (0x0000)" >"$1.ldd"
  test -z "$3" || echo "$3 => not found" >>"$1.ldd"
}

# started VERSION [PROCEDURE]: GIMP has asked the plug-in since it was installed, and got that.
started() {
  mkdir -p "user/.config/GIMP/$1"
  echo "(plug-in-def \"\${gimp_plug_in_dir}/plug-ins/aefilter/aefilter\" 1 ${2:+(proc-def \"$2\" 1))}" \
    >"user/.config/GIMP/$1/pluginrc"
  echo '(plug-in-def "/other/other" 1 (proc-def "plug-in-other" 1))' >>"user/.config/GIMP/$1/pluginrc"
  touch -d '+1 minute' "user/.config/GIMP/$1/pluginrc"
}

# doctor [VARIABLE=VALUE]...: what it says of GEGL, GIMP and the next thing to do, and its status. What depends on how
# this aefilter was built is cut off: how to install.
doctor() {
  env -u GEGL_PATH -u GIMP2_DIRECTORY -u GIMP3_DIRECTORY -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u XDG_DATA_DIRS \
    HOME="$PWD/user" PATH="$PWD/usr/bin" AEFILTER_MODELS="$PWD/models" "$@" "$aefilter" --doctor >said
  status=$?
  sed -e "s|$PWD|@|g" -e 's/, built with [0-9.]*$//' -e 's/\(do\|Next\): .*install it: meson.*/\1: install/' said |
    sed -n '/^GEGL/,$p' | grep -v -e '^$' | sed '/^GIMP in a sandbox/,/^[A-Z][a-z]/{/^\(Next\|All\)/!d}'
  echo "status $status"
}

# says WORDS [VARIABLE=VALUE]...: the lines of it that hold the words, each with what to do, and the status.
says() {
  words=$1
  shift
  doctor "$@" >lines
  grep -A 1 -e "$words" lines | grep -e "$words" -e ' do: '
  tail -n 1 lines
}
