# SPDX-License-Identifier: LGPL-3.0-or-later
# What is exported is a model again; a failed export leaves no file.
model same.safetensors denoise
status aemodel export same.safetensors -o copy.safetensors
status aemodel export copy.safetensors -o again.safetensors --half
same copy.safetensors again.safetensors
aemodel info copy.safetensors >copy.txt
aemodel info same.safetensors >same.txt
same copy.txt same.txt
status aemodel export same.safetensors -o missing/copy.safetensors 2>&1 | sed 's/copy.safetensors.*: /copy.safetensors: /'
ls
# Halves of an autoencoder are models too (R12), and keep what is stored for its codes.
autoencoder whole.safetensors whole
status aemodel export whole.safetensors -o decoder.safetensors --decoder
status aemodel export whole.safetensors -o encoder.safetensors --encoder --half
for half in decoder encoder; do
  aemodel info $half.safetensors | grep -c -e reshape -e flatten
  grep -c quantise.code8.step $half.safetensors
done
status aemodel export whole.safetensors -o half.safetensors --encoder --decoder 2>&1
status aemodel export same.safetensors -o half.safetensors --encoder 2>&1
test ! -e half.safetensors
