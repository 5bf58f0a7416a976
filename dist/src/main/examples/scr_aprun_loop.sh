#!/bin/sh
#MSUB -l resfailpolicy=ignore
#PBS -W tolerate_node_failures=all
#PBS -r n
#
# Runs a program with aprun up to SCR_RUNS times (5), each time without the nodes that have failed; in
# the end what is in cache is saved. To be used in place of aprun, with nodes to spare:
#
#   qsub -l nodes=6,walltime=60:00 -F '-n 8 -N 2 ./app' scr_aprun_loop.sh
#
# What the lines above are for, and how it is done interactively, scr_aprun.sh tells.
# Say how many ranks there are with -n, and how many on a node with -N.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.
#
# `scr_run aprun -n 8 -N 2 ./app` does the same in one command, and more: it waits for nodes to be
# clean, and ends only its own step when it is itself told to end.

cd "${PBS_O_WORKDIR:-.}" || exit
: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

# aprun does not tell its ranks how many they are.
SCR_APRUN_PES=1 before=
for word; do
  case $before in -n | --pes) SCR_APRUN_PES=$word; break ;; esac
  case $word in
    --pes=*) SCR_APRUN_PES=${word#--pes=}; break ;;
    -n?*) SCR_APRUN_PES=${word#-n}; break ;;
  esac
  before=$word
done
export SCR_APRUN_PES

scr_prerun || exit

# nids NODESET: nid[00012-00013] as aprun wants it, 12,13
nids() { scr_hostlist --expand "$1" | sed 's/nid0*//g'; }

runs=${SCR_RUNS:-5}
down=
while :; do
  aprun ${down:+-E "$(nids "$down")"} "$@"
  status=$?
  runs=$((runs - 1))

  # Halted, finished, out of time or of runs?
  scr_should_exit --runs "$runs" --verbose && break
  [ "$runs" -gt 0 ] || break

  # A node that was down stays out, even if it is back: its cache is empty.
  found=$(scr_list_down_nodes -j aprun ${down:+--down "$down"}) && down=$found

  # Too few nodes left?
  scr_should_exit ${down:+--down "$down"} --verbose && break
done

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j aprun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
