# SPDX-License-Identifier: LGPL-3.0-or-later
# A folder we may not write, a file and a folder we may not read: named, and the rest is done.
if [ "$(id -u)" -eq 0 ]; then
  as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
  chmod 755 ..
  $as_user aefilter --version >/dev/null 2>&1 || skip root reads and writes everywhere, and another user cannot run it
fi
mkdir -p in/closed in/open out own
: > own.tsv
pgm 9 7 > in/a.pgm
pgm 9 7 > in/b.pgm
pgm 9 7 > in/open/c.pgm
pgm 9 7 > in/closed/d.pgm
if [ "$(id -u)" -eq 0 ]; then chown -R 65534 in out own own.tsv; fi
chmod 500 out
status $as_user aefilter null -i in -o out 2>&1 | sort
chmod 700 out
files out
chmod 0 in/b.pgm in/closed
status $as_user aefilter null -i in -o own --report own.tsv
cut -f 1,3,6 own.tsv
chmod 600 in/b.pgm
chmod 700 in/closed
files own
$as_user aefilter null -i in -o own --resume
diff -r in own && echo equal
