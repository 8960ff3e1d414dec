# SPDX-License-Identifier: LGPL-3.0-or-later
# The shards are disjoint and together everything, also where the output's names differ from the input's.
mkdir -p in/sub
for i in 1 2 3 4 5 6 7 8 9; do
  pgm 9 7 $i > in/$i.pgm
  pgm 9 7 $i > in/sub/$i.pgm
done
for k in 1 2 3; do
  aefilter null -i in -o out$k --shard $k/3
  test -n "$(files out$k)" || echo "shard $k is empty"
done
for k in 1 2 3; do files out$k; done | sort | uniq -c | awk '{ print $1 }' | uniq -c | awk '{ print $1 " files, each " $2 " time" }'
aefilter null -i in -o png2 --shard 2/3 -f png
test "$(files out2 | sed s/pgm/png/)" = "$(files png2)" || echo "another format makes other shards"
aefilter null -i in -o all --jobs 3
for k in 1 2 3; do cp -r out$k/. merged; done
diff -r all merged && diff -r all in && echo equal
