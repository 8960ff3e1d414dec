# SPDX-License-Identifier: LGPL-3.0-or-later
# The PCA of a data set is a model, and models of examples are measured: a title, and a row for each measure.

# idx N SEED: N pictures of 4 x 3 in IDX form, and in labels N labels 0, 1, 0, 1, ...
idx() {
  printf '\000\000\010\003\000\000\000'"\\$(printf %03o "$1")"'\000\000\000\003\000\000\000\004'
  LC_ALL=C awk -v n="$1" -v seed="$2" 'BEGIN { for (i = 0; i < n * 12; i++) printf "%c", 1 + (i * i * 7 + i % 12 * seed) % 120 }'
}
labels() {
  printf '\000\000\010\001\000\000\000'"\\$(printf %03o "$1")"
  for i in $(seq "$1"); do printf "\\00$((i % 2))"; done
}

mkdir data
idx 40 3 >data/train-images-idx3-ubyte
labels 40 >data/train-labels-idx1-ubyte
idx 30 5 >data/t10k-images-idx3-ubyte
labels 30 >data/t10k-labels-idx1-ubyte

status aemodel pca --data data codes=3 -o three.safetensors
aemodel info ./three.safetensors | sed -n '/^# pca/,$p'
aemodel eval three.safetensors --data data | cut -f 1,3
aemodel eval three.safetensors --data data -j 1 >one.tsv
aemodel eval three.safetensors --data data -j 3 >three.tsv
same one.tsv three.tsv
awk -F '\t' 'NF != 3 { print "not three columns: " $0 } $1 == "mse" && $2 > 0 && $2 < 0.05 { print "an error of some size" }' one.tsv
aemodel eval three.safetensors --data data measures=angle,orthonormality | awk -F "\t" "NR > 1 { print \$1, \$2 < 1e-3 }"
aemodel eval three.safetensors --data data each=1 n=2 | cut -f 1,2
for words in "measures=psrn" "measures=kl" "n=0" "smaples=3" "seed" "kind=idex" "corrupt=gauss"; do
  status aemodel eval three.safetensors --data data $words 2>&1 | sed 's/\(Measures\|Keys\|Kinds of data\|Corruptions\): .*/\1/'
done
status aemodel eval three.safetensors 2>&1
status aemodel pca --data data code=3 -o no.safetensors 2>&1 | sed 's/Keys: .*/Keys/'
status aemodel pca --data data codes=13 -o no.safetensors 2>&1
status aemodel pca --data data 2>&1
status aemodel pca --data data -o no.onnx 2>&1
ls
