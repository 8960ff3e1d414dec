# SPDX-License-Identifier: LGPL-3.0-or-later
# GNU parallel: eight parts on two slots equal the single run; so they do by its sequence number.
parallel --version 2>/dev/null | grep -q '^GNU parallel' || skip no GNU parallel
export HOME="$PWD"
photos
script enlarge.parallel
./enlarge.parallel
compare big-*.tsv
rm -r big big-*.tsv
parallel -j 3 -N0 aefilter upscale scale=4 -i photos -o big --shard auto/8 -j 1 --report big-{#}.tsv ::: 1 2 3 4 5 6 7 8
compare big-*.tsv
