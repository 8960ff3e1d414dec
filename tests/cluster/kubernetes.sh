# SPDX-License-Identifier: LGPL-3.0-or-later
# The arguments of the indexed job, for every index.
photos
script enlarge.yaml
words=$(tr '\n' ' ' < enlarge.yaml | sed 's/.* args: \[\([^]]*\)\].*/\1/; s/, */ /g')
count=$(sed -n 's/^  completions: //p' enlarge.yaml)
for JOB_COMPLETION_INDEX in $(seq 0 $((count - 1))); do
  export JOB_COMPLETION_INDEX
  aefilter $(echo "$words" | sed "s/\$(JOB_COMPLETION_INDEX)/$JOB_COMPLETION_INDEX/")
done
compare big-*.tsv
