/**
 * Slurm: its allocations, the state of its nodes, {@code srun} as launcher and as remote shell.
 *
 * <p>{@code Slurm*} and {@code Srun*} records read what Slurm's commands print and build what they
 * are given; {@link org.scr4j.cluster.slurm.SlurmTools} runs them.
 */
package org.scr4j.cluster.slurm;
