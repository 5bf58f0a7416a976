package org.scr4j.library.comm;

import java.nio.file.Path;
import java.util.Map;

/** Makes the communicator of the job step that this process belongs to. */
public final class Communicators {

  private Communicators() {}

  /**
   * Connects all ranks of this step, with default settings.
   *
   * @see #connect(RankIdentity, Path, CommunicatorSettings)
   */
  public static Communicator connect(Map<String, String> env, Path prefix) {
    return connect(RankIdentity.from(env), prefix, CommunicatorSettings.DEFAULT);
  }

  /**
   * Connects all ranks of this step; returns once every rank is there. A rank that is alone opens
   * no socket and touches no file.
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
