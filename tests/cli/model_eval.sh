# SPDX-License-Identifier: LGPL-3.0-or-later
# Without noise, a model that changes nothing is perfect; with it, it is as good as the noisy picture.
model same.safetensors denoise
model other.safetensors cooking
mkdir pictures empty
pgm 40 24 >pictures/b.pgm
pgm 24 16 1 >pictures/a.pgm
echo text >pictures/notes.txt
aemodel eval same.safetensors --data pictures sigma=0
aemodel eval same.safetensors --data pictures sigma=25 -j 2 | awk -F '\t' '$1 == "mean" && $3 > 19 && $3 < 24 && $7 < $3 { print "as noisy as said" }'
aemodel eval same.safetensors --data pictures/a.pgm sigma=10 | cut -f 1,2
aemodel eval same.safetensors --data pictures sigma=25 >first.tsv
aemodel eval same.safetensors --data pictures sigma=25 -j 1 >second.tsv
same first.tsv second.tsv
status aemodel eval same.safetensors --data empty 2>&1
status aemodel eval same.safetensors --data missing 2>&1
status aemodel eval other.safetensors --data pictures 2>&1
head -c 100 pictures/b.pgm >pictures/c.pgm
status aemodel eval same.safetensors --data pictures sigma=0 2>&1 | tail -n 2
