package org.scr4j.library.comm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is noticed, said and never hangs. */
@Timeout(60)
final class FailureTest {

  @TempDir Path prefix;

  @Test
  void aMissingRankIsNamedByAllWhenTimeIsUp() {
    CommunicatorSettings hurried = Ranks.QUICK.withRendezvous(Duration.ofSeconds(3));
    List<Future<Communicator>> ranks = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    for (int rank : List.of(0, 2)) {
      ranks.add(
          threads.submit(
              () -> Communicators.connect(Ranks.identity(rank, 4, "few"), prefix, hurried)));
    }
    threads.shutdown();
    for (Future<Communicator> rank : ranks) {
      assertThatThrownBy(() -> rank.get(20, TimeUnit.SECONDS))
          .hasMessageContaining("rank 1, 3 of 4 did not come")
          .hasMessageContaining(".scr/rendezvous/few within 3 s");
    }
    assertThat(prefix.resolve(".scr/rendezvous")).isEmptyDirectory();
  }

  @Test
  void withoutRankZeroTheOthersSayWhereTheyWaited() {
    CommunicatorSettings hurried = Ranks.QUICK.withRendezvous(Duration.ofMillis(300));
    assertThatThrownBy(
            () -> Communicators.connect(Ranks.identity(1, 2, "headless"), prefix, hurried))
        .isInstanceOf(CommunicationException.class)
        .hasMessageContaining("rank 0 of 2 did not come to")
        .hasMessageContaining("headless");
  }

  @Test
  void aCallerWithoutTheSecretIsNotLetIn() throws Exception {
    try (Meeting meeting = new Meeting("locked")) {
      Path file = meeting.file();
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      String right = String.join("\n", lines) + "\n";
      lines.set(3, "00".repeat(32));
      Files.writeString(file, String.join("\n", lines) + "\n");
      CommunicatorSettings hurried = Ranks.QUICK.withRendezvous(Duration.ofMillis(500));
      assertThatThrownBy(
              () -> Communicators.connect(Ranks.identity(1, 2, "locked"), prefix, hurried))
          .isInstanceOf(CommunicationException.class);
      assertThat(meeting.zero.isDone()).isFalse();
      Files.writeString(file, right);
      meeting.complete();
    }
  }

  @Test
  void garbageAtThePortDisturbsNobody() throws Exception {
    try (Meeting meeting = new Meeting("noisy")) {
      InetSocketAddress port = meeting.address();
      byte[] noise = new byte[100_000];
      new Random(3).nextBytes(noise);
      try (Socket silent = new Socket(port.getAddress(), port.getPort());
          Socket loud = new Socket(port.getAddress(), port.getPort())) {
        loud.setSoTimeout(5000);
        loud.getOutputStream().write(noise, 0, 52);
        InputStream answer = loud.getInputStream();
        assertThat(endOf(answer)).isTrue();
        assertThat(silent.isConnected()).isTrue();
        meeting.complete();
      }
    }
  }

  // A connection closed with bytes unread ends with a reset; either end will do.
  private static boolean endOf(InputStream in) {
    try {
      return in.read() == -1;
    } catch (IOException reset) {
      return !(reset instanceof SocketTimeoutException);
    }
  }

  @Test
  void theRendezvousIsForItsUserAlone() throws Exception {
    try (Meeting meeting = new Meeting("private")) {
      Path file = meeting.file();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThatThrownBy(
              () -> Communicators.connect(Ranks.identity(1, 2, "private"), prefix, Ranks.QUICK))
          .hasMessageContaining("is not this user's alone");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      meeting.complete();
    }
  }

  @Test
  void twoProcessesOfOneRankAreRefused() throws Exception {
    List<String> failures = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Communicator>> ranks = new ArrayList<>();
    for (int rank : List.of(0, 1, 1)) {
      ranks.add(threads.submit(() -> Ranks.connect(rank, 3, prefix, "twins")));
    }
    threads.shutdown();
    for (Future<Communicator> rank : ranks) {
      assertThatThrownBy(() -> rank.get(20, TimeUnit.SECONDS))
          .satisfies(e -> failures.add(e.getMessage()));
    }
    assertThat(failures)
        .allSatisfy(text -> assertThat(text).contains("two processes take themselves for rank 1"));
  }

  @Test
  void anInterruptedRankEndsItsStep() throws Exception {
    List<Thread> waiting = new CopyOnWriteArrayList<>();
    List<Future<Integer>> ranks =
        Ranks.start(
            2,
            prefix,
            "step.interrupted",
            comm -> {
              if (comm.rank() == 1) {
                waiting.add(Thread.currentThread());
              }
              return comm.receive(1 - comm.rank(), 1, ByteBuffer.allocate(1));
            });
    Awaitility.await().until(() -> !waiting.isEmpty());
    waiting.get(0).interrupt();
    for (Future<Integer> rank : ranks) {
      assertThatThrownBy(() -> rank.get(20, TimeUnit.SECONDS)).hasMessageContaining("interrupted");
    }
  }

  /** Rank 0 of a step of two, which waits for its other. */
  private final class Meeting implements AutoCloseable {
    private final String step;
    private final RendezvousDirectory directory;
    private final Future<Communicator> zero;
    private Optional<Communicator> one = Optional.empty();

    Meeting(String step) {
      this.step = step;
      this.directory = new RendezvousDirectory(prefix, step);
      ExecutorService thread = Executors.newSingleThreadExecutor();
      zero = thread.submit(() -> Ranks.connect(0, 2, prefix, step));
      thread.shutdown();
      Awaitility.await().until(() -> directory.look().isPresent());
    }

    Path file() {
      return directory.path().resolve("rank0");
    }

    InetSocketAddress address() {
      return directory.look().orElseThrow().address();
    }

    /** The other comes, and all is well. */
    void complete() throws Exception {
      one = Optional.of(Ranks.connect(1, 2, prefix, step));
      one.get().send(0, 1, ByteBuffer.wrap(new byte[] {7}));
      ByteBuffer in = ByteBuffer.allocate(1);
      zero.get(20, TimeUnit.SECONDS).receive(1, 1, in);
      assertThat(in.get(0)).isEqualTo((byte) 7);
    }

    @Override
    public void close() throws Exception {
      assertThat(one).isPresent();
      Thread other = new Thread(one.get()::close);
      other.start();
      zero.get(20, TimeUnit.SECONDS).close();
      other.join();
    }
  }
}
