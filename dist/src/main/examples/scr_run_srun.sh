#!/bin/sh
#SBATCH --no-kill
#SBATCH --signal=B:TERM@60
#
# Runs a program under scr_run. With two nodes to spare:
#
#   sbatch -N6 --exclusive -t 60 scr_run_srun.sh -N4 -n8 ./app
#
# --no-kill keeps the allocation when a node fails. --signal: a minute before the job's time is over,
# scr_run is told to end the program and to save what is in cache. Better still is to stop after a
# checkpoint, before that: SCR_HALT_SECONDS=300 starts nothing, and lets the program go no further
# than its next checkpoint, in the last five minutes.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

export SCR_RUNS="${SCR_RUNS:-5}"
exec scr_run srun "$@"
