#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# toys.sh LESSONS: runs the lessons that need no data with $AEMODEL (R114). Every measure must pass, every drawing be there.
set -eu
lessons=$1
recipes=$(dirname "$lessons")/../models/recipes/lessons
work=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-lessons-XXXXXX")
trap 'rm -rf "$work"' EXIT
"$lessons" --out "$work/out" --results "$work/results.tsv" toys
awk -F '\t' 'NR > 1 { rows++; bad += $6 != "yes" } END { exit !rows || bad }' "$work/results.tsv"

count=0
for recipe in "$recipes"/*.ini; do
  name=$(basename "$recipe" .ini)
  [ -d "$work/out/$name" ] || continue
  count=$((count + 1))
  cut -f 1 "$work/results.tsv" | grep -qx "$name" || { echo "$name: no row of results" && exit 1; }
  for drawing in $(sed -n '/^\[drawings\]/,/^\[/s/^\([^# =]*\) *=.*/\1/p' "$recipe"); do
    [ -s "$work/out/$name/$drawing" ] || { echo "$name: no $drawing" && exit 1; }
  done
done
[ "$count" -ge 3 ] || { echo "only $count lessons were run" && exit 1; }
