# SPDX-License-Identifier: LGPL-3.0-or-later
# What is wrong with a command line is said in one line, and the exit status is 2.
model same.safetensors denoise
status aemodel 2>&1 | tail -n 2
for words in evil "info" "info a b" "info --diagarm a" "eval same.safetensors" "eval same.safetensors --data . --precision f16" \
  "eval same.safetensors --data . -j -1" "eval same.safetensors --data . sgima=1" "eval same.safetensors --data . 25" \
  "export same.safetensors" "export same.safetensors -o x.onnx" "card" "train"; do
  status aemodel $words 2>&1
done
status aemodel train missing.ini 2>&1
