# SPDX-License-Identifier: LGPL-3.0-or-later
# Killed twenty times at any moment and begun again: the folder is complete, nothing is damaged, nothing done twice.
mkdir -p in/sub
for i in 1 2 3 4 5 6 7 8 9; do pgm 90 90 $i > in/$i.pgm; done
for i in 1 2 3 4 5 6 7 8 9; do for k in 1 2 3 4 5 6 7 8; do cp in/$i.pgm in/sub/$i-$k.pgm; done; done
mkdir out
: > seen

# What is there is whole, and the same files as before: their numbers (inodes) stay.
look() {
  diff -r in out | grep -v '^Only in '
  find out -type f ! -name '.*' -printf '%i %P\n' | sort > now
  comm -23 seen now | sed 's/^/done twice: /'
  mv now seen
}

random=7
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  random=$(((random * 1103515245 + 12345) % 2147483648))
  timeout -s KILL 0.$(printf %03d $((random / 65536 % 120 + 5))) \
    aefilter null -i in -o out --resume --jobs $((i % 2 + 1)) 2>/dev/null
  look
done
status aefilter null -i in -o out --resume
look
diff -r in out && echo equal
find out -name '.*' -type f
