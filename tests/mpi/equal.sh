# SPDX-License-Identifier: LGPL-3.0-or-later
# Two processes with half the batch each train as one does: the same log and weights, but for rounding, after 50 steps.
need_mpirun
recipe >curve.ini
aemodel train curve.ini -q -o one
processes 2 aemodel train curve.ini -q -o two 2>two.err
processes 4 aemodel train curve.ini -q -o four 2>four.err
alike one two
alike one four

# What is drawn at random, and what looks at its chunk of the batch alone, is the same where the chunks are.
recipe | sed 's/^bt = tanh/bn = batch_norm\nbt = tanh\nbd = dropout p=0.3/' >norm.ini
aemodel train norm.ini -q -o threads threads=2 micro=8
processes 2 aemodel train norm.ini -q -o processes micro=8 2>norm.err
alike threads processes
