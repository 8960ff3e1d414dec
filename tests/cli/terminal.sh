# SPDX-License-Identifier: LGPL-3.0-or-later
# Without input on a terminal there is a word instead of a hang; no picture is written to a terminal.
command -v script >/dev/null || skip no script
pgm 9 7 > a.pgm
script -qec "aefilter null; echo status \$?" /dev/null </dev/null | tr -d '\r'
script -qec "aefilter null -i a.pgm; echo status \$?" /dev/null </dev/null | tr -d '\r'
script -qec "aefilter null < a.pgm > b.pgm; echo status \$?" /dev/null </dev/null | tr -d '\r'
same a.pgm b.pgm
