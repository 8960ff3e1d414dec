# SPDX-License-Identifier: LGPL-3.0-or-later
# Help goes to standard output, and a full disk there is noticed.
aemodel --version | grep -c '^aemodel [0-9]'
aemodel --help 2>&1 >/dev/null
for verb in train pca eval info fit attribute plot text export card; do
  aemodel --help | grep -c "^  aemodel $verb "
  aemodel $verb --help | head -n 2 | tail -n 1 | cut -d' ' -f3-4
done
test -w /dev/full || skip no /dev/full
model same.safetensors denoise
for words in --help "info same.safetensors" "card same.safetensors"; do
  aemodel $words 2>&1 >/dev/full
  echo "status $?"
done
