#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# gimp2_window.sh GIMP PLUGIN AEFILTER: one Ctrl+Z in GIMP 2.10 takes back an effect, and an enlarged image; an effect that
# is ended while it works, as GIMP does on Cancel, leaves the image as it was.
# The procedural database has no undo, so that GIMP runs on a display of its own. A script applies the action, says so by a
# file, and goes on when the image is as clean as it was before. Skipped where Xvfb or xdotool is not installed.
set -eu
gimp=$1
plugin=$(realpath "$2")
aefilter=$(realpath "$3")
. "$(dirname "$0")/gimp2_display.sh"
echo "(plug-in-path \"$work/config/plug-ins:\${gimp_plug_in_dir}/plug-ins\")" >config/gimprc
awk 'BEGIN { srand(1); print "P3 90 60 255"; for (i = 0; i < 16200; i++) print int(80 + 90 * rand()) }' |
  "$aefilter" null -q -f png -o in.png

cat >undo.scm <<EOF
(load "$here/gimp2.scm")
(define (touch path) (close-port (open-output-file path)))
(define (wait-for-undo image) (while (= (first (gimp-image-is-dirty image)) TRUE) (usleep 100000)))
(define (try name action)
  (let* ((image (first (gimp-file-load RUN-NONINTERACTIVE "in.png" "in.png")))
         (layer (first (gimp-image-get-active-layer image)))
         (display (first (gimp-display-new image))))
    (save layer (string-append name "-before.png"))
    (gimp-image-clean-all image)
    (action image layer)
    (gimp-displays-flush)
    (save (first (gimp-image-get-active-layer image)) (string-append name "-done.png"))
    (touch (string-append name "-ready"))
    (wait-for-undo image)
    (save (first (gimp-image-get-active-layer image)) (string-append name "-undone.png"))
    (touch (string-append name "-finished"))
    (gimp-display-delete display)))
(try "effect" (lambda (image layer) (plug-in-aefilter-denoise RUN-NONINTERACTIVE image layer 1 -1 "")))
(define (try-cancel)
  (let* ((image (first (gimp-file-load RUN-NONINTERACTIVE "in.png" "in.png")))
         (ignored (gimp-image-scale image 3000 2000))
         (layer (first (gimp-image-get-active-layer image))))
    (save layer "cancel-before.png")
    (gimp-image-clean-all image)
    (touch "cancel-ready")
    (if (not (eq? (catch 'ended (plug-in-aefilter-denoise RUN-NONINTERACTIVE image layer 1 -1 "")) 'ended))
        (error "the effect was not ended"))
    (if (= (first (gimp-image-is-dirty image)) TRUE) (error "the image has changed"))
    (save layer "cancel-undone.png")
    (touch "cancel-finished")))
(try "size" (lambda (image layer) (plug-in-aefilter-upscale RUN-NONINTERACTIVE image layer FALSE 2 "")))
(try-cancel)
EOF

open_display
GIMP2_DIRECTORY=$work/config LC_ALL=C.UTF-8 LANGUAGE=C "$gimp" -d -f --no-splash -b '(load "undo.scm")' >gimp.log 2>&1 &
gimp_pid=$!

# wait_for FILE: as long as GIMP runs, and a minute at most.
wait_for() {
  tries=0
  until [ -e "$1" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ] || ! kill -0 "$gimp_pid" 2>/dev/null || grep -qs 'execution error' gimp.log; then
      echo "waited for $1 in vain"
      cat gimp.log
      exit 1
    fi
    sleep 0.5
  done
}

# same NAME STATE: whether the picture in that state is the one before.
same() {
  for state in before "$2"; do
    "$aefilter" null -q -f pam -i "$1-$state.png" -o "$1-$state.pam"
  done
  cmp "$1-before.pam" "$1-$2.pam"
}

status=0
for name in effect size; do
  wait_for "$name-ready"
  sleep 2 # the window shows what is new, and takes keys
  xdotool windowfocus "$(xdotool search --onlyvisible --name 'GIMP$' | head -n 1)" key ctrl+z
  wait_for "$name-finished"
  if same "$name" done >/dev/null; then echo "$name: nothing was done"; status=1; fi
  if ! same "$name" undone; then echo "$name: undo has not given the original"; status=1; fi
done

wait_for cancel-ready
until worker=$(pgrep -P "$gimp_pid" -f "^$work/config/plug-ins/aefilter"); do sleep 0.05; done
sleep 0.2
kill -KILL "$worker"
wait_for cancel-finished
if ! same cancel undone; then echo "cancel: the image has changed"; status=1; fi
exit $status
