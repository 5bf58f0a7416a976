#!/bin/sh
#BSUB -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS"
#
# Runs a program with jsrun once; in the end what is in cache is saved. To be used in place of jsrun:
#
#   bsub -nnodes 4 -W 60 -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS" scr_jsrun.sh -n8 -r2 ./app
#
# -env keeps the job when LSF loses contact to a node. bsub reads the line above only where the script
# comes by its standard input, or where the site has set LSB_BSUB_PARSE_SCRIPT; hence -env once more.
# Interactively: bsub -Is -env "all, LSB_DJOB_COMMFAIL_ACTION=KILL_TASKS" ...
# ~/.jsm.conf must say FAULT_TOLERANCE=1 before the job starts: see docs/lsf.md.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

: "${SCR_PREFIX:=$PWD}"
export SCR_PREFIX

scr_prerun || exit

jsrun "$@"
status=$?

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j jsrun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
