package org.scr4j.library.comm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One rank as a process of its own, started like a launcher starts it; and what it then does. */
final class RankProcess {

  /** Bytes that each rank sends at once round the ring. */
  static final int RING = 64 << 20;

  /** Bytes of the one long message. */
  static final int LONG = 100 << 20;

  private final Process process;
  private final BufferedReader out;

  private RankProcess(Process process) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts ranks 0 to {@code size}-1, of which {@code present} come. */
  static List<RankProcess> start(
      List<Integer> present, int size, Path prefix, String step, String heap, String program)
      throws IOException {
    List<RankProcess> ranks = new ArrayList<>();
    for (int rank : present) {
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-Xmn16m",
              "-Xmx" + heap,
              "-cp",
              System.getProperty("java.class.path"),
              RankProcess.class.getName(),
              prefix.toString(),
              program);
      builder.redirectErrorStream(true);
      builder.environment().put("SCR_LOCAL_RANK", "" + rank);
      builder.environment().put("SCR_LOCAL_SIZE", "" + size);
      builder.environment().put("SCR_LOCAL_NODE", "node" + rank);
      builder.environment().put("SCR_LOCAL_STEP", step);
      ranks.add(new RankProcess(builder.start()));
    }
    return ranks;
  }

  Process process() {
    return process;
  }

  /** The next line of the rank's output. */
  String line() throws IOException {
    return String.valueOf(out.readLine());
  }

  /** Everything else that it prints until it ends. */
  List<String> rest() throws IOException {
    return out.lines().toList();
  }

  /** The rank: prefix and program. */
  public static void main(String[] args) {
    long start = ProcessHandle.current().info().startInstant().orElseThrow().toEpochMilli();
    Map<String, String> env = System.getenv();
    long main = System.nanoTime();
    try (Communicator comm =
        Communicators.connect(RankIdentity.from(env), Path.of(args[0]), settings(args[1]))) {
      long connected = (System.nanoTime() - main) / 1_000_000;
      long whole = System.currentTimeMillis() - start;
      System.out.println("connected " + connected + " " + whole);
      run(comm, args[1]);
    } catch (CommunicationException e) {
      System.out.println("failed " + e.getMessage());
    }
  }

  private static CommunicatorSettings settings(String program) {
    return program.equals("watch")
        ? new CommunicatorSettings(
            Duration.ofSeconds(60),
            Duration.ofMillis(300),
            Duration.ofSeconds(4),
            Duration.ofMillis(500),
            1 << 20)
        : CommunicatorSettings.DEFAULT;
  }

  private static void run(Communicator comm, String program) {
    switch (program) {
      case "meet" -> comm.barrier();
      case "ring" -> ring(comm);
      case "long" -> longMessage(comm);
      case "abandon" -> System.out.println("left without a word");
      case "barriers", "watch" -> {
        while (true) {
          comm.barrier();
        }
      }
      case "receive" -> comm.receive((comm.rank() + 1) % comm.size(), 1, ByteBuffer.allocate(1));
      default -> throw new IllegalArgumentException(program);
    }
  }

  private static void ring(Communicator comm) {
    int next = (comm.rank() + 1) % comm.size();
    int previous = (comm.rank() + comm.size() - 1) % comm.size();
    ByteBuffer out = ByteBuffer.allocate(RING);
    ByteBuffer in = ByteBuffer.allocate(RING);
    new Random(comm.rank()).nextBytes(out.array());
    long start = System.nanoTime();
    comm.sendReceive(next, out, previous, in, 1);
    long millis = (System.nanoTime() - start) / 1_000_000;
    new Random(previous).nextBytes(out.array());
    boolean right = in.flip().equals(out.rewind());
    System.out.println((right ? "right " : "wrong ") + millis);
  }

  private static void longMessage(Communicator comm) {
    ByteBuffer message = ByteBuffer.allocate(LONG);
    if (comm.rank() == 0) {
      new Random(5).nextBytes(message.array());
      comm.send(1, 1, message);
    } else if (comm.rank() == 1) {
      long start = System.nanoTime();
      comm.receive(0, 1, message);
      long millis = (System.nanoTime() - start) / 1_000_000;
      byte[] expected = new byte[LONG];
      new Random(5).nextBytes(expected);
      boolean right = message.flip().equals(ByteBuffer.wrap(expected));
      System.out.println((right ? "right " : "wrong ") + millis);
    }
  }
}
