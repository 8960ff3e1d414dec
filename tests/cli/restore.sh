# SPDX-License-Identifier: LGPL-3.0-or-later
# Where the quality comes from: the file, the pixels, the user; after a stage it is no JPEG any more.
model same.safetensors restore
model=model=./same.safetensors
pgm 96 64 >a.pgm
aefilter null -O quality=40 -i a.pgm -o a.jpg
aefilter null -i a.jpg -o once.pgm
said() { aefilter "$@" -v 2>&1 >/dev/null | sed '$d'; }
said restore "$model" -f pnm <a.jpg
said restore "$model" <once.pgm
said restore "$model" <a.pgm
said restore quality=40 "$model" -f pnm <a.jpg
said restore "$model" restore "$model" -f pnm <a.jpg
aefilter restore "$model" -f pnm <a.jpg | cmp - once.pgm
status aefilter restore quality=0 "$model" <a.pgm 2>&1
status aefilter restore quality=high "$model" <a.pgm 2>&1
aefilter --list models | grep -q ' restore ' || skip "the models are not there"
aefilter restore -f pnm <a.jpg >found.pgm
aefilter restore quality=40 -f pnm -j 1 <a.jpg >told.pgm
same found.pgm told.pgm
aefilter restore <once.pgm >seen.pgm
same found.pgm seen.pgm
