# SPDX-License-Identifier: LGPL-3.0-or-later
# Slurm: an array of four over 200 pictures equals the single run byte for byte. A cluster of one node is started for
# it, on loopback and in this folder: a munged, a slurmctld and a slurmd, which are stopped whatever happens.
PATH=$PATH:/usr/sbin:/sbin
for program in munged munge slurmctld slurmd sbatch sinfo scontrol; do
  command -v $program >/dev/null || skip "no $program (Debian: slurmctld, slurmd, slurm-client, munge)"
done
root=$PWD/slurm
mkdir -p "$root/state" "$root/spool" "$root/munge"
chmod 755 .. . "$root"
chmod 711 "$root/munge"
pids=

stop() {
  for pid in $pids; do kill "$pid" 2>/dev/null; done
  for pid in $pids; do
    n=0
    while kill -0 "$pid" 2>/dev/null && [ $n -lt 50 ]; do
      sleep 0.1
      n=$((n + 1))
    done
    kill -KILL "$pid" 2>/dev/null
  done
}
trap stop EXIT
trap 'exit 1' INT TERM HUP

# within SECONDS COMMAND...: waits until it is true.
within() {
  tries=$(($1 * 5))
  shift
  while [ $tries -gt 0 ]; do
    "$@" >/dev/null 2>&1 && return 0
    sleep 0.2
    tries=$((tries - 1))
  done
  return 1
}

give_up() {
  tail -n 5 "$root"/*.log
  skip "$*"
}

start_munge() {
  (umask 077 && head -c 128 /dev/urandom > "$root/munge/key")
  munged --foreground --force --num-threads=2 --key-file="$root/munge/key" --socket="$root/munge/socket" \
    --pid-file="$root/munge/pid" --log-file="$root/munge/log" --seed-file="$root/munge/seed" >"$root/munged.log" 2>&1 &
  pids="$pids $!"
  within 10 munge --socket="$root/munge/socket" -n || give_up munged does not start here
}

write_config() {
  port=$((20000 + $$ % 20000))
  user=$(id -un)
  cat > "$root/slurm.conf" <<CONF
ClusterName=aefilter
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$root/munge/socket
StateSaveLocation=$root/state
SlurmdSpoolDir=$root/spool
SlurmctldPidFile=$root/slurmctld.pid
SlurmdPidFile=$root/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SlurmdParameters=config_overrides
ReturnToService=2
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES State=UP
CONF
  version=$(slurmd -V) # "slurm-wlm 22.05.8"
  version=${version##* }
  # From here on slurmd wants control groups unless told otherwise.
  test "${version%%.*}" -lt 24 || echo 'CgroupPlugin=disabled' > "$root/cgroup.conf"
  export SLURM_CONF="$root/slurm.conf"
}

start_slurm() {
  slurmctld -D >"$root/slurmctld.log" 2>&1 &
  pids="$! $pids"
  within 10 scontrol ping || give_up slurmctld does not start here
  slurmd -D >"$root/slurmd.log" 2>&1 &
  pids="$! $pids"
  within 15 sh -c 'sinfo -h -o %T | grep -qx idle' || give_up slurmd does not start here
}

start_munge
write_config
start_slurm
photos
script enlarge.slurm
# submit OPTION...: another array and fewer resources than on the page, of which a machine for tests has none to spare.
submit() { timeout 60 sbatch --wait --quiet --chdir="$PWD" --output=log-%a.txt --cpus-per-task=1 --mem=0 "$@" enlarge.slurm; }
status submit --array=10-16:2
cat log-1?.txt
compare big-*.tsv
status submit --array=1,2,5
cat log-1.txt log-2.txt log-5.txt
