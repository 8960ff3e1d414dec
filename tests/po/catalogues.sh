#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# catalogues.sh TEXT_ROWS SOURCE: po/rows.h lists what the tables' rows say today, each language of po/LINGUAS has all texts of it and
# of po/POTFILES translated and none besides, and po/POTFILES names every source that marks texts.
set -u
rows=$(realpath "$1")
source=$2
work=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-po-XXXXXX")
trap 'rm -rf "$work"' EXIT
status=0
export LC_ALL=C LANGUAGE=

wrong() {
  echo "$*"
  status=1
}

"$rows" >"$work/rows.h" || exit 1
diff -u "$source/po/rows.h" "$work/rows.h" || wrong 'po/rows.h is old: ninja po-rows, and translate what is new in po/*.po'

cd "$source" || exit 1
grep -lE '(^|[^a-z_A-Z])((N?_|ae_texts_plural)\("|ae_stage_note\()' core/*/*.c plugins/*/*.[ch] |
  grep -v -e '/texts\.h$' -e '/note\.c$' >"$work/marked"
grep -v '^po/rows.h$' po/POTFILES | sort | diff - "$work/marked" || wrong 'po/POTFILES: <: marks nothing, >: is missing'

grep -v '^po/rows.h$' po/POTFILES >"$work/files"
# As ninja aefilter-pot does it, with the rows of today.
xgettext -o "$work/all.pot" --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=ae_texts_plural:1,2 --keyword=ae_stage_note:3 \
  -f "$work/files" "$work/rows.h" || exit 1
while read -r language; do
  echo "$language: $(msgfmt -c --statistics -o /dev/null "po/$language.po" 2>&1)"
  msgfmt -c -o /dev/null "po/$language.po" || status=1
  msgcmp "po/$language.po" "$work/all.pot" || wrong "po/$language.po: what is named above is not translated"
  msgcmp --use-untranslated "$work/all.pot" "po/$language.po" || wrong "po/$language.po: what is named above is used no more"
  grep -q '^#~' "po/$language.po" && wrong "po/$language.po: #~: no longer used"
done <po/LINGUAS
exit $status
