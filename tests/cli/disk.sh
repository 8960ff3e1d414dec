# SPDX-License-Identifier: LGPL-3.0-or-later
# Folders that cannot be written and full disks are named; nothing is left behind.
pgm 200 100 > a.pgm
mkdir in
cp a.pgm in/a.pgm
: > file
status aefilter null -i in -o file/out
status aefilter null -i a.pgm -o no/such/folder/a.pgm
test -w /dev/full || skip no /dev/full
aefilter null < a.pgm > /dev/full
echo "status $?"
status aefilter null -i a.pgm -o /dev/full
status aefilter null -i in -o out --report /dev/full
status aefilter null -i a.pgm -o /dev/null
files .

# A file over the limit fails in the midst, as on a full disk; the small ones are done, and later the rest.
mkdir many
pgm 300 300 1 > many/large.pgm
for i in 1 2 3; do pgm 9 7 $i > many/$i.pgm; done
(
  trap '' XFSZ
  ulimit -f 64
  status aefilter null -i many -o done
)
files done
aefilter null -i many -o done --resume
diff -r many done
