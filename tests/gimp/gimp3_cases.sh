#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# gimp3_cases.sh PROGRAM [PLUG_IN OPERATIONS]: runs gimp3_cases.py inside GIMP 3, without a display and with settings of its
# own; TAP on stdout. PROGRAM is aefilter, to compare with; plug-in and folder of operations are those of a build, without them
# what is installed. A build is tested without GIMP's own plug-ins, which take long to be found.
set -u
program=$(realpath "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-gimp3-XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
export GIMP3_DIRECTORY="$work/profile" XDG_CACHE_HOME="$work/cache" XDG_DATA_HOME="$work/data" LC_ALL=C.UTF-8 LANGUAGE=C
export AE_PROGRAM="$program" AE_TAP="$work/tap" AE_CASES AE_CASES_OUT="$work"
AE_CASES=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$GIMP3_DIRECTORY" "$work/plug-ins/aefilter" "$XDG_CACHE_HOME" "$XDG_DATA_HOME"
if [ $# -gt 1 ]; then
  ln -s "$(realpath "$2")" "$work/plug-ins/aefilter/aefilter"
  ln -s "$(pkg-config --variable=gimplibdir gimp-3.0)/plug-ins/python-eval" "$work/plug-ins/python-eval"
  echo "(plug-in-path \"$work/plug-ins\")" >"$GIMP3_DIRECTORY/gimprc"
  GEGL_PATH=$(pkg-config --variable=pluginsdir gegl-0.4):$(realpath "$3")
  export GEGL_PATH
fi
timeout -k 10 500 gimp-console-3.0 --no-interface --no-data --batch-interpreter=python-fu-eval \
  --batch "exec(open('$AE_CASES/gimp3_cases.py').read())" --quit >"$work/log" 2>&1
status=$?
cat "$work/tap" 2>/dev/null
sed 's/^/# /' "$work/log"
grep -q '^1\.\.' "$work/tap" || exit 1
exit "$status"
