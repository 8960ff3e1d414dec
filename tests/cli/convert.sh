# SPDX-License-Identifier: LGPL-3.0-or-later
# The format comes from -f, else from the extension, else from the input.
pgm 9 7 > a.pgm
kind() { head -c 4 "$1" | LC_ALL=C tr -cd 'A-Z0-9'; echo; }
aefilter null -f png < a.pgm > 1
aefilter null -i a.pgm -o 2.png
aefilter null -f pam -i a.pgm -o 3.png
aefilter null -f png -O compression=0 < a.pgm > 4
aefilter null < 1 > 5
for file in 1 2.png 3.png 4 5; do kind "$file"; done
same 1 2.png
aefilter null -f pnm < 4 > back.pgm
same a.pgm back.pgm
