package org.scr4j.library.comm;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.scr4j.config.CommunicatorKind;
import org.scr4j.config.ConfigException;
import org.scr4j.config.Configuration;
import org.scr4j.config.Parameters;

/** Makes the communicator of the job step that this process belongs to. */
public final class Communicators {

  private Communicators() {}

  /**
   * Connects all ranks of this step as SCR_COMMUNICATOR and SCR_MPI_LIBRARY say: by MPI or by
   * sockets. With SCR_DEBUG=1 rank 0 tells which, and why.
   *
   * @throws CommunicationException if MPI is asked for and cannot be had, and as {@link
   *     #connect(RankIdentity, Path, CommunicatorSettings)} does
   */
  public static Communicator connect(Map<String, String> env, Configuration configuration) {
    RankIdentity identity = RankIdentity.from(env);
    CommunicatorSettings settings = CommunicatorSettings.DEFAULT;
    try {
      boolean tell = configuration.get(Parameters.DEBUG) > 0 && identity.rank() == 0;
      CommunicatorKind kind = configuration.get(Parameters.COMMUNICATOR);
      if (identity.size() == 1) {
        return connect(identity, configuration.prefix(), settings);
      }
      MpiChoice choice = MpiChoice.of(kind, configuration.find(Parameters.MPI_LIBRARY), env);
      Optional<MpiLibrary> library = library(choice);
      Communicator made;
      String network;
      if (library.isPresent()) {
        MpiCommunicator byMpi = MpiCommunicator.connect(library.get(), identity, settings);
        network = byMpi.description();
        made = byMpi;
      } else {
        made = connect(identity, configuration.prefix(), settings);
        network = "sockets";
      }
      if (tell) {
        System.err.println("scr: ranks communicate by " + network + ": " + choice.why());
      }
      return made;
    } catch (ConfigException e) {
      throw new CommunicationException(e.getMessage(), e);
    }
  }

  private static Optional<MpiLibrary> library(MpiChoice choice) {
    if (choice.libraries().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MpiLibrary.load(choice.libraries()));
    } catch (CommunicationException e) {
      if (choice.must()) {
        throw new CommunicationException(
            e.getMessage()
                + ": set SCR_MPI_LIBRARY to the launcher's libmpi, or SCR_COMMUNICATOR=SOCKETS",
            e);
      }
      return Optional.empty();
    }
  }

  /**
   * Connects all ranks of this step by sockets, with default settings: for commands, of which a
   * step may run several, one after another, which MPI does not allow.
   *
   * @see #connect(RankIdentity, Path, CommunicatorSettings)
   */
  public static Communicator connect(Map<String, String> env, Path prefix) {
    return connect(RankIdentity.from(env), prefix, CommunicatorSettings.DEFAULT);
  }

  /**
   * Connects all ranks of this step by sockets; returns once every rank is there. A rank that is
   * alone opens no socket and touches no file.
   *
   * @param prefix directory that all ranks see; they meet under {@code .scr/rendezvous} in it
   * @throws CommunicationException naming the ranks that did not come in time
   */
  public static Communicator connect(
      RankIdentity identity, Path prefix, CommunicatorSettings settings) {
    if (identity.size() == 1) {
      return new SoloCommunicator(identity.node(), settings);
    }
    RendezvousDirectory directory = new RendezvousDirectory(prefix, identity.step());
    return new SocketCommunicator(identity, settings, directory).meet();
  }
}
