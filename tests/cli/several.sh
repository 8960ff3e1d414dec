# SPDX-License-Identifier: LGPL-3.0-or-later
# Several inputs go one after the other into a stream, and each to its own file in a folder.
pgm 9 7 1 > a.pgm
pgm 8 6 2 > b.pgm
aefilter null -i a.pgm -i b.pgm > ab
cat a.pgm b.pgm | cmp - ab
aefilter null -i a.pgm -i b.pgm -o ab.pgm
same ab ab.pgm
aefilter null -i - -i b.pgm < a.pgm | cmp - ab
status aefilter null -i a.pgm -i b.pgm -o ab.png
mkdir out
aefilter null -i a.pgm -i b.pgm -o out
files out
aefilter null -i a.pgm -i b.pgm -o new/ -f png
files new
status aefilter null -i a.pgm -i ./a.pgm -o new/
status aefilter interpolate -i a.pgm -i b.pgm -o way.pgm 2>&1
