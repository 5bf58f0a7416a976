package org.scr4j.dataset;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.scr4j.dataset.describe.DescriptionText;
import org.scr4j.dataset.describe.FileDescriber;
import org.scr4j.dataset.describe.FileDescription;
import org.scr4j.fuzz.Holds;
import org.scr4j.fuzz.Input;
import org.scr4j.fuzz.Scratch;
import org.scr4j.fuzz.Target;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.KvTreeCodec;
import org.scr4j.kvtree.LockKind;
import org.scr4j.kvtree.StateFiles;

/** State files by what they say, the event log, old summaries. */
public final class DatasetTargets {

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final Path FILE = Path.of("/prefix/.scr/file");
  private static final StateFiles FILES = new StateFiles(LockKind.NONE, warning -> {});

  /** Names that tell what a file is, where its tree does not. */
  private static final List<String> NAMES =
      List.of(
          "halt.scr",
          "flush.scr",
          "nodes.scr",
          "index.scr",
          "summary.scr",
          "rank2file",
          "filemap_0",
          "cindex.scrinfo",
          "reddesc.er.0.xor.grp_1_of_1.mem_1_of_2.redset",
          "reddesc.er.shuffile",
          "reddescmap.er.er",
          "transfer.scr");

  private DatasetTargets() {}

  /** All of them. */
  public static List<Target> all() {
    return List.of(
        new Target("cache-index", DatasetTargets::cacheIndex),
        new Target("file-map", DatasetTargets::fileMap),
        new Target("flush-file", DatasetTargets::flush),
        new Target("halt-file", DatasetTargets::halt),
        new Target("index-file", DatasetTargets::index),
        new Target("nodes-file", input -> NodesFile.nodes(input.tree())),
        new Target("summary", DatasetTargets::summary),
        new Target("old-summary", DatasetTargets::oldSummary),
        new Target("rank-to-file", DatasetTargets::rankToFile),
        new Target("transfer-files", DatasetTargets::transfers),
        new Target("event-log", DatasetTargets::eventLog),
        new Target("cached-part", DatasetTargets::cachedPart),
        new Target("prefix-paths", DatasetTargets::paths),
        new Target("describe-tree", DatasetTargets::describeTree),
        new Target("describe-file", DatasetTargets::describeFile));
  }

  private static void cacheIndex(Input input) {
    CacheIndex index = CacheIndex.of(input.tree());
    for (CacheIndex.Entry entry : index.datasets()) {
      Holds.that(index.dataset(entry.id()).isPresent(), "a dataset is not found");
      Holds.that(
          index.without(entry.id()).dataset(entry.id()).isEmpty(), "a dataset stays when removed");
    }
    index.latest();
    index.current();
    Holds.same(index.datasets(), CacheIndex.of(index.tree()).datasets());
  }

  private static void fileMap(Input input) {
    FileMap map = FileMap.of(input.tree());
    for (FileMap.Entry entry : map.files()) {
      meta(entry.meta());
    }
    map.bytes();
    Holds.same(map.files(), FileMap.of(map.tree()).files());
  }

  private static void meta(FileMeta meta) {
    meta.ranks();
    meta.original();
    meta.bytes();
    meta.complete();
    meta.crc();
    meta.mode();
    meta.uid();
    meta.gid();
    meta.accessed();
    meta.modified();
    meta.attributes();
  }

  private static void flush(Input input) {
    FlushState state = FlushState.of(input.tree());
    for (FlushState.Entry entry : state.datasets()) {
      Holds.that(state.dataset(entry.id()).isPresent(), "a dataset is not found");
      state.needsFlush(entry.id());
      Holds.that(
          state.without(entry.id()).dataset(entry.id()).isEmpty(), "a dataset stays when removed");
    }
    state.latest();
    state.outputs(OptionalInt.of(1));
    state.checkpoints(OptionalInt.empty());
    ScavengeNeed.outputs(state, DatasetIndex.of(new KvTree()));
  }

  private static void halt(Input input) throws Exception {
    Optional<HaltConditions> conditions =
        Holds.orDocumented(DatasetException.class, () -> HaltFile.conditions(input.tree(), FILE));
    if (conditions.isPresent()) {
      conditions.get().active(NOW, Optional.of(NOW.plusSeconds(60)));
      conditions.get().activeInApplication(NOW, Optional.empty());
      conditions.get().allActive(NOW);
      conditions.get().warnings().forEach(Holds::oneLine);
    }
  }

  private static void index(Input input) {
    DatasetIndex index = DatasetIndex.of(input.tree());
    for (DatasetIndex.Entry entry : index.datasets()) {
      Holds.that(index.dataset(entry.id()).isPresent(), "a dataset is not found");
    }
    index.newestValid(OptionalInt.empty());
    index.newestValid(OptionalInt.of(3));
    index.latestId();
    index.latestCheckpoint();
    index.current().ifPresent(index::dataset);
    DatasetIndex.toChange(input.tree()).withoutLaterThan(1).datasets();
  }

  private static void summary(Input input) throws Exception {
    Optional<Summary> summary =
        Holds.orDocumented(DatasetException.class, () -> Summary.of(input.tree(), FILE));
    if (summary.isPresent()) {
      Summary again = Summary.of(summary.get().tree(), FILE);
      Holds.same(summary.get().complete(), again.complete());
      DatasetDescriptor descriptor = summary.get().descriptor();
      descriptor.id();
      descriptor.checkpointNumber();
      descriptor.createdMicros();
      descriptor.bytes();
      descriptor.files();
    }
  }

  private static void oldSummary(Input input) throws Exception {
    Holds.orDocumented(
        DatasetException.class, () -> OldSummary.parse(new StringReader(input.text()), FILE));
    Holds.orDocumented(DatasetException.class, () -> OldSummary.of(input.tree(), FILE));
  }

  private static void rankToFile(Input input) throws Exception {
    Path file = Scratch.file("dataset/rank2file", KvTreeCodec.toFile(input.tree()));
    RankToFile map = new RankToFile(FILES, file);
    Holds.orDocumented(IOException.class, map::ranks);
    Holds.orDocumented(IOException.class, () -> map.rank(1));
    List<RankFiles> all = new ArrayList<>();
    Holds.orDocumented(
        IOException.class,
        () -> {
          map.forEach(all::add);
          return all;
        });
    Optional<RankToFilePart> part =
        Holds.orDocumented(DatasetException.class, () -> RankToFilePart.of(input.tree(), FILE));
    if (part.isPresent()) {
      Holds.orDocumented(DatasetException.class, part.get()::below);
      Holds.orDocumented(DatasetException.class, part.get()::leaf);
    }
  }

  private static void transfers(Input input) {
    TransferState state = TransferState.of(input.tree());
    state.name();
    state.method();
    state.stage();
    state.status();
    state.files();
    TransferFile file = TransferFile.of(input.tree());
    file.files();
    file.command();
    file.done();
    file.bandwidth();
    file.percent();
  }

  private static void eventLog(Input input) throws IOException {
    List<LogEntry> entries = new ArrayList<>();
    long unreadable = new EventLogReader(Scratch.file("log", input.bytes())).read(entries::add);
    Holds.that(unreadable + entries.size() <= input.bytes().length + 1, "more lines than bytes");
  }

  private static void cachedPart(Input input) {
    CachedPart.parse(input.text())
        .ifPresent(part -> Holds.same(Optional.of(part), CachedPart.parse(part.line())));
  }

  /** Nothing that a file says leads out of the prefix. */
  private static void paths(Input input) throws Exception {
    Path prefix = Path.of("/nonexistent/prefix");
    PrefixPaths paths = new PrefixPaths(new PrefixLayout(prefix));
    Holds.orDocumented(DatasetException.class, () -> paths.of(input.text()))
        .ifPresent(path -> inside(prefix, path));
    Holds.orDocumented(DatasetException.class, () -> paths.of(FileMeta.of(input.tree())))
        .ifPresent(path -> inside(prefix, path));
  }

  private static void inside(Path prefix, Path path) {
    Holds.that(path.normalize().startsWith(prefix), path + " is outside the prefix");
  }

  private static void describeTree(Input input) throws Exception {
    String name = NAMES.get(input.choice(NAMES.size()));
    describe(Scratch.file("described/" + name, KvTreeCodec.toFile(input.rest().tree())));
  }

  private static void describeFile(Input input) throws Exception {
    describe(Scratch.file("described/" + NAMES.get(0), input.bytes()));
  }

  private static void describe(Path file) throws Exception {
    FileDescriber describer = new FileDescriber(Clock.fixed(NOW, ZoneOffset.UTC));
    Optional<FileDescription> description =
        Holds.orDocumented(IOException.class, () -> describer.describe(file));
    description.ifPresent(
        found ->
            Holds.that(
                DescriptionText.of(found)
                    .chars()
                    .noneMatch(c -> c != '\n' && Character.isISOControl(c)),
                "a description with control characters"));
  }
}
