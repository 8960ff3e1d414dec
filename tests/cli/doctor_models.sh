# SPDX-License-Identifier: LGPL-3.0-or-later
# Models: a good one, one behind another of its name, a damaged one.
. "${2%/*}/doctor_lib.sh"
models() {
  doctor "$@" >lines
  sed -e "s|$PWD|@|g" said | sed -n '/^aefilter/,/^GEGL/p' | grep -A 1 -e ' model ' | grep -e '@' -e ' do: '
  tail -n 2 lines
}
models
mkdir -p user/.local/share/aefilter/models
cp models/same.safetensors user/.local/share/aefilter/models/same.safetensors
models
head -c 100 models/same.safetensors >user/.local/share/aefilter/models/cut.safetensors
models
