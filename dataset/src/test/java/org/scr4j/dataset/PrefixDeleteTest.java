package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** What goes with a dataset that is deleted from the prefix, and what stays. */
class PrefixDeleteTest {

  private static final int RANKS = 3;
  private static final int SIZE = 100;
  private static final int KILLS = 8;

  @TempDir(factory = InMemory.class)
  Path temp;

  private PrefixLayout layout;

  @BeforeEach
  void prefix() throws IOException {
    layout = new PrefixLayout(Files.createDirectory(temp.resolve("prefix")));
  }

  private static StateFiles files() {
    return new StateFiles(LockKind.FLOCK, line -> {});
  }

  private static IndexFile index(PrefixLayout layout) {
    return new IndexFile(files(), layout, Clock.systemUTC(), line -> {});
  }

  private DatasetIndex index() throws IOException {
    return index(layout).read().orElseThrow();
  }

  private static PrefixDelete delete(PrefixLayout layout) {
    return new PrefixDelete(
        files(), layout, index(layout), new FlushFile(files(), layout.flush()), 3);
  }

  private PrefixDelete delete() {
    return delete(layout);
  }

  /** A checkpoint of which rank {@code r} has file {@code directory/rank_r}. */
  private static void flushed(PrefixLayout layout, int id, String directory) throws IOException {
    List<RankFiles> ranks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      String name = directory + "/rank_" + rank;
      Files.createDirectories(layout.prefix().resolve(directory));
      Files.write(layout.prefix().resolve(name), Samples.contents(rank + id, SIZE));
      ranks.add(rank(rank, name));
    }
    recorded(layout, id, ranks);
  }

  private static RankFiles rank(int rank, String... names) {
    return new RankFiles(
        rank,
        Arrays.stream(names)
            .map(name -> new RankFiles.Item(name, OptionalLong.empty(), OptionalInt.empty()))
            .toList());
  }

  private static void recorded(PrefixLayout layout, int id, List<RankFiles> ranks)
      throws IOException {
    DatasetDescriptor dataset =
        Samples.descriptor(id, "ckpt." + id, id, 0).written(RANKS, (long) RANKS * SIZE, true);
    new SummaryWriter(files(), 2).write(layout, dataset, ranks, true);
    index(layout).complete(dataset);
  }

  private Path file(String name) {
    return layout.prefix().resolve(name);
  }

  @Test
  void filesRecordsAndEmptyDirectoriesGo() throws IOException {
    flushed(layout, 1, "a/b/ckpt.1");
    flushed(layout, 2, "a/ckpt.2");
    Files.write(file(".scr/scr.dataset.1/filemap_0"), new byte[3]);

    PrefixDelete.Deleted deleted = delete().delete("ckpt.1").orElseThrow();

    assertThat(deleted).isEqualTo(new PrefixDelete.Deleted(1, RANKS, List.of()));
    assertThat(file("a/b")).doesNotExist();
    assertThat(layout.datasetDir(1)).doesNotExist();
    assertThat(file("a/ckpt.2/rank_0")).exists();
    assertThat(index().datasets()).extracting(DatasetIndex.Entry::name).containsExactly("ckpt.2");
    assertThat(index().current()).contains("ckpt.2");
  }

  @Test
  void anOlderCheckpointIsCurrentOnceTheCurrentOneIsDeleted() throws IOException {
    flushed(layout, 1, "ckpt.1");
    flushed(layout, 2, "ckpt.2");
    delete().delete(2);
    assertThat(index().current()).contains("ckpt.1");
    delete().delete(1);
    assertThat(index().current()).isEmpty();
    assertThat(index().datasets()).isEmpty();
  }

  @Test
  void aNameThatTheIndexDoesNotHaveIsNothing() throws IOException {
    assertThat(delete().delete("ckpt.1")).isEmpty();
    flushed(layout, 1, "ckpt.1");
    assertThat(delete().delete("ckpt.2")).isEmpty();
    assertThat(file("ckpt.1/rank_2")).exists();
  }

  @Test
  void filesOfTheUserStay() throws IOException {
    flushed(layout, 1, "ckpt.1");
    Files.write(file("ckpt.1/notes"), new byte[1]);
    delete().delete(1);
    assertThat(file("ckpt.1")).isDirectoryContaining("glob:**/notes");
    assertThat(file("ckpt.1/rank_0")).doesNotExist();
  }

  @Test
  void aFileThatAnotherDatasetHasTooStays() throws IOException {
    flushed(layout, 1, "last");
    flushed(layout, 2, "last");
    assertThat(delete().delete(1)).isEqualTo(new PrefixDelete.Deleted(1, 0, List.of()));
    assertThat(new Verifier(files(), layout, 4096, 1).verify(2).good()).isTrue();
  }

  @Test
  void whereTheFilesOfAnotherAreUnknownNothingIsDeleted() throws IOException {
    flushed(layout, 1, "ckpt.1");
    flushed(layout, 2, "ckpt.2");
    Files.writeString(layout.rankToFile(2), "no tree at all, not by any means");
    assertThatThrownBy(() -> delete().delete(1))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("scr_index --drop ckpt.2");
    assertThat(file("ckpt.1/rank_0")).exists();
    assertThat(index().dataset(1).orElseThrow().valid()).isTrue();
  }

  @Test
  void aDatasetWhoseListOfFilesIsDamagedStays() throws IOException {
    flushed(layout, 1, "ckpt.1");
    Files.writeString(layout.rankToFile(1), "no tree at all, not by any means");
    assertThatThrownBy(() -> delete().delete(1)).hasMessageContaining("rank2file");
    assertThat(file("ckpt.1/rank_0")).exists();
    assertThat(index().dataset(1).orElseThrow().valid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside", "/outside", ".scr/halt.scr", "link/victim", "directory", "a/../b"})
  void aMapCannotHaveOtherFilesDeleted(String name) throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside.d"));
    for (Path victim :
        List.of(
            temp.resolve("outside"), file("b"), outside.resolve("victim"), outside.resolve("x"))) {
      Files.write(victim, new byte[1]);
    }
    Files.createDirectories(file("directory/full"));
    Files.createDirectories(layout.scrDir());
    Files.write(layout.halt(), new byte[1]);
    Files.createSymbolicLink(file("link"), outside);
    Files.createDirectory(file("ckpt.1"));
    Files.write(file("ckpt.1/rank_1"), new byte[SIZE]);
    recorded(layout, 1, List.of(rank(0, name), rank(1, "ckpt.1/rank_1"), rank(2)));

    PrefixDelete.Deleted deleted = delete().delete(1);

    assertThat(deleted.left()).singleElement().asString().startsWith("rank 0: ");
    assertThat(deleted.files()).isEqualTo(1);
    assertThat(temp.resolve("outside")).exists();
    assertThat(outside.resolve("victim")).exists();
    assertThat(layout.halt()).exists();
    assertThat(file("b")).exists();
    assertThat(file("directory/full")).exists();
    assertThat(file("ckpt.1")).doesNotExist();
    assertThat(index().dataset(1).orElseThrow().valid()).isFalse();
  }

  @Test
  void whatCouldNotBeDeletedIsDeletedByTheNextAttempt() throws IOException {
    flushed(layout, 1, "ckpt.1");
    flushed(layout, 2, "ckpt.2");
    Files.delete(file("ckpt.2/rank_1"));
    Files.createDirectory(file("ckpt.2/rank_1"));
    assertThat(delete().delete(2).left()).hasSize(1);
    assertThat(index().current()).contains("ckpt.1");
    assertThat(index().dataset(2).orElseThrow().valid()).isFalse();
    Files.delete(file("ckpt.2/rank_1"));
    assertThat(delete().resume()).extracting(PrefixDelete.Deleted::id).containsExactly(2);
    assertThat(file("ckpt.2")).doesNotExist();
    assertThat(layout.datasetDir(2)).doesNotExist();
    assertThat(index().datasets()).extracting(DatasetIndex.Entry::id).containsExactly(1);
    assertThat(delete().resume()).isEmpty();
  }

  @Test
  void aMarkInAWholeDatasetDeletesNothing() throws IOException {
    flushed(layout, 1, "ckpt.1");
    Files.createFile(layout.datasetDir(1).resolve(PrefixDelete.MARK));
    assertThat(delete().resume()).isEmpty();
    assertThat(file("ckpt.1/rank_0")).exists();
  }

  /** The process that is killed: flushes and deletes, again and again. */
  static final class Main {
    private Main() {}

    /** The prefix, and a file to make once it runs. */
    public static void main(String[] args) throws IOException {
      PrefixLayout layout = new PrefixLayout(Path.of(args[0]));
      Files.createFile(Path.of(args[1]));
      while (true) {
        flushed(layout, 2, "ckpt.2");
        delete(layout).delete(2);
      }
    }
  }

  @Test
  void aKilledDeletionLeavesNothingThatTheIndexCallsValid() throws Exception {
    flushed(layout, 1, "ckpt.1");
    for (int kill = 0; kill < KILLS; kill++) {
      killAfter(kill, 20 + 13 * kill);
      for (DatasetIndex.Entry entry : index().datasets()) {
        assertThat(
                !entry.valid() || new Verifier(files(), layout, 4096, 1).verify(entry.id()).good())
            .as("%s after kill %d", entry.name(), kill)
            .isTrue();
      }
      assertThat(index().dataset(1).orElseThrow().valid()).isTrue();
      delete().resume();
      delete().delete(2);
      assertThat(layout.datasetDir(2)).doesNotExist();
      assertThat(index().current()).contains("ckpt.1");
    }
  }

  private void killAfter(int number, int milliseconds) throws Exception {
    Path started = temp.resolve("started." + number);
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            layout.prefix().toString(),
            started.toString());
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> !process.isAlive() || Files.exists(started));
      assertThat(process.waitFor(milliseconds, TimeUnit.MILLISECONDS))
          .as("it ends only when killed")
          .isFalse();
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
