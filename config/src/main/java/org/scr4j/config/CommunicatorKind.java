package org.scr4j.config;

/** How the ranks of a program on the JVM reach each other: {@code SCR_COMMUNICATOR}. */
public enum CommunicatorKind {
  /** By MPI under the mpirun of a known one, or where a library is named; else by sockets. */
  AUTO,
  /** By MPI, or not at all. */
  MPI,
  /** By sockets. */
  SOCKETS
}
