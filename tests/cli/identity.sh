# SPDX-License-Identifier: LGPL-3.0-or-later
# null gives the bytes of PNM streams back, and the pixels of every format that holds them.
pgm 31 17 > a.pgm
pgm 5 40 9 > b.pgm
cat a.pgm b.pgm > stream.pgm
aefilter null < stream.pgm > out.pgm
same stream.pgm out.pgm
aefilter null null null < stream.pgm | aefilter null > out.pgm
same stream.pgm out.pgm
aefilter --list formats | while read -r format help; do
  case $help in *"(read only)") continue ;; esac
  aefilter null -f "$format" -i a.pgm -o "first.$format" 2>err || {
    grep -qE "cannot hold u8|holds codes" err || cat err
    continue
  }
  aefilter null < "first.$format" > "second.$format"
  case $format in jpeg | webp) continue ;; esac
  aefilter null -f pam < "first.$format" > 1.pam
  aefilter null -f pam < "second.$format" > 2.pam
  same 1.pam 2.pam
done
