#!/bin/sh
#MSUB -l resfailpolicy=ignore
#PBS -W tolerate_node_failures=all
#PBS -r n
#
# One run, and what is in cache at its end is saved. To be used in place of aprun:
#
#   qsub -l nodes=4,walltime=60:00 -F '-n 8 -N 2 ./app' scr_aprun.sh
#
# The first line keeps the job when a node fails under MOAB, the second one under OpenPBS (from 18.2); Torque below
# MOAB has to agree: qsub -f, or FAULT_TOLERANT_BY_DEFAULT. -r n: PBS must not start the script anew.
# Interactively: qsub -I -l nodes=4,walltime=60:00 -l resfailpolicy=ignore, then: sh scr_aprun.sh -n 8 ...
# Say how many ranks there are with -n.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share; without it, the directory of the job is taken.

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

aprun "$@"
status=$?

# The program's own status is the job's, unless what it left could not be saved.
scr_postrun -j aprun
saved=$?
[ "$status" -ne 0 ] || status=$saved
exit "$status"
