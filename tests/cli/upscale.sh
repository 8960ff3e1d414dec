# SPDX-License-Identifier: LGPL-3.0-or-later
# Sizes in every format's header, through pipes and in a chain; a wrong model for a factor is refused.
aefilter --list models | grep -q ' upscale2 ' || skip "the models are not there"
pgm 11 7 > a.pgm
size() { head -c 64 "$1" | tr '\n' ' ' | cut -d ' ' -f 2,3; }
for scale in 1 1.3 2 3 4 5; do
  aefilter upscale scale=$scale < a.pgm > out.pgm
  size out.pgm
done
cat a.pgm a.pgm | aefilter upscale scale=2 > two.pgm
aefilter upscale < a.pgm > one.pgm
cat one.pgm one.pgm > twice.pgm
same two.pgm twice.pgm
aefilter null -f y4m < a.pgm | aefilter upscale scale=3 | head -n 1
aefilter upscale null upscale scale=1.5 < a.pgm > chain.pgm
aefilter upscale < a.pgm | aefilter upscale scale=1.5 > pipe.pgm
same chain.pgm pipe.pgm
aefilter upscale -j 1 -i a.pgm -o 1.png
aefilter upscale -j 3 -i a.pgm -o 3.png
same 1.png 3.png
status aefilter upscale scale=3 model=upscale2 -i a.pgm -o refused.png 2>&1
status aefilter upscale scale=9 -i a.pgm -o refused.png 2>&1
status aefilter upscale scale=8 --max-pixels 1K -i a.pgm -o refused.png 2>&1
test ! -e refused.png
