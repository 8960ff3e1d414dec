# SPDX-License-Identifier: LGPL-3.0-or-later
# What can be wrong with the operations.
. "${2%/*}/doctor_lib.sh"
user=user/.local/share/gegl-0.4/plug-ins
gegl gegl:invert
echo '# not installed'
says operations
echo '# for the user; gegl does not take it'
module $user
says operations
echo '# a library is not there'
gegl aefilter:denoise
module $user libopenblas.so.0
says operations
echo '# two copies'
module $user/sub
module usr/lib/gegl-0.4
touch -d '-1 day' $user/aefilter.so usr/lib/gegl-0.4/aefilter.so
says copies
rm -r $user/* usr/lib/gegl-0.4/*
echo '# GEGL_PATH without it, with it'
module usr/lib/gegl-0.4
says operations GEGL_PATH="$PWD/elsewhere:$PWD/$user"
says PATH GEGL_PATH="$PWD/elsewhere:$PWD/usr/lib/gegl-0.4"
echo '# a folder of another data home'
rm usr/lib/gegl-0.4/*
module data/gegl-0.4/plug-ins
says operations XDG_DATA_HOME="$PWD/data"
echo '# JSON: a list, an object, nothing'
module usr/lib/gegl-0.4
mkdir -p $user
echo ' [1]' >$user/list.json
echo '{}' >$user/object.json
says json
: >$user/list.json
says json
rm $user/list.json
says json
