# SPDX-License-Identifier: LGPL-3.0-or-later
# A system where all is in its place, and one without GIMP.
. "${2%/*}/doctor_lib.sh"
doctor
gegl gegl:invert aefilter:denoise
gimp 2.10.99
gimp 3.0.99
ln -s gimp-3.0 usr/bin/gimp
gimp 3.2.99 gimp-console-3.2
module usr/lib/gegl-0.4
plug_in usr/lib/gimp/2.0/plug-ins 2.0
plug_in usr/lib/gimp/3.0/plug-ins 3.0
started 2.10 plug-in-aefilter-denoise
started 3.0 plug-in-aefilter-upscale
started 3.2 plug-in-aefilter-upscale
doctor
