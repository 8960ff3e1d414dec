# SPDX-License-Identifier: LGPL-3.0-or-later
# Built without MPI: processes that mpirun or srun starts together would all train the same model into the same file.
recipe() { printf '[model]\nname = m\n[net]\nx = input channels=1\n'; }
recipe >m.ini
for started in OMPI_COMM_WORLD_SIZE=4 PMI_SIZE=4 "PMIX_RANK=0 SLURM_STEP_NUM_TASKS=4"; do
  env $started aemodel train m.ini 2>&1
  echo "status $?"
done
ls
