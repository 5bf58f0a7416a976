#!/bin/sh
#BSUB -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS"
#
# Runs a program with jsrun up to SCR_RUNS times (5), each time without the nodes that have failed; in
# the end what is in cache is saved. To be used in place of jsrun, with nodes to spare:
#
#   bsub -nnodes 5 -W 60 -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS" scr_jsrun_loop.sh -n8 -r2 ./app
#
# -env keeps the job when LSF loses contact to a node. bsub reads the line above only where the script
# comes by its standard input, or where the site has set LSB_BSUB_PARSE_SCRIPT; hence -env once more.
# Interactively: bsub -Is -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS" ...
# ~/.jsm.conf must say FAULT_TOLERANCE=1 before the job starts: see docs/lsf.md.
# Say how many resource sets there are (-n) and how many on a node (-r): without them jsrun takes all
# nodes. -X 1 ends the step when a task fails.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.
#
# `scr_run jsrun -n8 -r2 ./app` does the same in one command, and more: it notices by itself that a
# node has died, where jsrun here may wait for ever, and ends what a dead step has left.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

scr_prerun || exit

runs=${SCR_RUNS:-5}
down=
while :; do
  jsrun ${down:+--exclude_hosts "$(scr_hostlist --expand "$down")"} "$@"
  status=$?
  runs=$((runs - 1))

  # Halted, finished, out of time or of runs?
  scr_should_exit --runs "$runs" --verbose && break
  [ "$runs" -gt 0 ] || break

  # A node that was down stays out, even if it is back: its cache is empty.
  found=$(scr_list_down_nodes -j jsrun ${down:+--down "$down"}) && down=$found

  # Too few nodes left?
  scr_should_exit ${down:+--down "$down"} --verbose && break
done

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j jsrun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
