#!/bin/sh
# flux: -o exit-timeout=none
# flux: --conf=tbon.topo="kary:0"
#
# Runs a program with flux run up to SCR_RUNS times (5), each time without the nodes that have failed;
# in the end what is in cache is saved. To be used in place of flux run, with nodes to spare:
#
#   flux batch -N6 -x -t 60m scr_flux_run_loop.sh -N4 -n8 ./app
#
# The two options above keep the instance when a node fails. Interactively: flux alloc -N6 -x
# -o exit-timeout=none scr_flux_run_loop.sh -N4 -n8 ./app
# Say how many nodes the program needs (-N).
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.
#
# `scr_run flux run -N4 -n8 ./app` does the same in one command, and more: it notices by itself that a
# node has died, where flux run here waits until Flux knows.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

# Each flux run is a job of its own; the cache belongs to the one around them.
SCR_JOB_ID=$(scr_env --jobid) || exit
export SCR_JOB_ID

# When the time is over Flux sends SIGALRM and SIGHUP, and kills some seconds later. What is in cache is
# saved then.
trap : ALRM HUP

scr_prerun || exit

runs=${SCR_RUNS:-5}
down=$(scr_list_down_nodes -j flux)
while :; do
  # A job that asks for a drained node waits for ever: nodes that are down are always excluded.
  flux run ${down:+"--requires=-host:$down"} "$@"
  status=$?
  runs=$((runs - 1))

  # Halted, finished, out of time or of runs?
  scr_should_exit --runs "$runs" --verbose && break
  [ "$runs" -gt 0 ] || break

  # A node that was down stays out, even if it is back: its cache is empty.
  found=$(scr_list_down_nodes -j flux ${down:+--down "$down"}) && down=$found

  # Enough nodes left? Then at once.
  scr_should_exit ${down:+--down "$down"} --verbose && break
done

scr_postrun -j flux
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
