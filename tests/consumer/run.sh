#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# run.sh ROOT OUT: builds consumer.c against what was installed under ROOT, as a stranger would, and looks for the rest of it.
# The pkg-config file is copied beside OUT with its prefix moved below ROOT.
set -eu
root=$1
out=$2
pc=$(find "$root" -name aefilter.pc)
sed "s|^prefix=|prefix=$root|" "$pc" >"$(dirname "$out")/aefilter.pc"
PKG_CONFIG_PATH=$(dirname "$out")
export PKG_CONFIG_PATH
cc -Wall -Werror "$(dirname "$0")/consumer.c" -o "$out" $(pkg-config --cflags --libs aefilter)
LD_LIBRARY_PATH=$(dirname "$(find "$root" -name 'libaefilter.so' | head -n 1)")
export LD_LIBRARY_PATH
"$out" | grep -q '^stage null: '
for name in bin/aefilter bin/aemodel share/man/man1/aefilter.1 share/man/man1/aemodel.1 share/aefilter/models; do
  test -n "$(find "$root" -path "*/$name" | head -n 1)" || {
    echo "not installed: $name" >&2
    exit 1
  }
done
test -n "$(find "$root" -path '*/share/aefilter/models/*.safetensors' | head -n 1)"
"$(find "$root" -path '*/bin/aefilter')" --version
