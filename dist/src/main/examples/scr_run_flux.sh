#!/bin/sh
# flux: -o exit-timeout=none
# flux: --conf=tbon.topo="kary:0"
#
# Runs a program under scr_run. With two nodes to spare:
#
#   flux batch -N6 -x -t 60m scr_run_flux.sh -N4 -n8 ./app
#
# exit-timeout=none keeps the instance when a node fails. kary:0 connects each broker with the first
# one: otherwise, on more than 33 nodes, a node that fails takes those behind it along. Should the
# first node fail, on which this script runs, the instance ends: what is in cache is lost then.
# Interactively: flux alloc -N6 -x -o exit-timeout=none scr_run_flux.sh -N4 -n8 ./app
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

export SCR_RUNS="${SCR_RUNS:-5}"
exec scr_run flux run "$@"
