# SPDX-License-Identifier: LGPL-3.0-or-later
# Faces on a toy model: edit at the photo's own size, the ways from face to face, a film, samples and codes in pipes.
export AEFILTER_MODELS="$AE_TOYS"
LC_ALL=C awk 'BEGIN { printf "P6\n64 48\n255\n"; for (i = 0; i < 9216; i++) printf "%c", 33 + (i * 37 + int(i / 192) * 11) % 90 }' >a.ppm
LC_ALL=C awk 'BEGIN { printf "P6\n64 48\n255\n"; for (i = 0; i < 9216; i++) printf "%c", 33 + (i * 53 + int(i / 192) * 7) % 90 }' >b.ppm
aefilter --help edit | sed -n '/^Keys of the model/,$p' | cut -c1-27
aefilter edit smile=0 <a.ppm | cmp - a.ppm
aefilter edit smile=1 region=10,8,32,32 -i a.ppm -o smile.ppm
cmp -s a.ppm smile.ppm && echo "nothing was done"
status aefilter edit smiel=1 region=10,8,32,32 2>&1 <a.ppm | sed 's/.*: no/no/; s/;.*//'
status aefilter edit smile=3.1 region=10,8,32,32 2>&1 <a.ppm
status aefilter edit smile=1 region=99,99,8,8 2>&1 <a.ppm | sed 's/.*: region/region/'
aefilter sweep smile=1 frames=3 ping=1 region=10,8,32,32 -i a.ppm -o sweep/
files sweep
same sweep/0001.ppm a.ppm
same sweep/0003.ppm smile.ppm
same sweep/0002.ppm sweep/0004.ppm
aefilter sweep smile=1 frames=3 ping=1 region=10,8,32,32 -i a.ppm -f y4m | head -c 20
echo
aefilter interpolate model=face frames=4 region=10,8,32,32 -i a.ppm -i b.ppm -o 'way-%d.ppm'
head -c 9 way-1.ppm | head -n 2
aefilter interpolate model=face frames=4 region=10,8,32,32 -i b.ppm -i a.ppm -o 'back-%d.ppm'
same way-1.ppm back-4.ppm
same way-4.ppm back-1.ppm
aefilter interpolate model=face frames=2 size=8 region=10,8,32,32 -i a.ppm -i b.ppm -o small.ppm 2>&1 | cut -c1-70
aefilter interpolate model=face frames=2 size=16 region=10,8,32,32 -i a.ppm -i b.ppm -o pages.tif
aefilter null -i pages.tif -o 'page-%d.ppm' 2>&1 | cut -c1-60
ls page-*
aefilter sample model=face prior=full n=3 seed=5 -o 'new-%d.ppm'
aefilter sample model=face prior=full n=3 --seed 5 -f pnm >three.ppm
cat new-?.ppm | cmp - three.ppm
LC_ALL=C awk 'BEGIN { printf "P6\n8 8\n255\n"; for (i = 0; i < 192; i++) printf "%c", 60 + i % 30 }' >face.ppm
aefilter encode model=face add smile=0.5 glasses=-0.5 model=face add smile=-0.5 glasses=0.5 model=face decode model=face \
  -i face.ppm -f pnm | cmp - face.ppm
aefilter encode model=face -i face.ppm -f csv | awk -F , '{ print NF " numbers" }'
aefilter edit smile=1 -i a.ppm -o none.ppm 2>&1 | sed 's/: .*;/: .../'
files . | grep none
true
