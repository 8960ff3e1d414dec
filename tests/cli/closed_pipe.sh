# SPDX-License-Identifier: LGPL-3.0-or-later
# Where the reader goes away we die quietly of SIGPIPE, as other filters do; where SIGPIPE is ignored, status 1.
pgm 2000 1000 > big.pgm
{ aefilter null < big.pgm; echo "status $?" > status; } | head -c 10 >/dev/null
cat status
(trap '' PIPE; { aefilter null < big.pgm; echo "status $?" > status; } | head -c 10 >/dev/null)
cat status
