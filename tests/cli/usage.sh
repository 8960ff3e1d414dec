# SPDX-License-Identifier: LGPL-3.0-or-later
# What is wrong with a command line is said in one line, with the nearest right word; nothing is read.
try() { "$@" 2>&1 | sed -e 's/Stages: .*/Stages: .../' -e 's/is not pnm|.*/is not .../'; }
pgm 9 7 > a.pgm
try aefilter
try aefilter nul
try aefilter null x=1
try aefilter x=1 null
try aefilter null --reusme
try aefilter null -Z
try aefilter null -f pgn
try aefilter null -j 0
try aefilter null -j 1x
try aefilter null --jobs -1
try aefilter null --max-memory 10Q
try aefilter null --max-pixels 0
try aefilter null --precision f64
try aefilter null --seed -1
try aefilter null --shard 4/3
try aefilter null --shard 1
try aefilter null --progress maybe
try aefilter --list nothing
try aefilter --help nothing
try aefilter null -O quality
try aefilter null -O nosuchkey=1
try aefilter null -o x.png -O compression=77
try aefilter null -i a.pgm -o a.pgm -o b.pgm
try aefilter null -i a.pgm -o a.unknown
try aefilter null -i a.pgm -i a.pgm -o a.png
try aefilter null -i .
try aefilter null --resume
try aefilter null --shard 1/2
try aefilter a.pgm
try aefilter null a.pgm
try aefilter null -- --quiet
for words in "" nul "null x=1" "null --nonsense" "null -i . -o -" "--help nothing"; do
  aefilter $words 2>/dev/null
  echo "$words: $?"
done
ls
