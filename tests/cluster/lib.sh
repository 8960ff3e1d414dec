# SPDX-License-Identifier: LGPL-3.0-or-later
# What the tests of docs/cluster.md share: a case runs a script of that page in a new folder, and prints "equal" where the
# parts together are the whole. See ../cli/run.sh.
. "$(dirname "$1")/../cli/lib.sh"
page=$(dirname "$1")/../../docs/cluster.md
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX PARALLEL_SEQ

# script NAME: writes the block of the page that has "# NAME" in its first two lines to the file NAME.
script() {
  awk -v name="# $1" '
    /^```/ { inside = !inside; text = ""; line = 0; wanted = 0; next }
    inside && ++line <= 2 && index($0, name) == 1 { wanted = 1; printf "%s", text }
    inside { if (wanted) print; else text = text $0 "\n" }' "$page" > "$1"
  chmod +x "$1"
}

# photos: a folder of 200 small pictures, some in a folder of it, and what one run makes of them in "single", with its report.
photos() {
  mkdir -p photos/sub
  pgm 16 12 > one
  n=0
  while [ $n -lt 200 ]; do
    test $((n % 4)) -ne 0 && folder=photos/sub || folder=photos
    { printf 'P5\n16 12\n255\n%03d' $n; tail -c 189 one; } > $folder/$n.pgm
    n=$((n + 1))
  done
  aefilter upscale scale=4 -i photos -o single --report single.tsv
}

# rows REPORT...: what does not depend on the time, sorted behind the heading.
rows() {
  cat "$@" | cut -f 1,3,5,6 | { IFS= read -r heading; echo "$heading"; LC_ALL=C sort; }
}

# compare REPORT...: the folder "big" and the reports together are those of the single run.
compare() {
  diff -r single big && echo "equal, $(files big | wc -l) pictures"
  rows single.tsv > single.rows
  rows "$@" > parts.rows
  cmp single.rows parts.rows && echo "the reports are the single run's, $(wc -l < parts.rows) rows"
}
