# SPDX-License-Identifier: LGPL-3.0-or-later
# Two runs at once on one folder do not disturb each other: every output is whole. With --resume they share the work.
mkdir in
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do pgm 90 70 $i > in/$i.pgm; done
aefilter null -i in -o out --resume --jobs 2 &
first=$!
aefilter null -i in -o out --jobs 2
echo "status $?"
wait $first
echo "status $?"
diff -r in out && echo equal

for i in 1 2 3; do aefilter null -i in -o shared --resume --report $i.tsv & done
wait
diff -r in shared && echo equal
cat 1.tsv 2.tsv 3.tsv | cut -f 3 | sort | uniq -c | sed 's/^ *//'
