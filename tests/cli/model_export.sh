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
