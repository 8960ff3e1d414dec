# SPDX-License-Identifier: LGPL-3.0-or-later
# What the cases share: see ../cli/run.sh. Open MPI needs to be told that it may run as root, and more processes than
# there are processors; nothing leaves the machine. Version 5 ends a process whose socket is closed, unless it is told not to.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl_tcp_if_include=lo OMPI_MCA_oob_tcp_if_include=lo OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_mpi_ft_enable=1

skip() {
  echo "skipped: $*"
  exit 77
}

# processes N COMMAND... Open MPI leaves memory behind, in modules that it has unloaded, so that no suppression names them.
processes() {
  count=$1
  shift
  ASAN_OPTIONS=${ASAN_OPTIONS:-}:detect_leaks=0 mpirun --oversubscribe --bind-to none -np "$count" "$@"
}

# status COMMAND...: its own lines on standard error, and its exit status.
status() {
  "$@" 2>all.err
  code=$?
  grep '^aemodel:' all.err
  echo "status $code"
}

need_mpirun() {
  command -v mpirun >/dev/null || skip "there is no mpirun"
  processes 2 true 2>start.err || skip "mpirun does not start here: $(head -n 3 start.err | tr '\n' ' ')"
}

# recipe: an autoencoder of points on a curve, 50 steps, in which everything takes part that a process could do by itself.
recipe() {
  cat <<END
[model]
name = curve
[net]
x = input channels=2 height=1 width=1
a = dense out=300
at = tanh
b = dense out=200
bt = tanh
h = dense out=1
c = dense out=300
ct = tanh
y = dense out=2
[data]
kind = toy
set = curve
batch = 32
held_out = 10
[loss]
mse = 1
[optim]
lr = 3e-3
clip = 0.5
ema = 0.9
[schedule]
steps = 50
warmup = 5
shape = constant
[validate]
every = 25
pictures = 5
[run]
log = 1
store = f32
threads = 1
END
}

# numbers FILE: those of a safetensors file's tensors, one a line.
numbers() {
  header=$(od -An -tu8 -N8 "$1")
  tail -c +$((header + 9)) "$1" | od -An -v -tf4 -w4
}

# alike A B: whether two trainings with a row a step were the same but for rounding, in their logs and their weights.
alike() {
  paste "$1.log.tsv" "$2.log.tsv" | awk -F '\t' -v names="$1 $2" '
    function near(a, b) { return (a - b) ^ 2 <= (1e-4 * b) ^ 2 }
    NR > 1 && ($1 != $8 || $2 != $9 || !near($3, $10) || !near($6, $13)) { bad++ }
    END { print names ": " NR - 1 " steps, " bad + 0 " not alike" }'
  numbers "$1.checkpoint" >a.numbers
  numbers "$2.checkpoint" >b.numbers
  paste a.numbers b.numbers | awk -v names="$1 $2" '
    { difference = $1 - $2; squares += difference ^ 2; all += $1 ^ 2 }
    END { print names ": weights " (NR > 100000 && squares <= 1e-10 * all ? "alike" : "differ: " squares " of " all) }'
}
