#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# exports.sh LIBRARY HEADERS: the shared library must export just the functions that the public headers mark AE_API.
set -eu
headers=$(mktemp)
exported=$(mktemp)
trap 'rm -f "$headers" "$exported"' EXIT
sed -n 's/^AE_API [^(]*[ *]\(ae_[a-z0-9_]*\)(.*/\1/p' "$2"/*.h | LC_ALL=C sort >"$headers"
# _edata and _end are the linker's, which a library that this one uses may ask for; _Z.. is what C++ makes of its own
# templates in core/face/find_opencv.cc, weak as in every C++ library.
nm -D --defined-only "$1" | awk '$3 !~ /^(__|_Z|_edata$|_end$)/ { print $3 }' | LC_ALL=C sort >"$exported"
test -s "$headers"
if ! diff "$headers" "$exported"; then
  echo 'exports: "<" is declared in a header but not in the library, ">" is in the library but in no header' >&2
  exit 1
fi
