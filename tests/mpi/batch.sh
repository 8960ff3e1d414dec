# SPDX-License-Identifier: LGPL-3.0-or-later
# What is wrong is said once, whichever process finds it, and nothing is left behind.
need_mpirun
recipe >curve.ini
status processes 3 aemodel train curve.ini -q -o three
status processes 2 sh -c 'exec aemodel train curve.ini -q -o other seed=$OMPI_COMM_WORLD_RANK'
status processes 2 aemodel train curve.ini -q -o five micro=5
status processes 2 aemodel train curve.ini -q -o "no folder/m"
ls
