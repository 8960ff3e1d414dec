# SPDX-License-Identifier: LGPL-3.0-or-later
# What the tests of an installation share. Each prints what is wrong and exits 1.
set -eu
linguas=$(cd "$(dirname "$0")/../.." && pwd)/po/LINGUAS

fail() {
  echo "install: $*" >&2
  exit 1
}

# compare LISTED: the names on standard input are those of LISTED, which are sorted here; headers and models apart, of
# which there must be some.
compare() {
  names=$(cat)
  echo "$names" | grep -q 'models/[a-z0-9]*\.safetensors$' || fail 'no models'
  echo "$names" | grep -v -e '/include/aefilter/[a-z]*\.h$' -e '/aefilter/models/' | LC_ALL=C sort -u >found.txt
  echo "$1" | LC_ALL=C sort >wanted.txt
  diff -u wanted.txt found.txt || fail 'the list of files is not as it should be (-: missing, +: too much)'
  if grep 'gegl.*\.json$' found.txt; then
    fail 'a .json in a folder of GEGL, which takes it for an operation'
  fi
}

# catalogues FOLDER: their names, a line each.
catalogues() { sed "s|.*|$1/&/LC_MESSAGES/aefilter.mo|" "$linguas"; }

# starts_anywhere FILE...: none of them looks for libaefilter or in a folder of its own.
starts_anywhere() {
  for file in "$@"; do
    if readelf -d "$file" | grep -e 'NEEDED.*libaefilter' -e RPATH -e RUNPATH; then
      fail "$file does not start everywhere"
    fi
  done
}
