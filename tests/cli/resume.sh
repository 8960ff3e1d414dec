# SPDX-License-Identifier: LGPL-3.0-or-later
# --resume does what is missing or older than its input, and nothing else.
mkdir in
for name in a b c d; do pgm 9 7 > in/$name.pgm; done
aefilter null -i in -o out
echo mark > out/a.pgm
rm out/b.pgm
touch -d '+1 minute' in/c.pgm
aefilter null -i in -o out --resume -v 2>&1 | sed 's/[,;] 0.00* MP.*//'
head -n 1 out/a.pgm
same in/b.pgm out/b.pgm
touch -d '-1 minute' in/c.pgm
aefilter null -i in -o out --resume --report report.tsv
cut -f 1-3 report.tsv
aefilter null -i in/a.pgm -o out/a.pgm --resume -v
