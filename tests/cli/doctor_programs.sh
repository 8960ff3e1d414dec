# SPDX-License-Identifier: LGPL-3.0-or-later
# Programs that do not answer, and GIMPs that see nothing of the system.
. "${2%/*}/doctor_lib.sh"
module usr/lib/gegl-0.4
program gimp-2.10 <<'END'
/bin/sleep 100
END
program gimp-console <<'END'
echo no version
END
program gegl <<'END'
exit 1
END
program gimptool-2.0 <<'END'
echo 9.9.9
END
: >usr/bin/gimp-3.0
doctor
mkdir -p user/.var/app/org.gimp.GIMP user/snap/gimp user/Downloads
: >user/Downloads/GIMP-3.0.4-x86_64.AppImage
doctor >lines
sed -n '/^GIMP in a sandbox/,$p' said | grep -e '^  note' | awk '{ print $1, $2 }'
tail -n 1 lines
