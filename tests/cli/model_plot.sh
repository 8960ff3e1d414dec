# SPDX-License-Identifier: LGPL-3.0-or-later
# A drawing is whole or not there, the same whenever it is made, and what is wrong is said in one line.
printf 'x,y,label\n0,0,a\n1,2,b\n' >points.csv
printf 'step\tpixels\tloss\tl1\tlr\tpsnr\tseconds\n5\t50\t0.5\t0.5\t1e-3\t\t1\n9\t90\t0.4\t0.4\t1e-3\t21.5\t2\n' >run.log.tsv
cp points.csv a=b.csv
pgm 24 16 >in.pgm
model same.safetensors denoise
for kind in png svg; do
  status aemodel plot scatter points.csv -o a.$kind
  status aemodel plot scatter -o b.$kind ./a=b.csv title=
  LC_ALL=de_DE.UTF-8 aemodel plot scatter points.csv title= -o c.$kind
  same b.$kind c.$kind
  status aemodel plot loss run.log.tsv -o loss.$kind
  status aemodel plot strip same.safetensors --data in.pgm -o strip.$kind
done
head -c 8 a.png | tail -c 7 | head -n 1 | tr -d '\r'
head -n 1 a.svg
for words in "" "scater points.csv -o d.png" "scatter points.csv" "scatter points.csv -o d.gif" "scatter -o d.png" \
  "curves points.csv points.csv -o d.png" "scatter points.csv columns=q -o d.png" "scatter points.csv titel=x -o d.png" \
  "strip same.safetensors -o d.png" "filters same.safetensors -o d.png" "scatter none.csv -o d.png" \
  "scatter points.csv -o none/d.png"; do
  status aemodel plot $words 2>&1 | sed 's/\(Plots\|Keys\): .*/\1/'
done
aemodel plot --help | grep -c '^  scatter MODEL|TABLE.csv'
ls
