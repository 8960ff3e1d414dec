# SPDX-License-Identifier: LGPL-3.0-or-later
# Five thousand files: each once, each with its row, and --resume finds nothing to do.
if [ -w /dev/shm ]; then # a disk would be asked five thousand times to write what it has
  shm=$(mktemp -d /dev/shm/aefilter-XXXXXX)
  trap 'rm -rf "$shm"' EXIT
  cd "$shm"
fi
mkdir -p in/0 in/1 in/2 in/3 in/4
n=0
while [ $n -lt 5000 ]; do
  printf 'P5\n2 2\n255\n%04d' $n > in/$((n % 5))/$n.pgm
  n=$((n + 1))
done
aefilter null -i in -o out --jobs 2 --report report.tsv
diff -r in out && echo equal
cut -f 3 report.tsv | sort | uniq -c | sed 's/^ *//'
cut -f 1 report.tsv | sort | uniq -d
aefilter null -i in -o out --resume --report report.tsv
cut -f 3 report.tsv | sort | uniq -c | sed 's/^ *//'
