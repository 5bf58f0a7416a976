package org.scr4j.library.comm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.CommunicatorKind;

/**
 * Whether ranks reach each other by MPI. All ranks must choose alike, and so look only at what
 * their launcher and their configuration say.
 *
 * @param libraries names of MPI's library, the first of which that there is counts; none for
 *     sockets
 * @param must whether sockets will not do
 * @param why in a few words
 */
record MpiChoice(List<String> libraries, boolean must, String why) {

  private static final List<String> OPEN_MPI = List.of("libmpi.so.40");
  private static final List<String> MPICH = List.of("libmpi.so.12", "libmpich.so.12");

  /** A launcher's MPI, and whether its processes can be of nothing else. */
  private record Launcher(String name, List<String> libraries, boolean sure) {}

  static MpiChoice of(CommunicatorKind kind, Optional<String> named, Map<String, String> env) {
    Optional<Launcher> launcher = launcher(env);
    List<String> libraries =
        named.map(List::of).orElse(launcher.map(Launcher::libraries).orElse(List.of()));
    return switch (kind) {
      case SOCKETS -> sockets("SCR_COMMUNICATOR=SOCKETS");
      case MPI -> {
        if (launcher.isEmpty()) {
          throw new CommunicationException(
              "SCR_COMMUNICATOR=MPI, but the launcher offers no PMI by which MPI could start: use"
                  + " mpirun, or srun --mpi=pmix (Open MPI) or --mpi=pmi2 (MPICH)");
        }
        yield new MpiChoice(libraries, true, "SCR_COMMUNICATOR=MPI");
      }
      case AUTO -> {
        if (launcher.filter(l -> l.sure() || named.isPresent()).isPresent()) {
          yield new MpiChoice(libraries, named.isPresent(), "started by " + launcher.get().name());
        }
        yield sockets(
            launcher
                .map(l -> l.name() + " without SCR_MPI_LIBRARY")
                .orElse("the launcher is not MPI's"));
      }
    };
  }

  private static MpiChoice sockets(String why) {
    return new MpiChoice(List.of(), false, why);
  }

  // In the order of RankIdentity: the innermost launcher comes first. mpirun of MPICH is told by
  // Hydra's own variable from srun --mpi=pmi2, which may be meant for no MPI at all.
  private static Optional<Launcher> launcher(Map<String, String> env) {
    if (env.containsKey("SCR_LOCAL_RANK") || env.containsKey("SCR_SSH_RANK")) {
      return Optional.empty();
    }
    if (env.containsKey("OMPI_COMM_WORLD_RANK")) {
      return Optional.of(new Launcher("mpirun of Open MPI", OPEN_MPI, true));
    }
    if (env.containsKey("PMI_RANK") && env.containsKey("MPI_LOCALNRANKS")) {
      return Optional.of(new Launcher("mpirun of MPICH", MPICH, true));
    }
    if (env.containsKey("PMIX_RANK")) {
      return Optional.of(new Launcher("a launcher with PMIx", OPEN_MPI, false));
    }
    if (env.containsKey("PMI_RANK") || env.containsKey("PMI_FD")) {
      return Optional.of(new Launcher("a launcher with PMI", MPICH, false));
    }
    return Optional.empty();
  }
}
