/**
 * MOAB, which schedules for PBS, ALPS or Slurm: the allocation is that of what it schedules for,
 * its end and a second opinion on nodes are MOAB's own.
 */
package org.scr4j.cluster.moab;
