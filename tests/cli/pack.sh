# SPDX-License-Identifier: LGPL-3.0-or-later
# Archives (R11, R12): as long as they should be, one after another, back again; not by another model.
autoencoder whole.safetensors whole
autoencoder other.safetensors whole '\201\200\200\072'
pgm 3 2 1 >a.pgm
pgm 3 2 50 >b.pgm
aefilter pack model=./whole.safetensors -i a.pgm -i b.pgm -o ab.aea
wc -c <ab.aea
aefilter unpack model=./whole.safetensors -i ab.aea -f pnm >back.pgm
cat a.pgm b.pgm | cmp - back.pgm
AEFILTER_MODELS=. aefilter unpack <ab.aea -f pnm | cmp - back.pgm
aefilter pack model=./whole.safetensors bits=1 -i a.pgm -i b.pgm | wc -c
aefilter pack -v model=./whole.safetensors -i a.pgm -o a.aea 2>&1 | sed 's/ in [0-9.]* s$//; s/, psnr.*//'
status aefilter unpack model=./other.safetensors -i a.aea -o no.pgm 2>&1
AEFILTER_MODELS=none status aefilter unpack -i a.aea -o no.pgm 2>&1 | cut -c1-66
status aefilter pack model=./whole.safetensors -i a.pgm -o a.png 2>&1
status aefilter null -i a.pgm denoise unpack 2>&1
head -c 60 a.aea | status aefilter unpack model=./whole.safetensors -o no.pgm 2>&1
test ! -e no.pgm
