/**
 * PBS (OpenPBS, PBS Professional, Torque): its allocations and the state of its nodes. Steps are
 * started by {@code mpirun} and its like, nodes are reached by {@code ssh}.
 *
 * <p>Records read what {@code qstat} and {@code pbsnodes} print; {@link
 * org.scr4j.cluster.pbs.PbsTools} runs them.
 */
package org.scr4j.cluster.pbs;
