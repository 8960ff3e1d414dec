# SPDX-License-Identifier: LGPL-3.0-or-later
# Damaged input: exit status 1, a message with the file's name and the place, and no output file.
pgm 50 40 > whole.pgm
head -c 999 whole.pgm > cut.pgm
printf 'hello' > text.pgm
: > empty.pgm
for file in cut text empty missing; do status aefilter null -i $file.pgm -o out.pgm; done 2>&1 | sed 's/read: .*/read: .../'
status aefilter null < cut.pgm 2>err >out
cat err
aefilter null -f png -i whole.pgm -o whole.png
size=$(wc -c < whole.png)
for n in 1 8 20 50 $((size / 2)) $((size - 13)); do
  head -c $n whole.png > cut.png
  aefilter null -i cut.png -o out.png 2>err && echo "$n bytes of a PNG are accepted"
  grep -q '^aefilter: cut.png: ' err || cat err
done
head -c 900000 /dev/zero | tr '\0' 'P' > long.pgm
aefilter null -i long.pgm -o out.pgm 2>err; echo $?
ls
