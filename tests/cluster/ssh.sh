# SPDX-License-Identifier: LGPL-3.0-or-later
# The loop over hosts, with shells in the place of ssh.
photos
script enlarge.ssh
printf '#!/bin/sh\ncd / && exec sh -c "$2"\n' > shell
chmod +x shell
SSH="$PWD/shell" ./enlarge.ssh one two three
compare big-*.tsv
