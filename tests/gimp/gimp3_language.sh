#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# gimp3_language.sh PLUGIN CATALOGUES LOCALES: in Russian, GIMP 3 has the plug-in's menu entries, its own sub-menu, and arguments in
# Russian, and their names as ever. CATALOGUES and LOCALES are folders, as tests/po/russian.sh has them.
set -eu
plugin=$(realpath "$1")
catalogues=$2 locales=$3
. "$(dirname "$0")/../po/russian.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/aefilter-gimp3-XXXXXX")
trap 'rm -rf "$work"' EXIT
export GIMP3_DIRECTORY="$work/profile" XDG_CACHE_HOME="$work/cache" XDG_DATA_HOME="$work/data" AE_SAID="$work/said"
mkdir -p "$GIMP3_DIRECTORY" "$work/plug-ins/aefilter" "$XDG_CACHE_HOME" "$XDG_DATA_HOME"
ln -s "$plugin" "$work/plug-ins/aefilter/aefilter"
ln -s "$(pkg-config --variable=gimplibdir gimp-3.0)/plug-ins/python-eval" "$work/plug-ins/python-eval"
echo "(plug-in-path \"$work/plug-ins\")" >"$GIMP3_DIRECTORY/gimprc"
cat >"$work/say.py" <<'EOF'
import os
from gi.repository import Gimp
with open(os.environ['AE_SAID'], 'w', encoding='utf-8') as said:
    for name in 'plug-in-aefilter-upscale', 'plug-in-aefilter-morph':
        procedure = Gimp.get_pdb().lookup_procedure(name)
        print(procedure.get_menu_label(), *procedure.get_menu_paths(), procedure.get_blurb(), sep='\n', file=said)
        for argument in procedure.get_arguments():
            print(argument.name, argument.nick, argument.blurb, sep=': ', file=said)
EOF
timeout -k 10 200 gimp-console-3.0 --no-interface --no-data --batch-interpreter=python-fu-eval \
  --batch "exec(open('$work/say.py').read())" --quit >"$work/log" 2>&1 || true
cat "$work/said" || { cat "$work/log"; exit 1; }
for wanted in 'Увеличение (автоэнкодер)...' '<Image>/Filters/Enhance' '<Image>/Filters/Лица' 'scale: Кратность: .*от 1 до 8' \
  'new-image: Как новое изображение:' 'way: Путь: .*по прямой, по дуге'; do
  grep -q "^$wanted" "$work/said" || { echo "missing: $wanted"; exit 1; }
done
