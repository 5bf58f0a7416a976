package org.scr4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scr4j.config.NodeStorage;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/** Background transfers that are brought to their end after the job. */
class PoststageTest {

  private static final int RANKS = 3;
  private static final int SIZE = 1000;
  private static final int ON_ITS_WAY = 2;
  private static final int ARRIVED = 3;
  private static final int FAILED = 4;

  @TempDir Path temp;

  private final StateFiles files = Reference.stateFiles();
  private PrefixLayout layout;
  private FlushFile flush;
  private IndexFile index;
  private NodeStorage node;

  @BeforeEach
  void prefix() throws IOException {
    layout = new PrefixLayout(Files.createDirectory(temp.resolve("prefix")));
    node = new NodeStorage(Files.createDirectory(temp.resolve("node")));
    flush = new FlushFile(files, layout.flush());
    index = new IndexFile(files, layout, Clock.systemUTC(), line -> {});
  }

  private Transfers transfers() {
    return new Transfers(files, layout, node, 256, 2);
  }

  private List<Poststage.Item> run() throws IOException {
    return new Poststage(flush, index, transfers(), new PoststageLog(layout, Clock.systemUTC()))
        .run();
  }

  private static DatasetDescriptor descriptor(int id, boolean checkpoint, boolean output) {
    return DatasetDescriptor.create(
            id,
            "d." + id,
            checkpoint ? OptionalInt.of(id) : OptionalInt.empty(),
            output,
            Instant.now().minusSeconds(60).toEpochMilli() * 1000,
            new DatasetDescriptor.Origin(
                "ann", java.util.Optional.empty(), "7", java.util.Optional.empty()))
        .written(RANKS, (long) RANKS * SIZE, true);
  }

  private Path file(int id, int rank) {
    return layout.prefix().resolve("d." + id + "/rank_" + rank);
  }

  private Path state(int id, int rank) {
    return layout.datasetDir(id).resolve("rank_" + rank + ".state_file");
  }

  private static String source(int id, int rank) {
    return "/cache/d." + id + "/rank_" + rank;
  }

  /** A dataset as LLNL's library leaves it while it is copied, with every file there. */
  private void flushing(DatasetDescriptor dataset, int status) throws IOException {
    int id = dataset.id().orElseThrow();
    Files.createDirectories(layout.datasetDir(id));
    List<RankFiles> ranks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      Path file = file(id, rank);
      Files.createDirectories(file.getParent());
      Files.write(file, Samples.contents(rank, SIZE));
      ranks.add(
          new RankFiles(
              rank,
              List.of(
                  new RankFiles.Item(
                      "d." + id + "/rank_" + rank, OptionalLong.empty(), OptionalInt.empty()))));
      transfer(id, rank, file.toString(), status, Instant.now().minusSeconds(30));
    }
    new RankToFile(files, layout.rankToFile(id))
        .write(ranks.iterator(), RANKS, RankToFile.Style.FLUSHED, 2);
    flush.update(state -> state.withEntry(dataset, id, FlushState.Location.FLUSHING));
  }

  private void transfer(int id, int rank, String destination, int status, Instant modified)
      throws IOException {
    KvTree tree = new KvTree();
    tree.setValue("NAME", "d." + id);
    tree.setValue("TYPE", 2);
    tree.setValue("STATE", 2);
    tree.setValue("STATUS", status);
    KvTree file = tree.child("FILE", source(id, rank));
    file.setValue("DEST", destination);
    file.setValue("STATUS", status);
    file.setValue("SIZE", SIZE);
    file.setValue("MODE", 0100640);
    file.setValue("MTIME_SECS", modified.getEpochSecond());
    file.setValue("MTIME_NSECS", 0);
    file.setValue("ATIME_SECS", modified.getEpochSecond());
    file.setValue("ATIME_NSECS", 0);
    files.write(state(id, rank), tree);
  }

  private List<String> listed() throws IOException {
    return index.read().orElse(DatasetIndex.EMPTY).datasets().stream()
        .map(entry -> entry.name() + (entry.valid() ? " valid" : ""))
        .toList();
  }

  @Test
  void whatHasArrivedIsCompletedOutputFirstAndTheNewestCheckpointIsCurrent() throws Exception {
    flushing(descriptor(1, true, false), ARRIVED);
    flushing(descriptor(2, false, true), ARRIVED);
    flushing(descriptor(3, true, false), ON_ITS_WAY);

    assertThat(run())
        .extracting(item -> item.id() + " " + item.result())
        .containsExactly("2 COMPLETED", "3 COMPLETED", "1 COMPLETED");

    assertThat(listed()).containsExactly("d.3 valid", "d.2 valid", "d.1 valid");
    assertThat(index.read().orElseThrow().current()).contains("d.3");
    assertThat(flush.read().datasets()).isEmpty();
    assertThat(Summary.read(files, layout.summary(3)).orElseThrow().complete()).isTrue();
    assertThat(state(3, 0)).doesNotExist();
    assertThat(new Verifier(files, layout, 4096, 1).verify(2).good()).isTrue();
    assertThat(layout.prefix().resolve("scr_poststage.log"))
        .content()
        .contains("dataset 2 (d.2): complete", "dataset 3 (d.3): complete");
    assertThat(run()).isEmpty();
  }

  @Test
  void aNewerCurrentCheckpointStaysCurrent() throws Exception {
    flushing(descriptor(3, true, false), ARRIVED);
    run();
    flushing(descriptor(1, true, false), ARRIVED);
    run();
    assertThat(index.read().orElseThrow().current()).contains("d.3");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void timesAtTheEndsOfTimeAreTimes(boolean first) throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    Instant modified = first ? Instant.MIN : Instant.MAX;
    transfer(3, 1, file(3, 1).toString(), ON_ITS_WAY, modified);

    Poststage.Result expected = first ? Poststage.Result.COMPLETED : Poststage.Result.FAILED;
    assertThat(run()).extracting(Poststage.Item::result).containsOnly(expected);
  }

  @Test
  void namesOfUnfinishedCopiesBecomeFinalOnes() throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    Path part = file(3, 1).resolveSibling("rank_1._AXL77");
    Files.move(file(3, 1), part);
    transfer(3, 1, part.toString(), ON_ITS_WAY, Instant.now().minusSeconds(30));

    assertThat(run()).extracting(Poststage.Item::result).containsOnly(Poststage.Result.COMPLETED);

    assertThat(file(3, 1)).hasBinaryContent(Samples.contents(1, SIZE));
    assertThat(part).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "missing", "failed", "cancelled", "stale"})
  void whatHasNotArrivedIsSaidAndNothingIsRecorded(String how) throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    spoil(3, 1, how);

    List<Poststage.Item> items = run();

    assertThat(items).singleElement().matches(Poststage.Item::bad);
    assertThat(items.get(0).line())
        .startsWith("dataset 3 (d.3): not completed: rank 1: " + file(3, 1))
        .contains(source(3, 1) + " is not on this node");
    assertThat(layout.summary(3)).doesNotExist();
    assertThat(layout.index()).doesNotExist();
    assertThat(flush.read().needsFlush(3)).isTrue();
    assertThat(state(3, 1)).exists();
  }

  private void spoil(int id, int rank, String how) throws IOException {
    Path file = file(id, rank);
    switch (how) {
      case "short" -> Files.write(file, new byte[SIZE - 1]);
      case "missing" -> Files.delete(file);
      case "failed" -> transfer(id, rank, file.toString(), FAILED, Instant.now().minusSeconds(30));
      case "cancelled" -> {
        KvTree tree = files.read(state(id, rank)).orElseThrow();
        tree.setValue("STATE", 5);
        files.write(state(id, rank), tree);
      }
      // An earlier checkpoint's file of the same name and size.
      case "stale" ->
          Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(40)));
      default -> throw new IllegalArgumentException(how);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "missing", "failed", "cancelled", "stale"})
  void whatIsStillInCacheHereIsCopied(String how) throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    spoil(3, 1, how);
    Path cached = node.physical(source(3, 1));
    Files.createDirectories(cached.getParent());
    Files.write(cached, Samples.contents(77, SIZE));

    assertThat(run()).extracting(Poststage.Item::result).containsOnly(Poststage.Result.COMPLETED);

    assertThat(file(3, 1)).hasBinaryContent(Samples.contents(77, SIZE));
    assertThat(Files.getPosixFilePermissions(file(3, 1))).hasSize(3);
  }

  @Test
  void checkpointsBehindLackingOutputAreHeldBack() throws Exception {
    flushing(descriptor(1, true, false), ARRIVED);
    flushing(descriptor(2, false, true), ARRIVED);
    flushing(descriptor(3, true, false), ARRIVED);
    flushing(descriptor(4, false, true), ARRIVED);
    Files.delete(file(2, 0));
    Files.delete(state(2, 0));

    assertThat(run())
        .extracting(item -> item.id() + " " + item.result())
        .containsExactly("2 FAILED", "4 HELD_BACK", "3 HELD_BACK", "1 COMPLETED");
    assertThat(index.read().orElseThrow().current()).contains("d.1");

    Files.write(file(2, 0), Samples.contents(0, SIZE));
    assertThat(run()).noneMatch(Poststage.Item::bad);
    assertThat(index.read().orElseThrow().current()).contains("d.3");
  }

  @Test
  void whatWasNeverTransferredIsToldApart() throws Exception {
    flush.update(
        state ->
            state
                .withEntry(descriptor(1, true, false), 1, FlushState.Location.CACHE)
                .withEntry(descriptor(2, true, false), 2, FlushState.Location.PFS)
                .withEntry(descriptor(3, false, true), 3, FlushState.Location.CACHE));
    assertThat(run())
        .extracting(item -> item.id() + " " + item.result())
        .containsExactly("3 FAILED", "2 THERE", "1 NOT_STARTED");
  }

  @Test
  void withoutStateFilesSumsAndAgesDecide() throws Exception {
    flushing(descriptor(3, true, false), ARRIVED);
    for (int rank = 0; rank < RANKS; rank++) {
      Files.delete(state(3, rank));
    }
    Files.setLastModifiedTime(file(3, 2), FileTime.from(Instant.now().minusSeconds(120)));
    assertThat(transfers().complete(3, flush, flush.read()))
        .containsExactly("rank 2: d.3/rank_2 is older than the dataset: it is an earlier one's");
    Files.write(file(3, 2), new byte[SIZE + 1]);
    assertThat(transfers().complete(3, flush, flush.read()))
        .containsExactly("has 3001 bytes, should have 3000");
    assertThat(layout.summary(3)).doesNotExist();
    Files.write(file(3, 2), new byte[SIZE]);
    assertThat(transfers().complete(3, flush, flush.read())).isEmpty();
    assertThat(flush.read().datasets()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "PREFIX/../outside",
        "PREFIX/d.3/other",
        "PREFIX/.scr/halt.scr",
        "PREFIX/d.3/rank_1._AXL/x",
        "relative"
      })
  void aStateFileCannotNameOtherFiles(String destination) throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    Files.delete(file(3, 1));
    transfer(
        3, 1, destination.replace("PREFIX", layout.prefix().toString()), ON_ITS_WAY, Instant.now());
    Path cached = node.physical(source(3, 1));
    Files.createDirectories(cached.getParent());
    Files.write(cached, Samples.contents(1, SIZE));

    assertThat(transfers().resume(3)).singleElement().asString().startsWith("rank 1: ");

    assertThat(temp.resolve("outside")).doesNotExist();
    assertThat(layout.halt()).doesNotExist();
    assertThat(file(3, 1)).doesNotExist();
  }

  @Test
  void aDamagedStateFileIsNamed() throws Exception {
    flushing(descriptor(3, true, false), ON_ITS_WAY);
    Files.writeString(state(3, 1), "no tree, by no means, not this one");
    assertThat(transfers().resume(3))
        .singleElement()
        .asString()
        .startsWith("rank 1: " + state(3, 1));
    assertThat(state(3, 0)).doesNotExist();
    assertThat(state(3, 1)).exists();
  }
}
