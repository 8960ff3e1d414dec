# SPDX-License-Identifier: LGPL-3.0-or-later
# A mask's white is repaired and nothing else; masks from a folder, one a picture; what is missing or does not fit is said.
model same.safetensors inpaint
model=model=./same.safetensors
# box X0 Y0 X1 Y1: a mask of 40 x 30.
box() {
  awk -v x0="$1" -v y0="$2" -v x1="$3" -v y1="$4" 'BEGIN { print "P1 40 30"
    for (y = 0; y < 30; y++) for (x = 0; x < 40; x++) print !(x >= x0 && x < x1 && y >= y0 && y < y1) }'
}
# changed A B: in which rectangle two pictures of 40 x 30 are not the same.
changed() {
  cmp -l "$1" "$2" | awk '{ i = $1 - 14; x = i % 40; y = int(i / 40); n++
    if (n == 1) x0 = x1 = x
    if (n == 1) y0 = y
    x0 = x < x0 ? x : x0; x1 = x > x1 ? x : x1; y1 = y } END { print n ? x0 " " y0 " " x1 + 1 " " y1 + 1 : "nothing" }'
}
mkdir -p in/sub masks/sub
pgm 40 30 1 >in/a.pgm
pgm 40 30 2 >"in/sub/b c.pgm"
pgm 40 30 3 >in/d.pgm
box 10 5 20 9 >masks/a.pbm
box 30 20 39 30 | aefilter null -f png >"masks/sub/b c.png"
aefilter inpaint mask=masks/a.pbm "$model" -i in/a.pgm -o a.pgm
changed in/a.pgm a.pgm
aefilter inpaint mask=masks/a.pbm grow=2 "$model" <in/a.pgm >grown.pgm
changed in/a.pgm grown.pgm
cat in/a.pgm in/d.pgm | aefilter inpaint mask=masks/a.pbm "$model" >two.pgm
tail -c 1213 two.pgm >d.pgm
changed in/d.pgm d.pgm
status aefilter inpaint mask=masks "$model" -i in -o out --jobs 2 2>&1
changed in/a.pgm out/a.pgm
changed "in/sub/b c.pgm" "out/sub/b c.pgm"
aefilter inpaint mask=masks "$model" -i "in/sub/b c.pgm" -o one.pgm 2>&1
cp "masks/sub/b c.png" masks/
aefilter inpaint mask=masks "$model" -i "in/sub/b c.pgm" -o one.pgm
same one.pgm "out/sub/b c.pgm"
status aefilter inpaint mask=masks "$model" <in/a.pgm 2>&1
status aefilter inpaint "$model" -i in/a.pgm -o no.pgm 2>&1
pgm 41 30 >wide.pgm
status aefilter inpaint mask=wide.pgm "$model" -i in/a.pgm -o no.pgm 2>&1
status aefilter inpaint mask=none.png "$model" -i in -o no 2>&1
status aefilter inpaint mask=masks/a.pbm --max-memory 2K "$model" -i in/a.pgm -o no.pgm 2>&1
test ! -e no.pgm && test ! -e no
