package org.scr4j.dataset.describe;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.DatasetIndex;
import org.scr4j.dataset.FlushState;
import org.scr4j.dataset.HaltConditions;
import org.scr4j.dataset.HaltFile;
import org.scr4j.dataset.HaltReason;
import org.scr4j.dataset.NodesFile;
import org.scr4j.kvtree.KvTree;

/** The files in a prefix that are about all of its datasets, or about the job. */
final class PrefixFiles {

  private static final int INDEX_VERSION = 2;

  private PrefixFiles() {}

  static FileDescription flush(KvTree tree) {
    List<List<Value>> rows = new ArrayList<>();
    long needed = 0;
    for (FlushState.Entry entry : FlushState.of(tree).datasets()) {
      needed += entry.needsFlush() ? 1 : 0;
      DatasetDescriptor dataset =
          entry.descriptor().orElseGet(() -> DatasetDescriptor.of(new KvTree()));
      rows.add(
          List.of(
              Value.of(entry.id()),
              Value.of(entry.name()),
              Value.of(kind(entry)),
              Value.of(where(entry.locations())),
              Value.of(entry.needsFlush()),
              Value.of(dataset.files()),
              Value.of(dataset.bytes())));
    }
    return new FileDescription.Builder(StateFileType.FLUSH)
        .table(
            "datasets",
            List.of("id", "name", "kind", "where", "to be flushed", "files", "bytes"),
            rows)
        .build(
            Words.count(rows.size(), "dataset")
                + ", "
                + (needed == 0 ? "none" : needed)
                + " not yet in the prefix directory");
  }

  private static String kind(FlushState.Entry entry) {
    if (entry.checkpoint()) {
      return entry.output() ? "checkpoint and output" : "checkpoint";
    }
    return entry.output() ? "output" : "unknown";
  }

  private static String where(List<String> locations) {
    List<String> words = new ArrayList<>();
    for (String location : locations) {
      words.add(
          switch (location) {
            case "CACHE" -> "cache";
            case "PFS" -> "prefix directory";
            case "FLUSHING" -> "on its way in the background";
            case "SYNC_FLUSHING" -> "on its way";
            default -> location;
          });
    }
    return words.isEmpty() ? "nowhere" : String.join(" and ", words);
  }

  static FileDescription halt(KvTree tree, Path file, Clock clock) throws IOException {
    HaltConditions halt = HaltFile.conditions(tree, file);
    ZoneId zone = clock.getZone();
    Optional<HaltReason> active = halt.active(clock.instant(), Optional.empty());
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.HALT)
            .known("exit reason", Value.of(halt.exitReason()))
            .known("checkpoints left", Value.of(halt.checkpointsLeft()))
            .known("exit before", time(halt.exitBefore(), zone))
            .known("exit after", time(halt.exitAfter(), zone))
            .known("seconds to keep free", Value.of(halt.haltSeconds()));
    halt.warnings().forEach(description::problem);
    if (halt.equals(HaltConditions.NONE)) {
      return description.build("no condition is set");
    }
    return description.build(
        active
            .map(reason -> "a job stops now: " + Words.oneLine(reason.text()))
            .orElse("conditions are set, none of which holds now"));
  }

  private static Value time(OptionalLong seconds, ZoneId zone) {
    return seconds.isPresent()
        ? Value.of(Words.time(seconds.getAsLong(), zone))
        : new Value.Unknown();
  }

  static FileDescription nodes(KvTree tree) {
    OptionalLong nodes = NodesFile.nodes(tree);
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.NODES).fact("nodes", Value.of(nodes));
    if (nodes.isEmpty() || nodes.getAsLong() < 0) {
      description.problem("the number of nodes makes no sense");
    }
    return description.build(
        nodes.isPresent()
            ? "the last run used " + Words.count(nodes.getAsLong(), "node")
            : "it does not say how many nodes the last run used");
  }

  static FileDescription index(KvTree tree) {
    DatasetIndex index = DatasetIndex.of(tree);
    Optional<String> version = tree.value("VERSION");
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.INDEX)
            .fact("version", Value.of(version))
            .fact("current", Value.of(index.current()));
    if (version.filter(Integer.toString(INDEX_VERSION)::equals).isEmpty()) {
      description.problem("only version " + INDEX_VERSION + " can be used");
    }
    List<List<Value>> rows = new ArrayList<>();
    long valid = 0;
    for (DatasetIndex.Entry entry : index.datasets()) {
      valid += entry.valid() ? 1 : 0;
      rows.add(
          List.of(
              Value.of(entry.id()),
              Value.of(entry.name()),
              Value.of(entry.valid()),
              Value.of(Words.kind(entry.descriptor())),
              Value.of(entry.flushed()),
              Value.of((long) entry.fetched().size()),
              Value.of(entry.failed()),
              Value.of(entry.descriptor().files()),
              Value.of(entry.descriptor().bytes())));
    }
    if (index.current().isPresent() && index.dataset(index.current().get()).isEmpty()) {
      description.problem("the current checkpoint is not in the index");
    }
    return description
        .table(
            "datasets",
            List.of(
                "id", "name", "valid", "kind", "flushed", "fetched", "failed", "files", "bytes"),
            rows)
        .build(
            Words.count(rows.size(), "dataset") + " in the prefix directory, " + valid + " valid");
  }
}
