# SPDX-License-Identifier: LGPL-3.0-or-later
# What the cases share. A case prints what is compared; "status COMMAND..." also prints its exit status.

status() {
  "$@"
  echo "status $?"
}

# pgm WIDTH HEIGHT [SEED]: a grey picture of printable bytes.
pgm() {
  LC_ALL=C awk -v w="$1" -v h="$2" -v seed="${3:-0}" \
    'BEGIN { printf "P5\n%d %d\n255\n", w, h; for (i = 0; i < w * h; i++) printf "%c", 33 + (i * 37 + seed) % 90 }'
}

# files FOLDER: the relative names of all files below it, one a line.
files() {
  (cd "$1" && find . -type f | LC_ALL=C sort)
}

# same A B: says so where they are not.
same() {
  cmp -s "$1" "$2" || echo "$1 and $2 differ"
}

skip() {
  echo "skipped: $*"
  exit 77
}

# model FILE TASK: a model without weights that gives red, green and blue back as they came.
model() {
  header='{"__metadata__":{"format":"aefilter-1","task":"'$2'","name":"same","range":"0..1","margin":"0","sigma_max":"55",'
  header=$header'"arch":"x input channels=4\ny slice x count=3","card":"# Same\n\nChanges nothing.\n",'
  header=$header'"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}'
  printf "$(printf '\\%03o\\%03o' $((${#header} % 256)) $((${#header} / 256)))\\0\\0\\0\\0\\0\\0%s" "$header" >"$1"
}

# autoencoder FILE NAME [STEP]: a model without weights whose code is the picture, 3 x 2 grey pixels, and whose ranges are
# 0 .. 1 in 255 steps, each the float of these four octal bytes.
autoencoder() {
  step=${3:-'\201\200\200\073'} zero='\0\0\0\0'
  printf "$zero$zero$zero$zero$zero$zero$step$step$step$step$step$step" >"$1.ranges"
  header='{"__metadata__":{"format":"aefilter-1","task":"reconstruct","name":"'$2'","range":"0..1","margin":"0","code":"z",'
  header=$header'"arch":"x input channels=1 height=2 width=3\nz flatten\ny reshape channels=1 height=2 width=3",'
  header=$header'"card":"# Whole\n","sha256":"'
  header=$header$(sha256sum <"$1.ranges" | cut -d' ' -f1)'"},'
  header=$header'"quantise.code8.low":{"dtype":"F32","shape":[6],"data_offsets":[0,24]},'
  header=$header'"quantise.code8.step":{"dtype":"F32","shape":[6],"data_offsets":[24,48]}}'
  printf "$(printf '\\%03o\\%03o' $((${#header} % 256)) $((${#header} / 256)))\\0\\0\\0\\0\\0\\0%s" "$header" >"$1"
  cat "$1.ranges" >>"$1"
  rm "$1.ranges"
}
