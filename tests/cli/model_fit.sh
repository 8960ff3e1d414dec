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
