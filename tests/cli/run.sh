#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# run.sh FOLDER CASE.sh: runs the case in a new folder with FOLDER's programs in $PATH and the functions of lib.sh, and
# compares what it prints with CASE.out and CASE.err (missing: nothing). Exit status 77 of the case: skipped.
set -u
programs=$1
case=$2
lib=$(dirname "$case")/lib.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-cli-XXXXXX") || exit 99
mkdir "$work/here"
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT

(cd "$work/here" && LC_ALL=C.UTF-8 PATH=$programs:$PATH sh -c '. "$1"; . "$2"' case "$lib" "$case" >../out 2>../err </dev/null)
status=$?

# compare STREAM: the printed against the expected; their difference is shown.
compare() {
  expected=${case%.sh}.$1
  if [ ! -f "$expected" ]; then
    expected=/dev/null
  fi
  diff -u "$expected" "$work/$1"
}

if [ "$status" -eq 77 ]; then
  cat "$work/out"
  exit 77
fi
good=0
compare out || good=1
compare err || good=1
if [ "$status" -ne 0 ]; then
  echo "exit status $status"
  good=1
fi
exit "$good"
