# SPDX-License-Identifier: LGPL-3.0-or-later
# All stop at the same step, with a checkpoint, when one of them is told to end; and when the time is up, though no two clocks
# agree.
need_mpirun
recipe >curve.ini
processes 2 env --default-signal=INT,TERM sh -c 'echo $$ >pid.$OMPI_COMM_WORLD_RANK; exec "$@"' - \
  aemodel train curve.ini -q steps=100000000 -o m 2>err &
run=$!
for try in $(seq 600); do
  if [ -f m.log.tsv ] && [ "$(wc -l <m.log.tsv)" -gt 50 ]; then break; fi
  sleep 0.1
done
kill -TERM "$(cat pid.1)"
wait $run && echo "status 0"
# On a busy machine they may not have waited for each other, and say so.
grep "^aemodel:" err | sed "s/step [0-9]*[;,]/step N,/; s/resume from.*/resume from/"
test -f m.checkpoint || cat err
processes 2 aemodel train curve.ini -q steps=0 minutes=0.02 -o minutes 2>err || cat err
test "$(tail -n 1 minutes.log.tsv | cut -f 1)" -gt 10 || cat err
