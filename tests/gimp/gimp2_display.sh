# SPDX-License-Identifier: LGPL-3.0-or-later
# What tests of GIMP 2.10's windows share; sourced with $plugin set, the plug-in. Goes into a new folder $work, where GIMP's
# settings are and the plug-in is installed. $here: this folder. $gimp_pid is ended, and all removed, at exit. Skips where
# there can be no display.
for program in Xvfb xdotool; do
  if ! command -v "$program" >/dev/null; then
    echo "skipped: $program is not installed"
    exit 77
  fi
done
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
gimp_pid=
xvfb_pid=
trap 'kill $gimp_pid $xvfb_pid 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
mkdir -p config/plug-ins/aefilter
ln -s "$plugin" config/plug-ins/aefilter/aefilter

# open_display: Xvfb finds a free one by itself and writes its number.
open_display() {
  Xvfb -displayfd 3 -screen 0 1200x900x24 3>display 2>/dev/null &
  xvfb_pid=$!
  while [ ! -s display ]; do sleep 0.2; done
  DISPLAY=:$(cat display)
  export DISPLAY
}
