# SPDX-License-Identifier: LGPL-3.0-or-later
# Help and lists go to standard output, and a full disk there is noticed.
aefilter --version | grep -c '^aefilter [0-9]'
aefilter --help 2>&1 >/dev/null
aefilter --help | grep -c -e '^Usage:' -e '--resume' -e '^Exit status'
aefilter --help null | head -n 1
aefilter -h png | head -n 1 | cut -d: -f1
aefilter --help=pnm | tail -n 1
aefilter null --help --quiet | head -n 1
for what in stages models formats; do aefilter --list $what >/dev/null || echo "$what failed"; done
aefilter --list stages | cut -d' ' -f1 | while read -r stage; do
  aefilter --help "$stage" | grep -q "^aefilter $stage \[KEY=VALUE\]" || echo "no help on $stage"
done
test -w /dev/full || skip no /dev/full
aefilter --help >/dev/full
echo "status $?"
