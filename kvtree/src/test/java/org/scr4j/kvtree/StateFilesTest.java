package org.scr4j.kvtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateFilesTest {

  @TempDir private Path directory;

  private final List<String> warnings = new ArrayList<>();

  private StateFiles files(LockKind kind) {
    return new StateFiles(kind, warnings::add);
  }

  private static Object inode(Path file) throws Exception {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private List<String> names() throws Exception {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(LockKind.class)
  void whatIsWrittenIsReadBackWithAndWithoutLock(LockKind kind) throws Exception {
    Path file = directory.resolve("nodes.scr");
    files(kind).write(file, Trees.nodes(4));
    assertThat(file).hasBinaryContent(Trees.NODES_SCR);
    assertThat(files(kind).read(file)).contains(Trees.nodes(4));
    assertThat(files(kind).readLocked(file)).contains(Trees.nodes(4));
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(LockKind.class)
  void anAbsentFileIsNothingAndIsNotMadeByReading(LockKind kind) throws Exception {
    Path file = directory.resolve("halt.scr");
    assertThat(files(kind).read(file)).isEmpty();
    assertThat(files(kind).readLocked(file)).isEmpty();
    assertThat(files(kind).read(directory.resolve("no/such/directory/halt.scr"))).isEmpty();
    assertThat(names()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void anEmptyFileIsAnEmptyTree() throws Exception {
    Path file = Files.createFile(directory.resolve("halt.scr"));
    assertThat(files(LockKind.FLOCK).read(file)).contains(new KvTree());
  }

  @Test
  void aDamagedFileIsNamedWithTheFault() throws Exception {
    Path file = Files.write(directory.resolve("flush.scr"), new byte[] {1, 2, 3});
    assertThatExceptionOfType(CorruptTreeException.class)
        .isThrownBy(() -> files(LockKind.FLOCK).read(file))
        .withMessage(file + ": damaged at byte 3: a header has 20 bytes, there are 3")
        .satisfies(e -> assertThat(e.offset()).isEqualTo(3));
  }

  @Test
  void aTreeInFrontOfOtherDataIsRead() throws Exception {
    byte[] bytes = java.util.Arrays.copyOf(Trees.NODES_SCR, 100_000);
    Path file = Files.write(directory.resolve("reddesc.redset"), bytes);
    assertThat(files(LockKind.FLOCK).read(file)).contains(Trees.nodes(4));
  }

  @Test
  void boundsOfTheCallerHold() throws Exception {
    Path file = Files.write(directory.resolve("nodes.scr"), Trees.NODES_SCR);
    StateFiles bounded =
        new StateFiles(LockKind.NONE, warnings::add, new KvTreeLimits(43, 10, 10, 10));
    assertThatThrownBy(() -> bounded.read(file)).hasMessageContaining("above the limit of 43");
  }

  @Test
  void writingReplacesTheFileAndLeavesNothingBeside() throws Exception {
    Path file = directory.resolve("index.scr");
    files(LockKind.FLOCK).write(file, Trees.nodes(1));
    Object before = inode(file);
    files(LockKind.FLOCK).write(file, Trees.nodes(2));
    assertThat(inode(file)).isNotEqualTo(before);
    assertThat(names()).containsExactly("index.scr");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingBeside() throws Exception {
    Path file = Files.createDirectories(directory.resolve("index.scr/inside")).getParent();
    assertThatThrownBy(() -> files(LockKind.FLOCK).write(file, Trees.nodes(1)))
        .isInstanceOf(java.io.IOException.class);
    assertThat(names()).containsExactly("index.scr");
    assertThatThrownBy(
            () -> files(LockKind.FLOCK).write(directory.resolve("none/f.scr"), Trees.nodes(1)))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aReaderNeverSeesHalfAWrite() throws Exception {
    Path file = directory.resolve("flush.scr");
    Random random = new Random(5);
    List<KvTree> versions =
        List.of(Trees.nodes(1), Trees.random(random, 5), Trees.random(random, 4));
    StateFiles files = files(LockKind.FLOCK);
    files.write(file, versions.get(0));
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> reader =
          pool.submit(
              () -> {
                int reads = 0;
                for (; !done.get() || reads < 50; reads++) {
                  assertThat(versions).contains(files.read(file).orElseThrow());
                }
                return reads;
              });
      for (int i = 0; i < 200; i++) {
        files.write(file, versions.get(i % versions.size()));
      }
      done.set(true);
      assertThat(reader.get()).isGreaterThanOrEqualTo(50);
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @EnumSource(LockKind.class)
  void anUpdateKeepsTheInodeAndGrowsAndShrinksTheFile(LockKind kind) throws Exception {
    Path file = directory.resolve("halt.scr");
    files(kind).write(file, Trees.nodes(1));
    Object inode = inode(file);
    KvTree large = Trees.random(new Random(8), 4);
    files(kind)
        .update(
            file,
            tree -> {
              tree.merge(large);
              return null;
            });
    assertThat(files(kind).read(file).orElseThrow().size()).isEqualTo(large.size() + 1);
    String result =
        files(kind)
            .update(
                file,
                tree -> {
                  tree.clear();
                  tree.setValue("NODES", 4);
                  return "done";
                });
    assertThat(result).isEqualTo("done");
    assertThat(file).hasBinaryContent(Trees.NODES_SCR);
    assertThat(inode(file)).isEqualTo(inode);
  }

  @ParameterizedTest
  @EnumSource(LockKind.class)
  void anUpdateMakesAFileThatIsAbsent(LockKind kind) throws Exception {
    Path file = directory.resolve("halt.scr");
    files(kind)
        .update(
            file,
            tree -> {
              assertThat(tree.isEmpty()).isTrue();
              tree.setValue("NODES", 4);
              return null;
            });
    assertThat(file).hasBinaryContent(Trees.NODES_SCR);
  }

  @Test
  void anUpdateThatChangesNothingWritesNothing() throws Exception {
    Path file =
        Files.write(directory.resolve("halt.scr"), java.util.Arrays.copyOf(Trees.NODES_SCR, 60));
    String value = files(LockKind.FLOCK).update(file, tree -> tree.value("NODES").orElseThrow());
    assertThat(value).isEqualTo("4");
    assertThat(Files.size(file)).isEqualTo(60);
  }

  @Test
  void anUpdateLeavesADamagedFileAsItIs() throws Exception {
    byte[] damaged = Trees.NODES_SCR.clone();
    damaged[30] ^= 1;
    Path file = Files.write(directory.resolve("halt.scr"), damaged);
    assertThatExceptionOfType(CorruptTreeException.class)
        .isThrownBy(() -> files(LockKind.FLOCK).update(file, tree -> tree.unset("NODES")))
        .withMessageStartingWith(file + ": damaged at byte 40: CRC-32 is");
    assertThat(file).hasBinaryContent(damaged);
  }

  @Test
  void anUpdateThatFailsLeavesTheFileAndGivesTheLockBack() throws Exception {
    for (LockKind kind : LockKind.values()) {
      Path file = Files.write(directory.resolve(kind + ".scr"), Trees.NODES_SCR);
      assertThatThrownBy(
              () ->
                  files(kind)
                      .update(
                          file,
                          tree -> {
                            tree.clear();
                            throw new IllegalStateException("stop");
                          }))
          .hasMessage("stop");
      assertThat(file).hasBinaryContent(Trees.NODES_SCR);
      assertThat(files(kind).update(file, KvTree::size)).isEqualTo(1);
    }
  }

  @Test
  void anUpdateThroughALinkToNowhereFails() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("halt.scr"), directory.resolve("gone"));
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> files(LockKind.FLOCK).update(link, KvTree::size));
  }

  @Test
  void movingAsideKeepsEveryDamagedFile() throws Exception {
    StateFiles files = files(LockKind.FLOCK);
    Path file = directory.resolve("flush.scr");
    for (int n = 1; n <= 3; n++) {
      Files.writeString(file, "damaged " + n);
      Path aside = files.moveAside(file);
      assertThat(aside).hasFileName("flush.scr.damaged." + n).hasContent("damaged " + n);
      assertThat(file).doesNotExist();
    }
    assertThat(names()).hasSize(3);
    assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> files.moveAside(file));
  }

  @Test
  void aKindOfLockHasItsNameInEitherCase() {
    assertThat(LockKind.parse("flock")).isEqualTo(LockKind.FLOCK);
    assertThat(LockKind.parse("FCNTL")).isEqualTo(LockKind.FCNTL);
    assertThat(LockKind.NONE).hasToString("none");
    assertThatThrownBy(() -> LockKind.parse("lockf"))
        .hasMessage("'lockf' is not a kind of file lock; use flock, fcntl or none");
  }
}
