# SPDX-License-Identifier: LGPL-3.0-or-later
# A disk that fills up in the midst of a folder: each file that did not fit is named, the others are whole, and when
# there is room again the folder is completed.
mkdir in small
for i in 1 2 3 4 5 6; do pgm 150 200 $i > in/$i.pgm; done
cat > inside <<'INSIDE'
mount -t tmpfs -o size=100k none small
aefilter null -i in -o small/out --jobs 1
echo "status $?"
find small -name '.*' -type f
for file in small/out/*.pgm; do cmp "in/${file##*/}" "$file" && echo whole; done
mount -o remount,size=1m small
aefilter null -i in -o small/out --resume
echo "status $?"
diff -r in small/out && echo equal
INSIDE
for own in 'unshare --mount' 'unshare --user --map-root-user --mount' none; do
  $own mount -t tmpfs none small 2>/dev/null && break
done
test "$own" != none || skip no file system may be mounted here
$own sh inside
