# SPDX-License-Identifier: LGPL-3.0-or-later
# A training is gone on with by any number of processes.
need_mpirun
recipe | sed "s,^every = 25,every = 0," >curve.ini
aemodel train curve.ini -q -o whole
aemodel train curve.ini -q -o parts steps=20
processes 2 aemodel train curve.ini -q -o parts steps=35 --resume 2>two.err
aemodel train curve.ini -q -o parts --resume
alike whole parts
