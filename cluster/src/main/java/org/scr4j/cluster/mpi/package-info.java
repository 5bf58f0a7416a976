/** The launchers of MPI libraries, {@code mpirun} and {@code mpiexec}: Open MPI's and Hydra. */
package org.scr4j.cluster.mpi;
