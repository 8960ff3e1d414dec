# SPDX-License-Identifier: LGPL-3.0-or-later
# The card is written into the model, and nothing else of it changes.
model same.safetensors denoise
aemodel card same.safetensors
printf '# New\n"quoted" \\ \t \320\226\n' >card.md
cp same.safetensors before.safetensors
status aemodel card same.safetensors card.md
aemodel card same.safetensors >printed.md
same card.md printed.md
aemodel info same.safetensors | sed '/^# /,$d' >after.txt
aemodel info before.safetensors | sed '/^# /,$d' >before.txt
same before.txt after.txt
cp same.safetensors kept.safetensors
printf '\377' >latin.md
status aemodel card same.safetensors latin.md 2>&1
status aemodel card same.safetensors missing.md 2>&1
same same.safetensors kept.safetensors
ls
