package org.scr4j.library.comm;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;

/** A rank that mpirun has started: runs what {@link MpiStep} sends it, with a communicator each. */
final class MpiRank {

  /** How a program ended: its result, or the text of its exception. */
  record Outcome(Serializable result, String failure) implements Serializable {}

  private MpiRank() {}

  /** The port of the test, MPI's library, and the silence that is a loss, in seconds. */
  public static void main(String[] args) throws Exception {
    RankIdentity launched = RankIdentity.from(System.getenv());
    int rank = launched.rank();
    RankIdentity identity = Ranks.identity(rank, launched.size(), "step");
    CommunicatorSettings settings = MpiStep.settings(Integer.parseInt(args[2]));
    MpiLibrary library = MpiLibrary.load(List.of(args[1]));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        ObjectOutputStream out =
            new ObjectOutputStream(new BufferedOutputStream(socket.getOutputStream()))) {
      out.writeInt(rank);
      out.flush();
      ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
      while (true) {
        Ranks.Program<?> program = (Ranks.Program<?>) in.readObject();
        out.writeObject(run(program, library, identity, settings));
        out.flush();
      }
    } catch (EOFException end) {
      // No more programs.
      return;
    }
  }

  private static Outcome run(
      Ranks.Program<?> program,
      MpiLibrary library,
      RankIdentity identity,
      CommunicatorSettings settings) {
    try (Communicator communicator = MpiCommunicator.connect(library, identity, settings)) {
      return new Outcome((Serializable) program.run(communicator), "");
    } catch (Exception | AssertionError e) {
      return new Outcome("", String.valueOf(e.getMessage()));
    }
  }
}
