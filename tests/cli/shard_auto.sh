# SPDX-License-Identifier: LGPL-3.0-or-later
# --shard auto takes its numbers from the environment, and says what is missing there.
unset SLURM_ARRAY_TASK_ID JOB_COMPLETION_INDEX PARALLEL_SEQ
mkdir in
for i in 1 2 3 4 5 6 7 8 9; do pgm 9 7 $i > in/$i.pgm; done
for i in 0 1 2; do
  JOB_COMPLETION_INDEX=$i aefilter null -i in -o pod$i --shard auto/3
  aefilter null -i in -o shard$i --shard $((i + 1))/3
  diff -r pod$i shard$i
done
PARALLEL_SEQ=2 aefilter null -v -i in -o seq --shard=auto/3 2>&1 | head -n 1
diff -r seq shard1
status aefilter null -i in -o out --shard auto
export SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=5 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=3
aefilter null -i in -o array --shard auto
diff -r array shard1
PARALLEL_SEQ=1 status aefilter null -i in -o out --shard auto/3
status aefilter null -i in/1.pgm -o out.pgm --shard auto
test ! -e out || echo "something was done"
