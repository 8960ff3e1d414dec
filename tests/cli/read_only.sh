# SPDX-License-Identifier: LGPL-3.0-or-later
# A folder we may not write.
test "$(id -u)" -ne 0 || skip root writes everywhere
mkdir in out
pgm 9 7 > in/a.pgm
chmod 500 out
status aefilter null -i in -o out
chmod 700 out
files out
