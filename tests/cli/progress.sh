# SPDX-License-Identifier: LGPL-3.0-or-later
# Messages, report and summary stand in the order of the names, however many files are done at once.
mkdir in
for i in 1 2 3 4 5 6 7 8; do pgm 90 70 $i > in/$i.pgm; done
echo 'P5 9' > in/0.pgm
echo text > in/5.txt
quick() { sed 's/MP in .*/MP in .../; s/read: .*/read: .../'; }
for jobs in 1 8; do
  aefilter null -i in -o out$jobs -v --jobs $jobs --report $jobs.tsv 2>&1 | sed "s/out$jobs/out/g" | quick > $jobs
  cut -f 1,3,5,6 $jobs.tsv > $jobs.rows
done
same 1 8
same 1.rows 8.rows
cat 8
aefilter null -i in -o out8 -v --resume 2>&1 | tail -n 1 | quick
status aefilter null -i in -o out -q --progress never
