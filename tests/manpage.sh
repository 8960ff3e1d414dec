#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# manpage.sh PAGE PROGRAM [VERB]...: each long option that PROGRAM --help, or PROGRAM VERB --help, shows must be in the man
# page, and each with which a line of the page begins, or which stands in a list, in the help: others are other programs'.
set -eu
shown=$(mktemp)
written=$(mktemp)
trap 'rm -f "$shown" "$written"' EXIT
page=$1
program=$2
shift 2
help() {
  if [ $# -eq 0 ]; then "$program" --help; fi
  for verb in "$@"; do "$program" "$verb" --help; done
}
help "$@" | grep -oE '(^|[ ,])--[a-z][a-z-]+' | tr -d ' ,' | grep -vx -e --help | LC_ALL=C sort -u >"$shown"
sed 's/\\-/-/g; s/\\f[BIR]//g' "$page" | grep -oE '(^|, |\[)--[a-z][a-z-]+' | tr -d ' ,[' | grep -vx -e --help | LC_ALL=C sort -u >"$written"
test -s "$shown"
if ! diff "$shown" "$written"; then
  echo 'manpage: "<" is in --help and not in the page, ">" is in the page and not in --help' >&2
  exit 1
fi
