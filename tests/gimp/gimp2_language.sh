#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# gimp2_language.sh GIMP PLUGIN CATALOGUES LOCALES: in Russian, GIMP 2.10 opens the plug-in's dialog under its Russian title, is told the
# catalogue that its menus are translated by, and shows a refusal in Russian. CATALOGUES and LOCALES are folders,
# as tests/po/russian.sh has them. On a display of its own; skipped where Xvfb or xdotool is not installed.
set -eu
gimp=$1
plugin=$(realpath "$2")
catalogues=$3 locales=$4
. "$(dirname "$0")/../po/russian.sh"
. "$(dirname "$0")/gimp2_display.sh"
ln -s "$(pkg-config --variable=gimplibdir gimp-2.0)/plug-ins/script-fu" config/plug-ins/script-fu
echo "(plug-in-path \"$work/config/plug-ins\")" >config/gimprc
cat >language.scm <<EOF
(load "$here/gimp2.scm")
(define (layer-of image)
  (let ((layer (first (gimp-layer-new image 64 48 RGB-IMAGE "layer" 100 LAYER-MODE-NORMAL))))
    (gimp-image-insert-layer image layer 0 0)
    layer))
(define image (first (gimp-image-new 64 48 RGB)))
(define layer (layer-of image))
(gimp-item-set-lock-content layer TRUE)
(catch 'refused (plug-in-aefilter-denoise RUN-NONINTERACTIVE image layer 1 -1 ""))
(define refusal (open-output-file "refusal"))
(display last-error refusal)
(close-port refusal)
(gimp-item-set-lock-content layer FALSE)
(gimp-display-new image)
(plug-in-aefilter-denoise RUN-INTERACTIVE image layer 1 -1 "")
EOF

open_display
GIMP2_DIRECTORY=$work/config "$gimp" -d -f --no-splash -c \
  -b '(load "language.scm")' >gimp.log 2>&1 &
gimp_pid=$!

tries=0
until xdotool search --onlyvisible --name '^Подавление шума'; do
  tries=$((tries + 1))
  if [ "$tries" -gt 120 ] || ! kill -0 "$gimp_pid" 2>/dev/null; then
    echo 'waited for the dialog in vain; windows:'
    xdotool search --onlyvisible --name . getwindowname %@ || true
    cat gimp.log
    exit 1
  fi
  sleep 0.5
done
grep 'заблокированы' refusal || { cat refusal; echo 'that is not Russian'; exit 1; }
grep '(locale-def "aefilter" "'"$catalogues"'")' config/pluginrc || { echo 'GIMP knows of no catalogue'; exit 1; }
