# SPDX-License-Identifier: LGPL-3.0-or-later
# A folder of good and bad files: the right files, the right words, status 1; the rest is done.
mkdir -p "in/sub dir/deeper" in/.hidden
pgm 9 7 1 > in/a.pgm
pgm 9 7 2 > "in/sub dir/new
line.pgm"
pgm 9 7 3 > "in/sub dir/deeper/$(printf '\377\376').pgm"
pgm 9 7 4 > "in/-i.pgm"
pgm 9 7 5 > in/.hidden/a.pgm
pgm 50 40 | head -c 500 > in/cut.pgm
echo text > in/README
echo text > in/fake.png
printf 'GIF89a.....' > in/anim.gif
mkfifo in/fifo
ln -s .. in/sub\ dir/loop
ln -s nowhere in/dangling.pgm
status aefilter null -i in -o out 2>&1 | sed 's/read: .*/read: .../'
files out | LC_ALL=C sed 's/[^ -~]/?/g'
(cd in && find . -name '*.pgm' -size -80c ! -path './.hidden/*') | while read -r file; do
  test ! -f "in/$file" || same "in/$file" "out/$file"
done
status aefilter null -q -i in -o out 2>&1 | wc -l
status aefilter null -v -i in/a.pgm -o out 2>&1 | sed 's/, 0.00 MP.*//'
status aefilter null -i in/.hidden -i in/a.pgm -o both/ 2>&1
