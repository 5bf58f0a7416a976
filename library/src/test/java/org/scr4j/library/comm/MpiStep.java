package org.scr4j.library.comm;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ranks that a real mpirun has started, each a JVM; they run one program after another. */
final class MpiStep implements AutoCloseable {

  /** An MPI that may be installed. */
  enum Kind {
    OPEN_MPI("mpirun.openmpi", "libmpi.so.40", "--oversubscribe --enable-recovery"),
    MPICH("mpirun.mpich", "libmpich.so.12", "-disable-auto-cleanup");

    private final String launcher;
    private final String library;
    private final String options;

    Kind(String launcher, String library, String options) {
      this.launcher = launcher;
      this.library = library;
      this.options = options;
    }

    String launcher() {
      return launcher;
    }

    String library() {
      return library;
    }

    /** Where its mpirun is. */
    Optional<Path> program() {
      return Stream.of(System.getenv("PATH").split(":"))
          .map(place -> Path.of(place, launcher))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  private static final int PATIENCE = 60;

  private record Rank(Socket socket, ObjectOutputStream out, ObjectInputStream in) {}

  private final Process process;
  private final List<Rank> ranks = new ArrayList<>();
  private final Path log;

  /**
   * Starts the ranks.
   *
   * @param silence seconds after which a silent rank is lost
   */
  MpiStep(Kind kind, int size, int silence, Path directory) throws IOException {
    this(kind, kind.library, size, silence, directory);
  }

  /** As the other, with a library that may be another MPI's. */
  MpiStep(Kind kind, String library, int size, int silence, Path directory) throws IOException {
    this.log = directory.resolve(kind.launcher + ".log");
    try (ServerSocket port = new ServerSocket(0, size, InetAddress.getLoopbackAddress())) {
      port.setSoTimeout(PATIENCE * 1000);
      process = start(kind, size, List.of("" + port.getLocalPort(), library, "" + silence));
      TreeMap<Integer, Rank> come = new TreeMap<>();
      while (come.size() < size) {
        Socket socket = port.accept();
        socket.setSoTimeout(PATIENCE * 1000);
        ObjectOutputStream out = new ObjectOutputStream(socket.getOutputStream());
        ObjectInputStream in = new ObjectInputStream(socket.getInputStream());
        come.put(in.readInt(), new Rank(socket, out, in));
      }
      ranks.addAll(come.values());
    } catch (IOException e) {
      throw new IOException("the ranks did not come: " + log(), e);
    }
  }

  private Process start(Kind kind, int size, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(kind.program().orElseThrow().toString());
    command.addAll(List.of(kind.options.split(" ")));
    command.addAll(List.of("-n", "" + size));
    // Where Hydra does not end the others, it sends this signal to what it has started.
    command.addAll(List.of("sh", "-c", "trap '' USR1; \"$@\"; exit $?", "rank"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Small, and quick to start; long messages must not need more than their own buffers.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmn16m", "-Xmx160m"));
    command.add("-XX:MaxDirectMemorySize=32m");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MpiRank.class.getName());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SCR_"));
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT", "1");
    builder.environment().put("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    return builder.redirectOutput(log.toFile()).start();
  }

  static CommunicatorSettings settings(int silence) {
    return new CommunicatorSettings(
        Duration.ofSeconds(30),
        Duration.ofMillis(500),
        Duration.ofSeconds(silence),
        Ranks.QUICK.inquiry(),
        Ranks.QUICK.eagerBytes());
  }

  /** Begins {@code program} on every rank. */
  void begin(Ranks.Program<?> program) throws IOException {
    for (Rank rank : ranks) {
      rank.out().writeObject(program);
      rank.out().flush();
    }
  }

  /** How the program begun last ended on one rank. */
  MpiRank.Outcome end(int rank) throws IOException, ClassNotFoundException {
    try {
      return (MpiRank.Outcome) ranks.get(rank).in().readObject();
    } catch (IOException e) {
      throw new IOException("rank " + rank + " gives no answer: " + log(), e);
    }
  }

  /** How {@code program} ends on every rank. */
  List<MpiRank.Outcome> run(Ranks.Program<?> program) throws IOException, ClassNotFoundException {
    begin(program);
    List<MpiRank.Outcome> outcomes = new ArrayList<>();
    for (int rank = 0; rank < ranks.size(); rank++) {
      outcomes.add(end(rank));
    }
    return outcomes;
  }

  private String log() throws IOException {
    return Files.exists(log) ? Files.readString(log) : "nothing was said";
  }

  /** Lets the ranks end, and gives mpirun's status. */
  int finish() throws IOException, InterruptedException {
    for (Rank rank : ranks) {
      rank.socket().close();
    }
    if (process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
      return process.exitValue();
    }
    throw new IOException("mpirun does not end: " + log());
  }

  @Override
  public void close() throws IOException {
    for (Rank rank : ranks) {
      rank.socket().close();
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
