# SPDX-License-Identifier: LGPL-3.0-or-later
# fit and attribute write into the model what is found out about its codes (R56, R80); a wrong call changes nothing.
autoencoder whole.safetensors whole
cp whole.safetensors before.safetensors
for i in 1 2 3; do
  pgm 3 2 $i >with$i.pgm
  pgm 3 2 $((i + 20)) >without$i.pgm
done
mkdir with
mv with?.pgm with
ls without?.pgm >without.txt
status aemodel attribute whole.safetensors --with with --without without.txt --name smile
status aemodel attribute whole.safetensors --with with --without without.txt --name 'a smile' 2>&1
status aemodel attribute whole.safetensors --with with --name smile 2>&1
status aemodel attribute whole.safetensors --with nothing --without with --name hat 2>&1 | sed 's/:.*//'
grep -c attribute.smile.shift whole.safetensors
{ printf '\0\0\10\3\0\0\0\4\0\0\0\2\0\0\0\3'; printf abcdefghijklmnopqrstuvwx; } >train-images-idx3-ubyte
status aemodel fit whole.safetensors --data . held_out=0 kind=idx | sed "s,density.*,density,"
status aemodel fit whole.safetensors --data . prior=mixture components=9 held_out=0 kind=idx 2>&1 | tail -n 1
status aemodel fit whole.safetensors --data . prior=gauss 2>&1
status aemodel fit 2>&1
grep -c -e prior.diagonal.mean whole.safetensors
test ! -e nothing
# By a table of the data that the model was trained with; and the user's own, which are not in the model's file.
export XDG_DATA_HOME="$PWD/home"
mkdir faces
echo "file,smiling,male" >table.csv
for i in 1 2 3 4 5 6 7 8; do
  pgm 3 2 $i >faces/p${i}_0001.pgm
  echo "p${i}_0001.pgm,0.$((i % 2 * 9))5,0.$((i / 4 * 4))" >>table.csv
done
status aemodel attribute whole.safetensors --data faces --labels table.csv --column=-smiling,smiling --name frown,grin balance=male \
  held_out=0 2>&1 | cut -f 1-5
status aemodel attribute whole.safetensors --data faces --labels table.csv --name grin 2>&1
status aemodel attribute whole.safetensors --column smiling --with with --name grin 2>&1
status aemodel attribute whole.safetensors --column smiling --name grin 2>&1
status aemodel attribute whole.safetensors --data faces --labels table.csv --column smiling --name own own=yes held_out=0 | cut -f 1-3
files home
