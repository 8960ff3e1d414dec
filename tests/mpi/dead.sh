# SPDX-License-Identifier: LGPL-3.0-or-later
# When a process dies, one that is left writes the state of the last step that was finished, and says so: whichever dies,
# and whatever carries the numbers. A later run goes on from there.
need_mpirun
recipe >curve.ini

# patiently COMMAND...: until it is true, at most a minute.
patiently() {
  for try in $(seq 600); do
    if "$@"; then return; fi
    sleep 0.1
  done
  echo "never: $*"
}
under_way() { test "$(wc -l <log)" -gt 50; } 2>/dev/null

dies() {
  echo "number $1 dies, $2"
  rm -f m* log
  ln -s m.log.tsv log
  OMPI_MCA_btl=$2 processes 2 sh -c 'echo $$ >pid.$OMPI_COMM_WORLD_RANK; exec "$@"' - \
    aemodel train curve.ini -q steps=100000000 -o m 2>err &
  run=$!
  patiently under_way
  kill -9 "$(cat "pid.$1")"
  wait $run && echo "status 0"
  step=$(sed -n 's/^aemodel: stopped after step \([0-9]*\), m.checkpoint holds the state to resume from: .*/\1/p' err)
  if [ -z "$step" ]; then
    tr -d '\000' <err
    return
  fi
  aemodel train curve.ini -q -o m --resume "steps=$((step + 20))" && echo "went on"
  test "$(tail -n 1 m.log.tsv | cut -f 1)" -eq $((step + 20)) || tail -n 1 m.log.tsv
}
dies 1 self,tcp
dies 0 self,tcp
dies 1 ^tcp
dies 0 ^tcp
