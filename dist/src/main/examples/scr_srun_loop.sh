#!/bin/sh
#SBATCH --no-kill
#
# Runs a program with srun up to SCR_RUNS times (5), each time without the nodes that have failed; in
# the end what is in cache is saved. To be used in place of srun, with nodes to spare:
#
#   sbatch -N6 --exclusive -t 60 scr_srun_loop.sh -N4 -n8 ./app
#
# --no-kill (above) keeps the allocation when a node fails. Interactively: salloc --no-kill -N6 ...
# Say how many nodes the program needs (-N): without it srun asks for all, the failed ones too.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.
#
# `scr_run srun -N4 -n8 ./app` does the same in one command, and more: it notices by itself that a node
# has died, where srun here waits until Slurm knows.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

# Slurm takes the processors of a dead step for busy as long as its dead node has not come back.
export SLURM_OVERLAP=1

scr_prerun || exit

runs=${SCR_RUNS:-5}
down=
while :; do
  srun ${down:+--exclude "$down"} "$@"
  status=$?
  runs=$((runs - 1))

  # Halted, finished, out of time or of runs?
  scr_should_exit --runs "$runs" --verbose && break
  [ "$runs" -gt 0 ] || break

  # A node that was down stays out, even if it is back: its cache is empty.
  found=$(scr_list_down_nodes -j srun ${down:+--down "$down"}) && down=$found

  # Too few nodes left?
  scr_should_exit ${down:+--down "$down"} --verbose && break
done

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j srun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
