#!/bin/sh
#
# Runs an MPI program with mpirun up to SCR_RUNS times (5), each time on hosts that are healthy; in the
# end what is in cache is saved. On hosts without a scheduler, with one or more to spare:
#
#   SCR_HOSTS=node[1-5] scr_mpirun_loop.sh 4 2 ./app     # on 4 hosts, 2 processes on each
#
# ssh must reach the hosts without a password. The commands of scr4j must be in PATH. SCR_PREFIX names
# the prefix directory, on a file system that all hosts share; without it, the current one is taken.
#
# `scr_run mpirun` does the same in one command, and more: it notices by itself that a host has died,
# where mpirun here waits, after a silent death for ever.

if [ $# -lt 3 ]; then
  echo "usage: SCR_HOSTS=HOSTS ${0##*/} NODES PROCESSES-PER-NODE PROGRAM [ARGUMENTS]" >&2
  exit 64
fi
nodes=$1 each=$2
shift 2

: "${SCR_PREFIX:=$PWD}"
: "${SCR_MIN_NODES:=$nodes}"
# The library and the commands must call the job by the same name.
: "${SCR_JOB_ID:=$(scr_env --jobid)}"
export SCR_PREFIX SCR_MIN_NODES SCR_JOB_ID

scr_prerun || exit

hosts=$(mktemp) || exit
trap 'rm -f "$hosts"' EXIT

# Starts the program on the hosts in $healthy, told in the dialect of this mpirun. Open MPI passes only
# the variables that it is told of, MPICH all.
start() {
  if mpirun --version 2>&1 | grep -q 'Open MPI\|OpenRTE\|PRRTE'; then
    echo "$healthy" | sed "s/\$/ slots=$each/" >"$hosts"
    for name in $(env | sed -n 's/^\(SCR_[A-Z0-9_]*\)=.*/\1/p'); do set -- -x "$name" "$@"; done
    mpirun --hostfile "$hosts" -n $((nodes * each)) "$@"
  else
    echo "$healthy" | sed "s/\$/:$each/" >"$hosts"
    mpirun -f "$hosts" -n $((nodes * each)) "$@"
  fi
}

runs=${SCR_RUNS:-5}
down=
while :; do
  healthy=$(scr_hostlist --expand --minus "$(scr_env --nodes)" "$down" | tr ',' '\n' | head -n "$nodes")
  start "$@"
  status=$?
  runs=$((runs - 1))

  # Halted, finished, out of time or of runs?
  scr_should_exit --runs "$runs" --verbose && break
  [ "$runs" -gt 0 ] || break

  # A host that was down stays out, even if it is back: its cache is empty.
  found=$(scr_list_down_nodes -j mpirun ${down:+--down "$down"}) && down=$found

  # Too few hosts left?
  scr_should_exit ${down:+--down "$down"} --verbose && break
done

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j mpirun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
