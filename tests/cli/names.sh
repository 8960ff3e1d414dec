# SPDX-License-Identifier: LGPL-3.0-or-later
# Any name that a file can have: it stays what it is, in messages a line stays a line, and in a report a row a row.
mkdir in
long=$(printf %0251d 0)
for name in ' a ' '-i' '--' '-' '100%d' "it's" '"' '$HOME' '*' '\n' "$(printf 'line\nbreak')" "$(printf 'tab\there')" \
  "$(printf '\377\376')" "$(printf '\033[31m')" 'ключ=знач' "$long"; do
  pgm 9 7 > "in/$name.pgm"
done
aefilter null -i in -o out --report report.tsv
diff -r in out && echo equal
awk -F '\t' '{ n[NF]++ } END { for (i in n) print n[i] " rows of " i }' report.tsv
aefilter null -i in -o out --resume -v 2>&1 | grep -c ': skipped, its output is there$'
aefilter null -i in -o png -f png
files png | wc -l
for file in in/*; do echo 'P5 9' > "$file"; done
status aefilter null -i in -o out 2>&1 | cut -c 1-60 | LC_ALL=C sort
cd in
pgm 9 7 > -i.pgm
aefilter null -i -i.pgm -o -o.pgm --resume
same ./-i.pgm ./-o.pgm
