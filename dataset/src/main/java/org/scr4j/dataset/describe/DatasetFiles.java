package org.scr4j.dataset.describe;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.scr4j.dataset.DatasetDescriptor;
import org.scr4j.dataset.OldSummary;
import org.scr4j.dataset.RankFiles;
import org.scr4j.dataset.RankToFile;
import org.scr4j.dataset.RankToFilePart;
import org.scr4j.dataset.Summary;
import org.scr4j.kvtree.KvTree;
import org.scr4j.kvtree.StateFiles;

/** The files in a prefix that are about one dataset. */
final class DatasetFiles {

  private static final long MICROS = 1_000_000;

  /** The name of a file below the root of a map. */
  private static final Pattern PART = Pattern.compile(".+\\.[0-9]+\\.[0-9]+", Pattern.DOTALL);

  private DatasetFiles() {}

  static FileDescription summary(KvTree tree, Path file, ZoneId zone) throws IOException {
    Summary summary = Summary.of(tree, file);
    DatasetDescriptor dataset = summary.descriptor();
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.SUMMARY)
            .fact("version", Value.of(tree.value("VERSION")))
            .fact("id", Value.of(dataset.id()))
            .fact("name", Value.of(dataset.name()))
            .fact("kind", Value.of(Words.kind(dataset)))
            .fact("complete", Value.of(summary.complete()))
            .known("checkpoint", Value.of(dataset.checkpointNumber()))
            .known("files", Value.of(dataset.files()))
            .known("bytes", Value.of(dataset.bytes()))
            .known("user", Value.of(dataset.user()))
            .known("job name", Value.of(dataset.jobName()))
            .known("job id", Value.of(dataset.jobId()))
            .known("cluster", Value.of(dataset.cluster()));
    if (dataset.createdMicros().isPresent()) {
      long seconds = Math.floorDiv(dataset.createdMicros().getAsLong(), MICROS);
      description.fact("created", Value.of(Words.time(seconds, zone)));
    }
    return description.build(
        "dataset "
            + dataset.id().stream().mapToObj(Integer::toString).findAny().orElse("without id")
            + dataset.name().map(name -> " " + Words.quoted(name)).orElse("")
            + (summary.complete() ? ", complete" : ", not complete"));
  }

  static FileDescription oldSummary(OldSummary summary) {
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.OLD_SUMMARY)
            .fact("version", Value.of((long) summary.version()))
            .fact("id", Value.of((long) summary.id()))
            .fact("complete", Value.of(summary.complete()))
            .fact("ranks", Value.of((long) summary.ranks()));
    return description
        .table("ranks", RANK_COLUMNS, rows(summary.files()))
        .build(
            "checkpoint "
                + summary.id()
                + " of "
                + Words.count(summary.ranks(), "rank")
                + (summary.complete() ? ", complete" : ", not complete")
                + "; SCR 3.1 cannot restart from it");
  }

  private static final List<String> RANK_COLUMNS = List.of("rank", "file", "bytes", "crc");

  private static List<List<Value>> rows(List<RankFiles> ranks) {
    List<List<Value>> rows = new ArrayList<>();
    for (RankFiles rank : ranks) {
      for (RankFiles.Item item : rank.files()) {
        rows.add(
            List.of(
                Value.of((long) rank.rank()),
                Value.of(item.path()),
                Value.of(item.bytes()),
                Value.ofCrc(item.crc())));
      }
    }
    return rows;
  }

  static FileDescription rankToFile(StateFiles files, KvTree tree, Path file) throws IOException {
    RankToFilePart part = RankToFilePart.of(tree, file);
    FileDescription.Builder description =
        new FileDescription.Builder(StateFileType.RANK_TO_FILE)
            .fact("level", Value.of((long) part.level()))
            .fact("ranks", Value.of(part.ranks()));
    if (part.level() == 0) {
      List<RankFiles> leaf = part.leaf();
      long count = leaf.stream().mapToLong(rank -> rank.files().size()).sum();
      return description
          .fact("ranks in this part", Value.of((long) leaf.size()))
          .table("files", RANK_COLUMNS, rows(leaf))
          .build(
              "a leaf: " + Words.count(count, "file") + " of " + Words.count(leaf.size(), "rank"));
    }
    List<RankToFilePart.Below> parts = part.below();
    List<List<Value>> rows = new ArrayList<>();
    for (RankToFilePart.Below below : parts) {
      rows.add(
          List.of(
              Value.of((long) below.firstRank()),
              Value.of(below.name()),
              Value.of(below.offset())));
    }
    description.table("parts", List.of("first rank", "part", "offset"), rows);
    if (PART.matcher(file.toString()).matches()) {
      return description.build(Words.count(parts.size(), "part") + " on the level below");
    }
    return whole(description, new RankToFile(files, file), parts.size());
  }

  /** A root stands for the whole map, which is read with it; a part in between does not. */
  private static FileDescription whole(
      FileDescription.Builder description, RankToFile map, int parts) {
    long[] seen = new long[3];
    try {
      map.forEach(
          rank -> {
            seen[0]++;
            seen[1] += rank.files().size();
            for (RankFiles.Item item : rank.files()) {
              seen[2] += item.bytes().orElse(0);
            }
          });
    } catch (IOException e) {
      description.problem(e.getMessage());
      return description.build(Words.count(parts, "part") + " below, not all of which can be read");
    }
    description.fact("ranks with an entry", Value.of(seen[0])).fact("files", Value.of(seen[1]));
    if (seen[2] > 0) {
      description.fact("bytes", Value.of(seen[2]));
    }
    return description.build(
        Words.count(seen[1], "file")
            + " of "
            + Words.count(seen[0], "rank")
            + " in "
            + Words.count(parts, "part"));
  }
}
