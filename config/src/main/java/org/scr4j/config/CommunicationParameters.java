package org.scr4j.config;

/** How ranks of programs on the JVM reach each other; part of {@link Parameters}. */
final class CommunicationParameters {

  private static final Section NEW = new Section(Parameters.OURS).newIn("0.1");

  static final Parameter<CommunicatorKind> COMMUNICATOR =
      NEW.with("COMMUNICATOR", Kind.oneOf(CommunicatorKind.class), CommunicatorKind.AUTO)
          .means(
              "How ranks of programs on the JVM reach each other. AUTO: by MPI under mpirun of Open "
                  + "MPI, MPICH or Intel MPI, and where SCR_MPI_LIBRARY is set and the launcher "
                  + "offers PMI; else by sockets.");

  static final Parameter<String> MPI_LIBRARY =
      NEW.without("MPI_LIBRARY", Kind.TEXT)
          .means(
              "Path or name of the libmpi that the launcher belongs to. Unset: libmpi.so.40 under Open MPI, "
                  + "libmpi.so.12 or libmpich.so.12 under MPICH and Intel MPI.");

  private CommunicationParameters() {}
}
