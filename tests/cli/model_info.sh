# SPDX-License-Identifier: LGPL-3.0-or-later
# A model's description and its drawing; what is not a model is refused in one line.
model same.safetensors denoise
aemodel info ./same.safetensors --diagram
aemodel info ./same.safetensors | head -n 1
head -c 200 same.safetensors >short.safetensors
sed 's/"margin":"0"/"margin":"8"/' same.safetensors >margin.safetensors
sed 's/e3b0/e3b1/' same.safetensors >sum.safetensors
pgm 9 7 >picture.safetensors
for damaged in short margin sum picture missing; do
  aemodel info "./$damaged.safetensors" 2>&1 >/dev/null
  echo "status $?"
done
status aemodel info sane 2>&1 | sed 's/ Found: .*//'
AEFILTER_MODELS=$PWD status aemodel info sane 2>&1 | sed 's/ (in .*//; s/\(, short, sum\), .*/\1/'
AEFILTER_MODELS=$PWD aemodel info same | head -n 2
