#!/bin/sh
#
# Runs an MPI program under scr_run, which starts mpirun on the healthy hosts and again when one is lost;
# Open MPI's and MPICH's mpirun will do. On hosts without a scheduler, with one to spare:
#
#   SCR_HOSTS=node[1-5] scr_mpirun.sh -n 8 -N 2 ./app          # Open MPI: 2 on each node
#   SCR_HOSTS=node[1-5] scr_mpirun.sh -n 8 -ppn 2 ./app        # MPICH, Intel MPI
#
# In the allocation of a scheduler SCR_HOSTS is not needed. Name no hosts and no host file yourself.
# ssh must reach the hosts without a password. The commands of scr4j must be in PATH. SCR_PREFIX names
# the prefix directory, on a file system that all hosts share; without it, the current one is taken.

export SCR_RUNS="${SCR_RUNS:-5}"
exec scr_run mpirun "$@"
