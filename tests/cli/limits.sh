# SPDX-License-Identifier: LGPL-3.0-or-later
# Sizes over the limits are refused before anything is allocated.
printf 'P5\n60000 60000\n255\n' > huge.pgm
status aefilter null -i huge.pgm -o out.pgm
pgm 100 100 > a.pgm
status aefilter null --max-pixels 9999 -i a.pgm -o out.pgm
status aefilter null --max-pixels 10K -i a.pgm -o out.pgm
status aefilter null --max-memory 50 -i a.pgm -o out2.pgm
files .
