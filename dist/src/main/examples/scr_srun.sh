#!/bin/sh
#SBATCH --no-kill
#
# One run, and what is in cache at its end is saved. To be used in place of srun:
#
#   sbatch -N4 --exclusive -t 60 scr_srun.sh -n8 ./app
#
# --no-kill (above) keeps the allocation when a node fails, so that the caches of the others can
# still be read. Interactively: salloc --no-kill -N4 --exclusive scr_srun.sh -n8 ./app
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

scr_prerun || exit

srun "$@"
status=$?

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j srun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
