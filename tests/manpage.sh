#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# manpage.sh PROGRAM PAGE: each long option that PROGRAM --help shows must be in its man page, and each of the page in the help.
set -eu
shown=$(mktemp)
written=$(mktemp)
trap 'rm -f "$shown" "$written"' EXIT
"$1" --help | grep -oE '(^|[ ,])--[a-z][a-z-]+' | tr -d ' ,' | LC_ALL=C sort -u >"$shown"
sed 's/\\-/-/g; s/\\f[BIR]//g' "$2" | grep -oE '(^|[ ,[])--[a-z][a-z-]+' | tr -d ' ,[' | LC_ALL=C sort -u >"$written"
test -s "$shown"
if ! diff "$shown" "$written"; then
  echo 'manpage: "<" is in --help and not in the page, ">" is in the page and not in --help' >&2
  exit 1
fi
