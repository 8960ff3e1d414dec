#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# catalogue_folders.sh FOLDER PO...: FOLDER/LANGUAGE/LC_MESSAGES/aefilter.mo of each LANGUAGE.po.
set -eu
folder=$1
shift
for po in "$@"; do
  place=$folder/$(basename "$po" .po)/LC_MESSAGES
  mkdir -p "$place"
  msgfmt -c -o "$place/aefilter.mo" "$po"
done
touch "$folder"
