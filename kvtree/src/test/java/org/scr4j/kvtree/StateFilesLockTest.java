package org.scr4j.kvtree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our locks against those of real processes: flock(1), and another JVM. */
@Timeout(120)
class StateFilesLockTest {

  @TempDir private Path directory;

  private final ExecutorService pool = Executors.newCachedThreadPool();
  private final List<Process> processes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private Path file;

  @BeforeEach
  void halt() throws IOException {
    file = directory.resolve("halt.scr");
    Files.write(file, Trees.NODES_SCR);
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
    pool.shutdownNow();
  }

  private StateFiles files(LockKind kind) {
    return new StateFiles(kind, warnings::add);
  }

  private Process started(Process process) {
    processes.add(process);
    return process;
  }

  private Process shell(String... command) throws IOException {
    return started(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private static List<String> output(Process process) throws Exception {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      List<String> all = lines.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return all;
    }
  }

  /** A process that has the lock until it is told to give it back. */
  private Process holder(String mode) throws IOException {
    Process process = shell("flock", mode, file.toString(), "sh", "-c", "echo held; read line");
    assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("held");
    return process;
  }

  private static void release(Process holder) throws Exception {
    holder.getOutputStream().write('\n');
    holder.getOutputStream().flush();
    assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  /** The kernel lists those that wait for a lock with an arrow. */
  private void awaitWaiter(Path locked) throws Exception {
    String inode = ":" + Files.getAttribute(locked, "unix:ino") + " ";
    await()
        .pollInterval(5, TimeUnit.MILLISECONDS)
        .until(
            () ->
                Files.readAllLines(Path.of("/proc/locks")).stream()
                    .anyMatch(line -> line.contains("->") && line.contains(inode)));
  }

  private Future<Integer> update() {
    return pool.submit(
        () ->
            files(LockKind.FLOCK)
                .update(
                    file,
                    tree -> {
                      tree.setValue("SEEN", 1);
                      return tree.size();
                    }));
  }

  @Test
  void anUpdateWaitsForAnExclusiveFlock() throws Exception {
    Process holder = holder("-x");
    Future<Integer> update = update();
    awaitWaiter(file);
    assertThat(update.isDone()).isFalse();
    assertThat(file).hasBinaryContent(Trees.NODES_SCR);
    release(holder);
    assertThat(update.get()).isEqualTo(2);
    assertThat(warnings).isEmpty();
  }

  /** LLNL's library changes the halt file under a shared lock. */
  @Test
  void anUpdateWaitsForASharedFlock() throws Exception {
    Process holder = holder("-s");
    Future<Integer> update = update();
    awaitWaiter(file);
    assertThat(update.isDone()).isFalse();
    release(holder);
    assertThat(update.get()).isEqualTo(2);
  }

  @Test
  void aLockedReadWaitsForAnExclusiveFlockOnly() throws Exception {
    Process sharing = holder("-s");
    assertThat(files(LockKind.FLOCK).readLocked(file)).contains(Trees.nodes(4));
    release(sharing);
    Process holder = holder("-x");
    Future<?> read = pool.submit(() -> files(LockKind.FLOCK).readLocked(file));
    awaitWaiter(file);
    assertThat(read.isDone()).isFalse();
    release(holder);
    assertThat(read.get()).isEqualTo(java.util.Optional.of(Trees.nodes(4)));
  }

  @Test
  void aFileWithItsChecksumIsReadWhileItIsLocked() throws Exception {
    Process holder = holder("-x");
    assertThat(files(LockKind.FLOCK).readChecked(file)).contains(Trees.nodes(4));
    release(holder);
    Files.delete(file);
    assertThat(files(LockKind.FLOCK).readChecked(file)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 25})
  void ofAFileThatIsBeingWrittenTheEndIsAwaited(int length) throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Process holder = holder("-x");
    Files.write(file, Arrays.copyOf(whole, length));
    Future<?> read = pool.submit(() -> files(LockKind.FLOCK).readChecked(file));
    awaitWaiter(file);
    assertThat(read.isDone()).isFalse();
    Files.write(file, whole);
    release(holder);
    assertThat(read.get()).isEqualTo(java.util.Optional.of(Trees.nodes(4)));
  }

  @Test
  void anUnlockedReadAndAnUpdateWithoutLocksDoNotWait() throws Exception {
    Process holder = holder("-x");
    assertThat(files(LockKind.FLOCK).read(file)).contains(Trees.nodes(4));
    assertThat(files(LockKind.NONE).update(file, KvTree::size)).isEqualTo(1);
    release(holder);
  }

  @Test
  void flockIsRefusedWhileAnUpdateRunsAndGrantedAfterIt() throws Exception {
    String[] attempt = {"flock", "-n", "-s", file.toString(), "true"};
    int during = files(LockKind.FLOCK).update(file, tree -> exit(attempt));
    assertThat(during).isEqualTo(1);
    assertThat(exit(attempt)).isZero();
  }

  private int exit(String... command) {
    try {
      return shell(command).waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRecordLockKeepsOutOtherProcessesRecordLocksButNotFlock() throws Exception {
    StateFiles files = files(LockKind.FCNTL);
    List<String> seen = new ArrayList<>();
    files.update(
        file,
        tree -> {
          seen.add(otherJvmTries());
          return seen.add("flock exits " + exit("flock", "-n", file.toString(), "true"));
        });
    seen.add(otherJvmTries());
    assertThat(seen).containsExactly("refused", "flock exits 0", "granted");
    assertThat(warnings).isEmpty();
  }

  private String otherJvmTries() {
    try {
      return output(started(OtherJvm.start(List.of(), "try", file.toString()))).get(0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anUpdateWaitsForAnotherProcessesRecordLock() throws Exception {
    Process holder = started(OtherJvm.start(List.of(), "hold", file.toString()));
    assertThat(holder.inputReader(UTF_8).readLine()).isEqualTo("held");
    Future<Integer> update = pool.submit(() -> files(LockKind.FCNTL).update(file, KvTree::size));
    awaitWaiter(file);
    assertThat(update.isDone()).isFalse();
    release(holder);
    assertThat(update.get()).isEqualTo(1);
  }

  /** Closing any descriptor of a file drops the process's record locks on it. */
  @Test
  void aReadByAnotherThreadDoesNotDropARecordLock() throws Exception {
    StateFiles files = files(LockKind.FCNTL);
    List<Future<?>> reads = new ArrayList<>();
    String seen =
        files.update(
            file,
            tree -> {
              reads.add(pool.submit(() -> files.read(file)));
              reads.add(pool.submit(() -> files.readLocked(file)));
              return otherJvmTries();
            });
    assertThat(seen).isEqualTo("refused");
    for (Future<?> read : reads) {
      assertThat(read.get()).isEqualTo(java.util.Optional.of(Trees.nodes(4)));
    }
  }

  @Test
  void aFileReplacedWhileWaitingIsTheOneThatIsChanged() throws Exception {
    Process holder = holder("-x");
    Path old = directory.resolve("old");
    Files.createLink(old, file);
    Future<Integer> update = update();
    awaitWaiter(file);
    Path next = Files.write(directory.resolve("next"), KvTreeCodec.toFile(new KvTree()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    release(holder);
    assertThat(update.get()).isEqualTo(1);
    assertThat(files(LockKind.FLOCK).read(file).orElseThrow().keys()).containsExactly("SEEN");
    assertThat(old).hasBinaryContent(Trees.NODES_SCR);
  }

  @Test
  void aFileRemovedWhileWaitingIsMadeAnew() throws Exception {
    Process holder = holder("-x");
    Future<Integer> update = update();
    awaitWaiter(file);
    Files.delete(file);
    release(holder);
    assertThat(update.get()).isEqualTo(1);
    assertThat(files(LockKind.FLOCK).read(file).orElseThrow().keys()).containsExactly("SEEN");
  }

  /** Eight threads, a second JVM, readers, and for flock a shell that rewrites the file. */
  @ParameterizedTest
  @EnumSource(names = {"FLOCK", "FCNTL"})
  void noUpdateIsLost(LockKind kind) throws Exception {
    int threads = 8;
    int times = 40;
    int timesElsewhere = 100;
    Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    Process other =
        started(
            OtherJvm.start(
                List.of(), "count", file.toString(), kind.toString(), "" + timesElsewhere));
    List<Process> shells = new ArrayList<>();
    if (kind == LockKind.FLOCK) {
      shells.add(shell("sh", "-c", rewriting()));
    }
    AtomicBoolean done = new AtomicBoolean();
    Future<?> reader =
        pool.submit(
            () -> {
              while (!done.get()) {
                assertThat(files(kind).readLocked(file)).isPresent();
              }
              return null;
            });
    List<Future<?>> counting = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      counting.add(
          pool.submit(
              () -> {
                OtherJvm.count(files(kind), file, times);
                return null;
              }));
    }
    for (Future<?> one : counting) {
      one.get();
    }
    assertThat(output(other)).hasSize(1).first().asString().startsWith("read ");
    for (Process one : shells) {
      assertThat(output(one)).isEmpty();
      assertThat(one.exitValue()).isZero();
    }
    done.set(true);
    reader.get();
    assertThat(files(kind).read(file).orElseThrow().longValue("COUNT"))
        .hasValue((long) threads * times + timesElsewhere);
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(inode);
    assertThat(warnings).isEmpty();
  }

  /** Truncates and rewrites: without the lock, that would lose updates or leave half a file. */
  private String rewriting() {
    String copy = directory.resolve("copy").toString();
    return String.format(
        "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do"
            + " flock -x '%1$s' sh -c \"cat '%1$s' > '%2$s' && cat '%2$s' > '%1$s'\" || exit 1; done",
        file, copy);
  }

  @Test
  void aMachineWithoutFlockIsWarnedAboutOnceAndWorkedOn() throws Exception {
    List<String> withoutJna =
        List.of("-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.boot.library.path=/none");
    Process process = started(OtherJvm.start(withoutJna, "count", file.toString(), "flock", "3"));
    List<String> lines = output(process);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("warning: " + file + ": flock cannot be called: ")
        .contains("; working without locks (set SCR_FILE_LOCK to fcntl or none");
    assertThat(lines.get(1)).isEqualTo("read 3");
  }
}
