# SPDX-License-Identifier: LGPL-3.0-or-later
# Pictures out of nothing and on the way from one to another (R48, R79): one stream, or numbered files.
autoencoder whole.safetensors whole
whole=model=./whole.safetensors
pgm 3 2 1 >a.pgm
pgm 3 2 50 >b.pgm
aefilter sample "$whole" n=5 --seed 3 >five.pgm
aefilter sample "$whole" n=5 --seed 3 -j 1 | cmp - five.pgm
aefilter sample "$whole" n=5 --seed 4 | cmp -s - five.pgm && echo "the seed is not used"
aefilter sample "$whole" n=2 --seed 3 >two.pgm
head -c "$(wc -c <two.pgm)" five.pgm | cmp - two.pgm
aefilter sample "$whole" n=3 -o new/
aefilter sample "$whole" n=2 -o 's%02d.pgm'
files new
ls s*
status aefilter sample "$whole" -i a.pgm 2>&1
status aefilter sample "$whole" n=2 -o one.png 2>&1
status aefilter sample "$whole" prior=full 2>&1 | cut -d: -f1-3
status aefilter sample 2>&1
test ! -e one.png || echo "a file was left"
aefilter interpolate "$whole" frames=3 -i a.pgm -i b.pgm >way.pgm
aefilter encode "$whole" interpolate frames=3 decode "$whole" -i a.pgm -i b.pgm -f pnm | cmp - way.pgm
aefilter interpolate frames=3 ping=1 -i a.pgm -i b.pgm -o way/
files way
same way/0001.pgm a.pgm
same way/0003.pgm b.pgm
same way/0002.pgm way/0004.pgm
status aefilter interpolate "$whole" -i a.pgm 2>&1
aefilter encode "$whole" jitter sigma=0 decode "$whole" -i a.pgm -f pnm | cmp - a.pgm
