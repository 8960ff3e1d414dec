#!/bin/sh
# SPDX-License-Identifier: LGPL-3.0-or-later
# docs.sh DOCS: what the lessons' pages must say.
set -eu
docs=$1/lessons
failed=0
# says FILE TEXT...: the file has all of them.
says() {
  file=$docs/$1
  shift
  for text; do
    grep -qF "$text" "$file" || { echo "$file does not say: $text" && failed=1; }
  done
}

# R16: 256 levels, not the printed 255 (E10)
says questions.md '256^(3\*256\*256) = 10^473479'
# R115: the six answers
says questions.md 'From raw data, without labels' 'picture → code' 'Variational autoencoder' 'all of the above' \
  'Can an autoencoder remove noise?** Yes' 'TF loss. There are two terms'
# R116: what the courses send to, and the papers behind the formulas
says literature.md blog.keras.io neurohive.io kvfrans.com ijdykeman countbayesie 1312.6114 1406.5298 1406.2661 \
  'Kullback' 'Bourlard' 'Baldi' 'Oja' 'Plaut' 'Bromley' 'Chopra' 'Hadsell' 'Ng 2011' 'Erhan' 'Dumoulin' 'Odena' 'Sohn'
# R40: every erratum
for i in $(seq 1 28); do
  says errata.md "| E$i |"
done
exit $failed
