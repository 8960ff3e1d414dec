# SPDX-License-Identifier: LGPL-3.0-or-later
# text turns lines into the rows of numbers that a model of text works on, and back (R51).
header='{"__metadata__":{"format":"aefilter-1","task":"reconstruct","name":"pairs","range":"0..1","margin":"0","data":"kind=text letters=abc",'
header=$header'"code":"z","arch":"x input channels=8 height=1 width=1\nz flatten\ny reshape channels=8 height=1 width=1",'
header=$header'"card":"# Pairs\n","sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}'
printf "$(printf '\\%03o\\%03o' $((${#header} % 256)) $((${#header} / 256)))\\0\\0\\0\\0\\0\\0%s" "$header" >pairs.safetensors
printf 'ab\nc\r\nbb' | aemodel text pairs.safetensors --rows
printf 'ab\nc\nbb' | aemodel text pairs.safetensors --rows | aemodel text pairs.safetensors
echo "0.1;0.3;0.2;0.2;0;0;9;-1" | aemodel text pairs.safetensors
echo "1,0,0,0,0,0,0,1" | aemodel text pairs.safetensors
printf 'ab\nabc\n' | status aemodel text pairs.safetensors --rows 2>&1
printf '1,2\n' | status aemodel text pairs.safetensors 2>&1
status aemodel text 2>&1 </dev/null
model same.safetensors denoise
status aemodel text same.safetensors 2>&1 </dev/null
