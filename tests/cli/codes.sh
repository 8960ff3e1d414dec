# SPDX-License-Identifier: LGPL-3.0-or-later
# Codes as a table: a line a picture (R26), a column a number (R2, R9), the same by any threads; decoding them gives what
# reconstruct gives, through pipes too (R8). Tables and sound pass the same program as
# pictures (R3).
header='{"__metadata__":{"format":"aefilter-1","task":"reconstruct","name":"quarters","range":"0..1","margin":"2",'
header=$header'"code":"z","arch":"x input channels=1 height=4 width=6\nz max_pool\ny upsample factor=2","card":"# Quarters\n",'
header=$header'"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}'
printf "$(printf '\\%03o\\%03o' $((${#header} % 256)) $((${#header} / 256)))\\0\\0\\0\\0\\0\\0%s" "$header" >quarters.safetensors
for i in 1 2 3 4 5 6 7; do
  pgm 6 4 "$i"
done >seven.pgm
quarters=model=./quarters.safetensors
aefilter encode "$quarters" -f csv <seven.pgm >codes.csv
awk -F , 'NF != 6 { print "line " NR " has " NF " numbers" } END { print NR " lines" }' codes.csv
aefilter encode "$quarters" -f csv -j 1 <seven.pgm | cmp - codes.csv
aefilter encode "$quarters" -f csv -j 2 <seven.pgm | cmp - codes.csv
aefilter reconstruct "$quarters" <seven.pgm >made.pgm
aefilter encode "$quarters" decode "$quarters" <seven.pgm | cmp - made.pgm
for format in csv npy; do
  aefilter encode "$quarters" -f "$format" <seven.pgm | aefilter decode "$quarters" -f pnm | cmp - made.pgm
done
printf '1,4\n2,6\n3,8\n4,10\n' >two.csv
aefilter null <two.csv | cmp - two.csv
aefilter null -f npy <two.csv | aefilter null -f csv | cmp - two.csv
status aefilter reconstruct "$quarters" 2>&1 <two.csv
printf 'RIFF\50\0\0\0WAVEfmt \20\0\0\0\1\0\1\0\100\37\0\0\200\76\0\0\2\0\20\0data\4\0\0\0\0\100\0\300' >two.wav
aefilter null <two.wav | cmp - two.wav
aefilter null -f csv <two.wav
header='{"__metadata__":{"format":"aefilter-1","task":"reconstruct","name":"pair","range":"0..1","margin":"0","code":"z",'
header=$header'"arch":"x input channels=2 height=1 width=1\nz flatten\ny reshape channels=2 height=1 width=1","card":"# Pair\n",'
header=$header'"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}'
printf "$(printf '\\%03o\\%03o' $((${#header} % 256)) $((${#header} / 256)))\\0\\0\\0\\0\\0\\0%s" "$header" >pair.safetensors
aefilter encode model=./pair.safetensors -f csv <two.wav
aefilter reconstruct model=./pair.safetensors <two.wav | cmp - two.wav
aefilter reconstruct model=./pair.safetensors <two.csv | cmp - two.csv
