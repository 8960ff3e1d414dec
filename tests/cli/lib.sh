# SPDX-License-Identifier: LGPL-3.0-or-later
# What the cases share. A case prints what is compared; "status COMMAND..." also prints its exit status.

status() {
  "$@"
  echo "status $?"
}

# pgm WIDTH HEIGHT [SEED]: a grey picture of printable bytes.
pgm() {
  LC_ALL=C awk -v w="$1" -v h="$2" -v seed="${3:-0}" \
    'BEGIN { printf "P5\n%d %d\n255\n", w, h; for (i = 0; i < w * h; i++) printf "%c", 33 + (i * 37 + seed) % 90 }'
}

# files FOLDER: the relative names of all files below it, one a line.
files() {
  (cd "$1" && find . -type f | LC_ALL=C sort)
}

# same A B: says so where they are not.
same() {
  cmp -s "$1" "$2" || echo "$1 and $2 differ"
}

skip() {
  echo "skipped: $*"
  exit 77
}
