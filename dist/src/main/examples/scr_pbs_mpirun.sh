#!/bin/sh
#PBS -l select=6:ncpus=8
#PBS -l place=scatter:excl
#PBS -l walltime=01:00:00
#PBS -W tolerate_node_failures=all
#PBS -r n
#MSUB -l resfailpolicy=ignore
#
# mpirun in a job of PBS that survives its nodes: four nodes are used, two are to spare.
#
#   qsub scr_pbs_mpirun.sh                     (change "./app" below, or: APP=./mine qsub -v APP ...)
#
# Without tolerate_node_failures PBS ends the job some minutes after it has lost a node, and with it
# what is in cache; without -r n it would then start this script anew. The last #MSUB line says the
# same to MOAB. Torque has no such option on these lines: qsub -f, or FAULT_TOLERANT_BY_DEFAULT.
# Nodes have to be reached by ssh without a password.
# The commands of scr4j must be in PATH. SCR_PREFIX names the prefix directory, on a file system that
# all nodes share.

cd "${PBS_O_WORKDIR:-.}" || exit
export SCR_PREFIX="${SCR_PREFIX:-$PWD}"

# Up to five runs; none is begun, and none goes on, when ten minutes are left.
export SCR_RUNS="${SCR_RUNS:-5}" SCR_HALT_SECONDS="${SCR_HALT_SECONDS:-600}"

exec scr_run mpirun -n "${RANKS:-8}" -N "${RANKS_PER_NODE:-2}" ${APP:-./app}
