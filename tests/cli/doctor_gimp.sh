# SPDX-License-Identifier: LGPL-3.0-or-later
# What can be wrong with the plug-in.
. "${2%/*}/doctor_lib.sh"
system=usr/lib/gimp/3.0/plug-ins
user=user/.config/GIMP/3.2/plug-ins
module usr/lib/gegl-0.4
gimp 3.2.99

echo '# not installed'
says plug-in
echo '# only for GIMP 3.0, and GIMP 3.2 was never started; then it was'
plug_in user/.config/GIMP/3.0/plug-ins 3.0
says plug-in
mkdir -p $user
says plug-in
rm -r user/.config/GIMP/3.0
echo '# not executable'
plug_in $system 3.0
chmod -x $system/aefilter/aefilter
says plug-in
echo '# built for the other GIMP'
plug_in $system 2.0
says plug-in
echo '# a library is not there'
plug_in $system 3.0 libopenblas.so.0
says plug-in
echo '# ldd does not tell'
rm $system/aefilter/aefilter.ldd
says finds
echo '# a link to nothing, a folder'
ln -sf nowhere $system/aefilter/aefilter
says plug-in
rm $system/aefilter/aefilter
mkdir $system/aefilter/aefilter
says plug-in
rm -r $system/aefilter
echo '# loose'
plug_in $system 3.0
echo loose >$user/aefilter
says loose
rm $user/aefilter
echo '# two copies'
plug_in $user 3.0
touch -d '-1 day' $user/aefilter/aefilter
says plug-in
rm -r $user/aefilter
echo '# not started, started before, refused, without answer'
says start
started 3.2 plug-in-aefilter-denoise
touch -d '-1 day' user/.config/GIMP/3.2/pluginrc
says start
started 3.2
says start
started 3.2 plug-in-aefilter-denoise
says start
echo '# folders of its own: $GIMP3_DIRECTORY, gimprc'
plug_in own/plug-ins 3.0
rm -r $system/aefilter
says plug-in GIMP3_DIRECTORY="$PWD/own"
echo "(plug-in-path \"\${gimp_dir}/more:$PWD/own/plug-ins:\${gimp_plug_in_dir}/plug-ins\")" >user/.config/GIMP/3.2/gimprc
says plug-in
rm own/plug-ins/aefilter/aefilter
says plug-in
