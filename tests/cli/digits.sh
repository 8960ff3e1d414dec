# SPDX-License-Identifier: LGPL-3.0-or-later
# The shipped digits: made up by seed, encoded and decoded as reconstructed, packed; by label; at most 2 MB each.
aefilter --list models | grep -q ' digits-cvae ' || skip "the models are not there"
aefilter sample model=digits-vae n=3 --seed 5 -f pnm >a.pgm
aefilter sample model=digits-vae n=3 --seed 5 -f pnm -j 1 | cmp - a.pgm
aefilter sample model=digits-vae n=3 --seed 6 -f pnm | cmp -s - a.pgm && echo "seed 6 gives what seed 5 gives"
aefilter sample model=digits-vae prior=mixture n=2 -f pnm | head -n 2 | tr '\n' ' '
aefilter reconstruct model=digits-vae <a.pgm >whole.pgm
aefilter encode model=digits-vae decode model=digits-vae -f pnm <a.pgm | cmp - whole.pgm
aefilter encode model=digits-vae -f csv <a.pgm | awk -F , '{ print NF }'
aefilter pack model=digits-vae <a.pgm | aefilter unpack -f pnm | wc -c
aefilter sample model=digits-cvae prior=full label=0-9 n=1 -f pnm >ten.pgm
aefilter reconstruct model=digits-cvae label=7 -i ten.pgm -f pnm | wc -c
status aefilter sample model=digits-cvae -o no.pgm 2>&1
for file in digits-vae digits-cvae; do
  find "${AEFILTER_MODELS%%:*}" -name "$file.safetensors" -size -2000k | wc -l
done
