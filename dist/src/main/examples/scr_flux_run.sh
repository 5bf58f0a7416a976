#!/bin/sh
# flux: -o exit-timeout=none
# flux: --conf=tbon.topo="kary:0"
#
# One run, and what is in cache at its end is saved. To be used in place of flux run:
#
#   flux batch -N4 -x -t 60m scr_flux_run.sh -N4 -n8 ./app
#
# The two options above keep the instance when a node fails, so that the caches of the others can
# still be read. Interactively: flux alloc -N4 -x -o exit-timeout=none scr_flux_run.sh ...
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

# Each flux run is a job of its own; the cache belongs to the one around it.
SCR_JOB_ID=$(scr_env --jobid) || exit
export SCR_JOB_ID

# When the time is over Flux sends SIGALRM and SIGHUP, and kills some seconds later. What is in cache is
# saved then.
trap : ALRM HUP

scr_prerun || exit

flux run "$@"
status=$?

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j flux
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
