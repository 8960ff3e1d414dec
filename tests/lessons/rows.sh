#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# rows.sh ROWS: what the lessons' sources ask for and can be checked without data is numbered in rows.tsv. Each number must
# be in the name of a test or in the comment before it.
set -eu
rows=$1
tests=$(dirname "$rows")/..
missing=0
while read -r id what; do
  grep -rqE --include=test_*.cc --include=*.sh --exclude=rows.sh "(^|[^A-Za-z])$id([^0-9]|\$)" "$tests" && continue
  echo "no test for $id: $what"
  missing=$((missing + 1))
done <"$rows"
exit $((missing > 0))
